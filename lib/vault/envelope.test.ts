import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase64Url, randomBytes, sha256, toBase64Url, utf8 } from './bytes';
import { newDataKey, open, seal, unwrapKey, wrapKey } from './envelope';

const binding = ['test', 'record', 'account-1', 1] as const;

async function wrappingKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);
}

describe('base64url', () => {
  test('every byte sequence comes back as it was', () => {
    const roundTrip = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect([...(fromBase64Url(toBase64Url(bytes)) ?? [-1])]).toEqual([...bytes]);
    });
    fc.assert(roundTrip);
  });

  test.each(['a', 'ab=', 'a+b/', 'ab cd', 'abcde', 'é'])('%j is refused', (text) => {
    expect(fromBase64Url(text)).toBeUndefined();
  });

  test('a hash is the one that everybody computes', async () => {
    expect(await sha256(utf8('abc'))).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });

  test('random bytes are of the length asked for, and not always the same', () => {
    expect(randomBytes(32)).toHaveLength(32);
    expect(randomBytes(32)).not.toEqual(randomBytes(32));
  });
});

describe('sealing', () => {
  test('security 1: what is sealed opens to the same text, with a nonce of 12 bytes', async () => {
    const key = await newDataKey();
    const roundTrip = fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), async (text) => {
      const sealed = await seal(key, text, 7, binding);
      expect(fromBase64Url(sealed.n)).toHaveLength(12);
      expect(await open(key, sealed, binding)).toBe(text);
    });
    await fc.assert(roundTrip, { numRuns: 50 });
  });

  test('security 1: 10,000 writes have 10,000 different nonces', async () => {
    const key = await newDataKey();
    const nonces = new Set<string>();
    for (let round = 0; round < 100; round += 1) {
      for (const { n } of await Promise.all(Array.from({ length: 100 }, () => seal(key, 'same', 1, binding)))) nonces.add(n);
    }
    expect(nonces.size).toBe(10_000);
  });

  test('another key, or other associated data, opens nothing', async () => {
    const key = await newDataKey();
    const sealed = await seal(key, 'sk-secret', 1, binding);
    expect(await open(await newDataKey(), sealed, binding)).toBeUndefined();
    expect(await open(key, sealed, ['test', 'record', 'account-2', 1])).toBeUndefined();
    // The same values in other pieces must not be taken for the same.
    expect(await open(key, sealed, ['test', 'record', 'account-1,1'])).toBeUndefined();
    expect(await open(key, sealed, ['test', 'record', 'account-1', '1'])).toBeUndefined();
  });

  test('a nonce of another length opens nothing', async () => {
    const key = await newDataKey();
    const sealed = await seal(key, 'sk-secret', 1, binding);
    expect(await open(key, { ...sealed, n: toBase64Url(randomBytes(16)) }, binding)).toBeUndefined();
    expect(await open(key, { ...sealed, n: '' }, binding)).toBeUndefined();
  });
});

describe('wrapping the data key', () => {
  test('a wrapped key opens what the key sealed, and cannot be exported', async () => {
    const outer = await wrappingKey();
    const key = await newDataKey();
    const unwrapped = await unwrapKey(await wrapKey(key, outer, binding), outer, binding);
    if (!unwrapped) throw new Error('not unwrapped');
    expect(await open(unwrapped, await seal(key, 'text', 1, binding), binding)).toBe('text');
    expect(unwrapped.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', unwrapped)).rejects.toThrow();
  });

  test('it unwraps with no other key, no other binding and no flipped character', async () => {
    const outer = await wrappingKey();
    const wrapped = await wrapKey(await newDataKey(), outer, binding);
    expect(await unwrapKey(wrapped, await wrappingKey(), binding)).toBeUndefined();
    expect(await unwrapKey(wrapped, outer, ['test', 'record', 'account-1', 2])).toBeUndefined();
    for (let index = 0; index < wrapped.wrapped.length; index += 1) {
      const flipped = wrapped.wrapped.slice(0, index) + (wrapped.wrapped[index] === 'A' ? 'Q' : 'A') + wrapped.wrapped.slice(index + 1);
      expect(await unwrapKey({ ...wrapped, wrapped: flipped }, outer, binding)).toBeUndefined();
    }
  });
});
