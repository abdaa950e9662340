import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';

const package_ = createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens').replace(/dist\/.*$/, 'dist/tokens.css');
const dads = readFileSync(package_, 'utf8');
const ours = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8');
const taken = [...ours.matchAll(/(--[\w-]+): ([^;]+); \/\* dads ([\w-]+) \*\//g)].map(([, name = '', value = '', token = '']) => ({ name, value, token }));

it('takes a good part from the design system', () => expect(taken.length).toBeGreaterThan(15));

it.each(taken)('$name is the design system\'s $token', ({ value, token }) => {
  const value_ = new RegExp(`--(?:color-)?${token}: ([^;]+);`).exec(dads)?.[1];
  expect(value_).toBe(value);
});
