import { randomBytes, randomInt, scryptSync } from 'node:crypto';
import { argon2id, argon2idAsync } from '@noble/hashes/argon2.js';
import { scrypt, scryptAsync } from '@noble/hashes/scrypt.js';
import { argon2id as wasmArgon2id, scrypt as wasmScrypt } from 'hash-wasm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { isWithinBounds, type Kdf, usualArgon2, usualScrypt } from '../kdf';
import { deriveKey, newBackupKdf, newKdf } from './derive-key';

vi.mock('@noble/hashes/argon2.js', { spy: true });
vi.mock('@noble/hashes/scrypt.js', { spy: true });

const salt = Buffer.from(Array.from({ length: 16 }, (_, index) => index)).toString('base64url');
const passphrase = 'correct horse battery staple';
/** The cheapest that is taken. */
const least = { argon2: { name: 'argon2id', m: 19_456, t: 2, p: 1, salt }, scrypt: { name: 'scrypt', N: 2 ** 15, r: 8, p: 1, salt } } as const;

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

async function hexKey(typed: string, kdf: Kdf): Promise<string> {
  const key = await deriveKey(typed, kdf);
  expect(key).toMatch(/^[\w-]{43}$/);
  return hexOf(Buffer.from(key, 'base64url'));
}

beforeEach(() => {
  vi.clearAllMocks();
});

describe('security 9: a key is the one that the documents say', () => {
  test('of Argon2id with the usual parameters', async () => {
    expect(await hexKey(passphrase, { ...usualArgon2, salt })).toBe('0d1a3c6523c8f06e4e0af9c515aa5b5448cfebd6838f2d52c3d8b6ef8ddc3c2e');
  });

  test('of scrypt with the usual parameters of a backup', async () => {
    expect(await hexKey(passphrase, { ...usualScrypt, salt })).toBe('1b2946da71f41179e83b99dc33842d15741b87c4121c8c7f3781c1df864fb58b');
  });

  test('of Argon2id in RFC 9106, 5.3, with a secret and associated data', () => {
    const filled = (length: number, value: number) => new Uint8Array(length).fill(value);
    const tag = argon2id(filled(32, 1), filled(16, 2), { m: 32, t: 3, p: 4, dkLen: 32, key: filled(8, 3), personalization: filled(12, 4) });
    expect(hexOf(tag)).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });

  test('of scrypt in RFC 7914, 12', () => {
    const bytes = scrypt('password', 'NaCl', { N: 1024, r: 8, p: 16, dkLen: 64 });
    expect(hexOf(bytes)).toBe(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    );
  });
});

describe('security 9: another library says the same', () => {
  test('of Argon2id, for 50 random inputs', async () => {
    for (let round = 0; round < 50; round += 1) {
      const [password, salted] = [randomBytes(randomInt(1, 100)), randomBytes(randomInt(8, 65))];
      const p = randomInt(1, 5);
      const [m, t, dkLen] = [randomInt(8 * p, 300), randomInt(1, 5), randomInt(4, 65)];
      const theirs = await wasmArgon2id({ password, salt: salted, memorySize: m, iterations: t, parallelism: p, hashLength: dkLen, outputType: 'hex' });
      expect(hexOf(argon2id(password, salted, { m, t, p, dkLen })), JSON.stringify({ password: hexOf(password), salt: hexOf(salted), m, t, p })).toBe(theirs);
    }
  });

  test('of scrypt, for 50 random inputs', async () => {
    for (let round = 0; round < 50; round += 1) {
      const [password, salted] = [randomBytes(randomInt(1, 100)), randomBytes(randomInt(8, 65))];
      const [N, r, p, dkLen] = [2 ** randomInt(1, 10), randomInt(1, 10), randomInt(1, 5), randomInt(4, 65)];
      const theirs = await wasmScrypt({ password, salt: salted, costFactor: N, blockSize: r, parallelism: p, hashLength: dkLen, outputType: 'hex' });
      expect(hexOf(scrypt(password, salted, { N, r, p, dkLen })), JSON.stringify({ password: hexOf(password), salt: hexOf(salted), N, r, p })).toBe(theirs);
    }
  });

  test('of whole passphrases, through our own function', async () => {
    for (const typed of ['Überraschung im März', '海は広いな大きいな', '🐢🦊🐳🍋🎈🧭🛶🔭🪁🧵', 'x'.repeat(1024)]) {
      const theirs = await wasmArgon2id({
        password: new TextEncoder().encode(typed),
        salt: Buffer.from(salt, 'base64url'),
        memorySize: least.argon2.m,
        iterations: least.argon2.t,
        parallelism: 1,
        hashLength: 32,
        outputType: 'hex',
      });
      expect(await hexKey(typed, least.argon2), typed).toBe(theirs);
      const { N, r, p } = least.scrypt;
      expect(await hexKey(typed, least.scrypt), typed).toBe(hexOf(scryptSync(typed, Buffer.from(salt, 'base64url'), 32, { N, r, p, maxmem: 2 ** 27 })));
    }
  });
});

describe('a key', () => {
  test('security 13: is the same for both spellings of an umlaut, and another one with a space more', async () => {
    const key = (typed: string) => deriveKey(typed, least.scrypt);
    const plain = await key('pässwörd und so'.normalize('NFC'));
    expect(await key('pässwörd und so'.normalize('NFD'))).toBe(plain);
    expect(await key('pässwörd und so ')).not.toBe(plain);
    expect(await key(' pässwörd und so')).not.toBe(plain);
  });

  test('depends on the salt and on every parameter', async () => {
    const keys = await Promise.all(
      [
        least.scrypt,
        { ...least.scrypt, salt: `${salt.slice(0, -1)}g` },
        { ...least.scrypt, N: 2 ** 16 },
        { ...least.scrypt, p: 2 },
        least.argon2,
        { ...least.argon2, p: 2 },
      ].map((kdf) => deriveKey(passphrase, kdf)),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('lets the page breathe while it is derived', async () => {
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 5);
    await deriveKey(passphrase, { ...least.argon2, t: 4 });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(2);
  });

  test('is made with a salt of its own each time, with parameters that are taken', () => {
    const kdfs = Array.from({ length: 200 }, () => newKdf());
    expect(new Set(kdfs.map((kdf) => kdf.salt)).size).toBe(200);
    for (const kdf of [...kdfs, newBackupKdf()]) expect(isWithinBounds(kdf), JSON.stringify(kdf)).toBe(true);
    expect(newKdf()).toMatchObject(usualArgon2);
    expect(newBackupKdf()).toMatchObject(usualScrypt);
  });
});

describe('security 10: parameters out of bounds', () => {
  const bad: Kdf[] = [
    { ...least.argon2, m: 8 },
    { ...least.argon2, m: 2 ** 31 },
    { ...least.argon2, t: 0 },
    { ...least.argon2, t: 2 ** 31 },
    { ...least.argon2, p: 255 },
    { ...least.argon2, salt: '' },
    { ...least.argon2, salt: 'A'.repeat(25) },
    { ...least.scrypt, N: 3 },
    { ...least.scrypt, N: 2 ** 31 },
    { ...least.scrypt, r: 2 ** 20 },
    { ...least.scrypt, p: 2 ** 20 },
    { ...least.scrypt, salt: '' },
  ];

  test('are refused at once, before anything is derived or taken from memory', async () => {
    const before = process.memoryUsage().arrayBuffers;
    for (const kdf of bad) {
      const start = performance.now();
      for (let round = 0; round < 20; round += 1) await expect(deriveKey(passphrase, kdf), JSON.stringify(kdf)).rejects.toThrow(RangeError);
      expect((performance.now() - start) / 20, JSON.stringify(kdf)).toBeLessThan(5);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    expect(argon2idAsync).not.toHaveBeenCalled();
    expect(scryptAsync).not.toHaveBeenCalled();
  });

  test('are told from good ones, which are derived once', async () => {
    await deriveKey(passphrase, least.argon2);
    await deriveKey(passphrase, least.scrypt);
    expect(argon2idAsync).toHaveBeenCalledTimes(1);
    expect(scryptAsync).toHaveBeenCalledTimes(1);
  });
});
