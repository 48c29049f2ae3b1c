import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteLength, cutAtWord } from './cut';

describe('a text that is too long', () => {
  test('ends with a whole word', () => {
    expect(cutAtWord('one two three', 13)).toBe('one two three');
    expect(cutAtWord('one two three', 12)).toBe('one two…');
    expect(cutAtWord('one two three', 8)).toBe('one two…');
    expect(cutAtWord('one two three', 7)).toBe('one…');
  });

  test('without any word to end with is cut between characters', () => {
    expect(cutAtWord('abcdefgh', 4)).toBe('abc…');
    expect(cutAtWord('😀😀😀😀', 5)).toBe('😀😀…');
  });

  test('is never longer than allowed, and begins like the whole, however it is measured', () => {
    for (const measure of [(text: string) => text.length, byteLength]) {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 4, max: 120 }), (text, most) => {
          const cut = cutAtWord(text, most, measure);
          expect(measure(cut)).toBeLessThanOrEqual(most);
          expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true);
        }),
      );
    }
  });
});
