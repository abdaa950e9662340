// Solves a challenge with ALTCHA's own library, as its widget would: node solve.mjs <url> <protocol version>; prints the payload.
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import { solveChallenge as solveChallengeV1 } from 'altcha-lib/v1';

const [url, version] = process.argv.slice(2);
const challenge = await (await fetch(url)).json();
const payload = version === '1' ? await first(challenge) : await second(challenge);
process.stdout.write(btoa(JSON.stringify(payload)));

async function first({ algorithm, challenge, maxnumber, salt, signature }) {
  const { number, took } = await solveChallengeV1(challenge, salt, algorithm, maxnumber).promise;
  return { algorithm, challenge, number, salt, signature, took };
}

async function second(challenge) {
  const solution = await solveChallenge({ challenge, deriveKey });
  return { challenge: { parameters: challenge.parameters, signature: challenge.signature }, solution };
}
