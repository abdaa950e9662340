import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as canonical from '../src/card/canonical.ts';

interface Vector { kind: string; input: string | null; canonical: string | null; why: string; fault?: string }

const path = new URL('../../../tests/Kencom.Core.Tests/Cards/vectors/card-values.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vector[];
const functions = canonical as unknown as Record<string, ((text: string) => string | null) | undefined>;
const shown = vectors.filter(({ kind }) => kind !== 'branchNumber');

describe('the compared form shown while typing (WEB-4)', () => {
  it('knows every kind of vector', () => {
    expect([...new Set(shown.map(({ kind }) => kind))].filter((kind) => !functions[kind])).toEqual([]);
    expect(shown.length).toBeGreaterThan(150);
  });

  it.each(shown)('$kind $input: $why', ({ kind, input, canonical }) => {
    const form = functions[kind]!;
    expect(form(input ?? '')).toBe(canonical);
    if (canonical !== null) {
      expect(form(canonical)).toBe(canonical);
    }
  });

  it.each(shown.filter(({ fault }) => fault !== undefined))('$kind $input is told: $fault', ({ input, fault }) => {
    const told = canonical.kanaNameFault(input ?? '');
    expect(told && (told.tooLong ? 'too long' : (told.character ?? ''))).toBe(fault);
  });
});
