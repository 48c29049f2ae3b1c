import { describe, expect, test } from 'vitest';
import { passphraseProblem } from '../kdf';
import { passphraseWords } from './passphrase-words';
import { below, suggestPassphrase } from './suggest-passphrase';

/** Gives the numbers one after the other. */
function drawing(...numbers: number[]) {
  return (into: Uint16Array) => into.set([numbers.shift() ?? 0]);
}

describe('the list of words', () => {
  test('has more than 1,296 of them, short, plain, and each only once', () => {
    expect(passphraseWords.length).toBeGreaterThanOrEqual(1296);
    expect(new Set(passphraseWords).size).toBe(passphraseWords.length);
    expect(passphraseWords.filter((word) => !/^[a-z]{3,8}$/.test(word))).toEqual([]);
  });
});

describe('a suggested passphrase', () => {
  test('is six words of the list, the ones that were drawn', async () => {
    expect(await suggestPassphrase(drawing(0, 1, 2, 2047, 2048, 65_535))).toBe('abandon-ability-able-zoo-abandon-zoo');
  });

  test('is never twice the same, and is one that is taken', async () => {
    const many = await Promise.all(Array.from({ length: 500 }, () => suggestPassphrase()));
    expect(new Set(many).size).toBe(500);
    expect(many.filter((passphrase) => passphraseProblem(passphrase) !== undefined)).toEqual([]);
    // Of 3,000 words each must turn up now and then: a list cut short would show.
    expect(new Set(many.flatMap((passphrase) => passphrase.split('-'))).size).toBeGreaterThan(1400);
  });
});

describe('a number below a bound', () => {
  test('has the same chance as every other: what would favour the first ones is drawn again', () => {
    const counts = new Map<number, number>();
    for (let drawn = 0; drawn < 65_536; drawn += 1) {
      const chosen = below(1296, drawing(drawn, 5, 5));
      if (drawn < 65_536 - (65_536 % 1296)) counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
      else expect(chosen).toBe(5);
    }
    expect(new Set(counts.values())).toEqual(new Set([50]));
    expect(counts.size).toBe(1296);
  });
});
