import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText } from './text';

test.each([
  ['Default Token', 'Default Token'],
  ['  padded  ', 'padded'],
  ['line\r\nbreak\ttab', 'linebreaktab'],
  ['\u202eevil\u2066', 'evil'],
  ['zero\u200bwidth\ufeff', 'zerowidth'],
  ['half \ud800 pair', 'half  pair'],
  ['令牌 😀', '令牌 😀'],
  ['[sk-abcdefghijklmnop1234] used up', '[…] used up'],
  ['sess-FIXTURE00000000000', '…'],
  ['Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def_ghijkl', 'Bearer …'],
  ['monkey business', 'monkey business'],
  ['keyboard shortcuts', 'keyboard shortcuts'],
])('%o becomes %o', (text, expected) => {
  expect(cleanText(text)).toBe(expected);
});

test('text is cut', () => {
  expect(cleanText('x'.repeat(500))).toHaveLength(120);
  expect(cleanText('x'.repeat(500), 24)).toHaveLength(24);
});

test('no text keeps a control or direction character, or grows', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 200 }), (text, maximum) => {
      const cleaned = cleanText(text, maximum);
      expect(cleaned).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(cleaned.length).toBeLessThanOrEqual(maximum);
    }),
  );
});

test('no key of a usual form comes through, wherever it stands', () => {
  const keys = fc
    .tuple(fc.constantFrom('sk-', 'sk-proj-', 'sk-or-v1-', 'sess-', 'rk_', 'pk-'), fc.stringMatching(/^[A-Za-z0-9]{16,60}$/))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      keys,
      fc.constantFrom('', 'your key: ', '令牌 [', '"'),
      fc.constantFrom('', ' is wrong', ']', '.'),
      (key, before, after) => !cleanText(before + key + after, 400).includes(key.slice(-12)),
    ),
  );
});
