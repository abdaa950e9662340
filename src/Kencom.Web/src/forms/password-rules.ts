import type { PasswordProfile } from '../api/client.ts';

export const symbols = '!@#$%^&*()_-+={}[]|:;<>,./~';
const kindsOfApp = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/];
const kindsOfWeb = [/[A-Za-z]/, /[0-9]/, /[^A-Za-z0-9]/];

/** How many characters each profile of REG-3 wants. */
export const passwordLengths: Record<PasswordProfile, readonly [shortest: number, longest: number]> = { manual: [6, 20], strong: [12, 64] };

/** REG-3. What can be guessed (REG-4) only the API knows. */
export function passwordConditions(password: string, channel: 'app' | 'web', profile: PasswordProfile) {
  const [shortest, longest] = passwordLengths[profile];
  const characters = [...password].every((character) => /[A-Za-z0-9]/.test(character) || symbols.includes(character));
  const kinds = (channel === 'app' ? kindsOfApp : kindsOfWeb).filter((kind) => kind.test(password));
  return {
    length: password.length >= shortest && password.length <= longest,
    characters: password !== '' && characters,
    kinds: profile === 'strong' || (characters && kinds.length >= 2),
  };
}
