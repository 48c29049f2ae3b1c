import { describe, expect, test } from 'vitest';
import { isWeaker, isWithinBounds, type Kdf, normalised, passphraseProblem, usualArgon2, usualScrypt } from './kdf';
import { kdfSchema } from './kdf-schema';

const salt = 'AAECAwQFBgcICQoLDA0ODw';
const argon2 = (changes: object = {}) => ({ ...usualArgon2, salt, ...changes }) as Kdf;
const scrypt = (changes: object = {}) => ({ ...usualScrypt, salt, ...changes }) as Kdf;

describe('parameters', () => {
  test('that new passphrases and backups are given lie within the bounds, and pass the schema unchanged', () => {
    for (const kdf of [argon2(), scrypt()]) {
      expect(isWithinBounds(kdf)).toBe(true);
      expect(kdfSchema().parse(kdf)).toEqual(kdf);
    }
  });

  test.each([
    ['m', 19_456, 1_048_576, { t: 2 }],
    ['t', 1, 10, {}],
    ['p', 1, 4, {}],
  ] as const)('security 10: of Argon2id, %s is taken from %i to %i and not one beyond', (name, least, most, others) => {
    for (const value of [least, most]) expect(isWithinBounds(argon2({ ...others, [name]: value })), `${value}`).toBe(true);
    for (const value of [least - 1, most + 1, 0, -least]) expect(isWithinBounds(argon2({ ...others, [name]: value })), `${value}`).toBe(false);
  });

  test('security 10: of Argon2id, memory times passes have a floor of their own', () => {
    expect(isWithinBounds(argon2({ m: 38_912, t: 1 }))).toBe(true);
    expect(isWithinBounds(argon2({ m: 38_911, t: 1 }))).toBe(false);
    expect(isWithinBounds(argon2({ m: 19_456, t: 2 }))).toBe(true);
    expect(isWithinBounds(argon2({ m: 19_456, t: 1 }))).toBe(false);
  });

  test('security 10: of scrypt, N is a power of two from 2^15 to 2^20, r is 8, and p at most 4', () => {
    for (let power = 15; power <= 20; power += 1) expect(isWithinBounds(scrypt({ N: 2 ** power })), `2^${power}`).toBe(true);
    for (const N of [3, 0, -1, 2 ** 14, 2 ** 21, 2 ** 31, 2 ** 15 + 1, 2 ** 20 - 1, 100_000]) expect(isWithinBounds(scrypt({ N })), `N ${N}`).toBe(false);
    for (const r of [0, 1, 7, 9, 16, -8]) expect(isWithinBounds(scrypt({ r })), `r ${r}`).toBe(false);
    for (const p of [1, 4]) expect(isWithinBounds(scrypt({ p })), `p ${p}`).toBe(true);
    for (const p of [0, 5, 255, -1]) expect(isWithinBounds(scrypt({ p })), `p ${p}`).toBe(false);
  });

  test('security 10: the ones an attacker would write are refused', () => {
    for (const kdf of [
      argon2({ m: 8 }),
      argon2({ m: 2 ** 31 }),
      argon2({ t: 0 }),
      argon2({ p: 255 }),
      scrypt({ N: 3 }),
      argon2({ salt: '' }),
      scrypt({ salt: '' }),
    ]) {
      expect(isWithinBounds(kdf), JSON.stringify(kdf)).toBe(false);
    }
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 2.5, '3', null, undefined, [3], {}])('a number that is %s is none', (value) => {
    for (const name of ['m', 't', 'p']) expect(isWithinBounds(argon2({ [name]: value })), name).toBe(false);
    for (const name of ['N', 'r', 'p']) expect(isWithinBounds(scrypt({ [name]: value })), name).toBe(false);
  });

  test('a salt is 16 to 64 bytes of base64url', () => {
    for (const good of ['A'.repeat(22), 'A'.repeat(86), 'a-_9'.repeat(6)]) expect(isWithinBounds(argon2({ salt: good })), good).toBe(true);
    // The last one has a length that no bytes lead to.
    for (const bad of [
      '',
      'A'.repeat(20),
      'A'.repeat(87),
      `${'A'.repeat(22)}==`,
      `${'A'.repeat(22)}+/`,
      `${'A'.repeat(22)}\n`,
      'ä'.repeat(24),
      'A'.repeat(25),
    ]) {
      expect(isWithinBounds(argon2({ salt: bad })), JSON.stringify(bad)).toBe(false);
      expect(isWithinBounds(scrypt({ salt: bad })), JSON.stringify(bad)).toBe(false);
    }
  });
});

describe('a passphrase is derived anew', () => {
  test('from less than the usual memory times passes, and from scrypt', () => {
    for (const kdf of [argon2({ t: 2 }), argon2({ m: 65_535 }), argon2({ m: 47_104, t: 1 }), argon2({ m: 19_456, t: 10 }), scrypt(), scrypt({ N: 2 ** 20 })]) {
      expect(isWeaker(kdf), JSON.stringify(kdf)).toBe(true);
    }
  });

  test('never from as much or more, or it would be at every unlocking', () => {
    for (const kdf of [argon2(), argon2({ m: 196_608, t: 1 }), argon2({ t: 4 }), argon2({ m: 1_048_576 }), argon2({ p: 4 })]) {
      expect(isWeaker(kdf), JSON.stringify(kdf)).toBe(false);
    }
  });
});

describe('writing', () => {
  test('security 13: one word in two spellings is one passphrase', () => {
    const word = 'pässwörd ﬁn';
    expect(word.normalize('NFC')).not.toBe(word.normalize('NFD'));
    expect(normalised(word.normalize('NFC'))).toBe(normalised(word.normalize('NFD')));
    // What a Japanese or Korean keyboard writes wide.
    expect(normalised('ｐａｓｓ　１２')).toBe('pass 12');
  });

  test('security 13: spaces, case and signs count, wherever they stand', () => {
    const spellings = ['tall ships', ' tall ships', 'tall ships ', 'tall  ships', 'Tall ships', 'tallships', 'tall ships!', 'tall\tships'];
    expect(new Set(spellings.map(normalised)).size).toBe(spellings.length);
  });
});

describe('a new passphrase', () => {
  test('security 13: 1024 characters are taken and 1025 are not, whatever they take to write', () => {
    for (const letters of ['abcdefgh', '🐢🦊🐳🍋🎈🧭🛶🔭', 'ä-öxüzßq'.normalize('NFD')]) {
      const characters = [...letters.normalize('NFKC')];
      const text = (length: number) => Array.from({ length }, (_, index) => characters[index % characters.length]).join('');
      expect(passphraseProblem(text(1024)), letters).toBeUndefined();
      expect(passphraseProblem(text(1025)), letters).toBe('too-long');
      expect(passphraseProblem(text(10)), letters).toBeUndefined();
      expect(passphraseProblem(text(9)), letters).toBe('too-short');
    }
  });

  test('is counted as it will be used: an accent of its own is no character', () => {
    expect(passphraseProblem('äöüßxyzqw'.normalize('NFD'))).toBe('too-short');
    expect(passphraseProblem(`${'äöüßxyz'.repeat(147).slice(0, 1023)}e`.normalize('NFD'))).toBeUndefined();
  });

  test.each([
    '1',
    '0123456789',
    '9'.repeat(40),
    '１２３４５６７８９０',
    '٠١٢٣٤٥٦٧٨٩',
    '23.11.1986',
    '1986-11-23',
    '+49 151 2345678',
    '1234 5678 9012 3456',
    ' 1234567890',
  ])('of digits only, as %j, is refused', (digits) => {
    expect(passphraseProblem(digits)).toBe('only-digits');
  });

  test.each(['', ' ', 'short', '2 ships', '🐢'])('that is short, as %j, is refused', (short) => {
    expect(passphraseProblem(short)).toBe('too-short');
  });

  test.each([
    'password12',
    'Password123!',
    'p-a-s-s-w-o-r-d',
    'correct horse battery staple',
    'Let me in please',
    'iloveyou2026',
    'remainder!!',
    'aaaaaaaaaaaa',
    'abababababab',
    '....,,,,....',
  ])('that everybody tries, as %j, is refused', (common) => {
    expect(passphraseProblem(common)).toBe('too-common');
  });

  test.each([
    'tall ships sail',
    '12 tall ships',
    'passwordless',
    'Überraschung',
    'корабль и море',
    '海は広いな大きいな月が',
    '🐢🦊🐳🍋🎈🧭🛶🔭🪁🧵',
    '-_.:;,#+*~',
    'constructor',
    ' x y z w v ',
  ])('like %j is taken', (good) => {
    expect(passphraseProblem(good)).toBeUndefined();
  });
});
