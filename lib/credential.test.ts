import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanCredential, credentialLength, credentialProblem, maskCredential } from './credential';

const key = 'sk-proj-abcdefghijklmnop';

test.each([
  key,
  `  ${key}\n`,
  `"${key}"`,
  `'${key}'`,
  `Bearer ${key}`,
  `bearer   ${key}`,
  `Authorization: Bearer ${key}`,
  `authorization:Bearer ${key}\r\n`,
  ` "${key}" `,
])('a key is found in what was pasted: %o', (pasted) => {
  expect(cleanCredential(pasted)).toBe(key);
});

test.each([
  ['', 'missing'],
  ['1234567', 'too-short'],
  ['12345678', undefined],
  ['x'.repeat(512), undefined],
  ['x'.repeat(513), 'too-long'],
  ['two words here', 'bad-characters'],
  ['line\nbreak1', 'bad-characters'],
  ['null\u0000byte', 'bad-characters'],
  ['delete\u007fchar', 'bad-characters'],
  ['schlüssel', 'bad-characters'],
  ['sk-\u200babcdefgh', 'bad-characters'],
  ['ｓｋ－ａｂｃｄｅ', 'bad-characters'],
])('%o is judged %s', (credential, problem) => {
  expect(credentialProblem(credential)).toBe(problem);
});

test('what is let through can stand in a header, and comes out as it went in', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 })), (text) => {
      if (credentialProblem(text) === undefined) expect(new Headers({ authorization: `Bearer ${text}` }).get('authorization')).toBe(`Bearer ${text}`);
    }),
  );
});

describe('a masked key', () => {
  test.each([
    ['sk-proj-abcdefghijklmnop', 'sk-…mnop'],
    ['sess-abcdefghijklmnop', 'sess-…mnop'],
    ['abcdefghijklmnopqrst', '…qrst'],
    ['abcdefghijkl', '…kl'],
    ['short', '…'],
  ])('of %s is %s', (credential, masked) => {
    expect(maskCredential(credential)).toBe(masked);
  });

  test('gives away at most ten characters, and never as many as are hidden', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x21-\x7e]{1,80}$/), (credential) => {
        const shown = maskCredential(credential).replace('…', '').length;
        expect(shown).toBeLessThanOrEqual(10);
        if (credential.length >= credentialLength.least) expect(credential.length - shown).toBeGreaterThanOrEqual(6);
      }),
    );
  });
});
