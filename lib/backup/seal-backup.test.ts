import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { root } from '@/tests/source-files';
import { usualScrypt } from '../kdf';
import { defaultSettings } from '../settings';
import { randomBytes, toBase64Url, utf8 } from '../vault/bytes';
import type { Content, Entry } from './content';
import { gunzip, gzip } from './gzip';
import { openBackup, sealBackup } from './seal-backup';

const fixture = (name: string) => readFileSync(path.join(root, 'tests/fixtures-backup', name), 'utf8');
const kdf = { ...usualScrypt, salt: toBase64Url(randomBytes(16)) };
const now = Date.UTC(2026, 10, 23, 12);

function entry(changes: Partial<Entry> = {}): Entry {
  const account: Entry['account'] = {
    v: 1,
    id: crypto.randomUUID(),
    providerId: 'deepseek',
    label: 'Work',
    baseUrl: 'https://api.deepseek.com',
    credential: 'api-key',
    masked: 'sk-…abcd',
    fingerprint: 'print',
    fields: {},
    revision: 1,
    createdAt: now,
    countInTotal: true,
  };
  return { account, secret: 'sk-0123456789abcdef', ...changes };
}

const contentOf = (...accounts: Entry[]): Content => ({ version: 1, settings: defaultSettings(), accounts, history: [] });

/** The same file with one character of one part replaced. */
function altered(file: string, part: 'header' | 'data', at: number): string {
  const parts = JSON.parse(file) as Record<string, string>;
  const text = parts[part] ?? '';
  // Of the last character some bits may mean nothing.
  const place = at % (text.length - 1);
  return JSON.stringify({ ...parts, [part]: text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1) });
}

/** As somebody would write it who wants a change to go unnoticed. */
function withoutSum(file: string): string {
  const { sum: _sum, ...parts } = JSON.parse(file) as Record<string, string>;
  return JSON.stringify(parts);
}

describe('a backup', () => {
  test('opens to what was put in, and shows none of it before', async () => {
    const key = randomBytes(32);
    const content = contentOf(entry(), entry({ figures: { readAt: now, method: 'balance' } }));
    const file = await sealBackup(content, { kdf, key }, now);
    expect(await openBackup(file, key)).toMatchObject({ content, header: { createdAt: '2026-11-23T12:00:00.000Z', kdf } });
    for (const word of ['Work', 'deepseek', '0123456789abcdef']) {
      expect(file).not.toContain(word);
      expect(atob((JSON.parse(file) as { header: string }).header.replaceAll('-', '+').replaceAll('_', '/'))).not.toContain(word);
    }
  });

  test('of the same content is never the same file', async () => {
    const key = randomBytes(32);
    const files = await Promise.all(Array.from({ length: 50 }, () => sealBackup(contentOf(entry()), { kdf, key }, now)));
    expect(new Set(files.map((file) => (JSON.parse(file) as { data: string }).data)).size).toBe(50);
  });

  test('security 70: opens with no other key', async () => {
    const file = await sealBackup(contentOf(entry()), { kdf, key: randomBytes(32) }, now);
    for (let round = 0; round < 20; round += 1)
      await expect(openBackup(file, randomBytes(32))).rejects.toMatchObject({ failure: { kind: 'wrong-passphrase' } });
  });

  test('security 70: with any character altered is damaged, not a wrong passphrase', async () => {
    const key = randomBytes(32);
    const file = await sealBackup(contentOf(entry()), { kdf, key }, now);
    const property = fc.asyncProperty(fc.constantFrom('header' as const, 'data' as const), fc.nat(), async (part, at) => {
      await expect(openBackup(altered(file, part, at), key)).rejects.toMatchObject({ failure: { kind: 'unusable-file', reason: 'damaged' } });
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test('security 70: altered and made to look sound does not open either', async () => {
    const key = randomBytes(32);
    const file = withoutSum(await sealBackup(contentOf(entry()), { kdf, key }, now));
    await expect(openBackup(file, key)).resolves.toBeDefined();
    const property = fc.asyncProperty(fc.constantFrom('header' as const, 'data' as const), fc.nat(), async (part, at) => {
      await expect(openBackup(altered(file, part, at), key)).rejects.toMatchObject({
        failure: { kind: expect.stringMatching(/^(?:wrong-passphrase|unusable-file)$/) },
      });
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test('security 70: with lowered parameters or another date in its header does not open, even with the right key', async () => {
    const key = randomBytes(32);
    const { header: encoded, data } = JSON.parse(await sealBackup(contentOf(entry()), { kdf, key }, now)) as { header: string; data: string };
    const header = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as object;
    for (const changes of [{ kdf: { ...kdf, N: 2 ** 15 } }, { createdAt: '2020-01-01T00:00:00.000Z' }]) {
      const file = JSON.stringify({ header: toBase64Url(utf8(JSON.stringify({ ...header, ...changes }))), data });
      await expect(openBackup(file, key)).rejects.toMatchObject({ failure: { kind: 'wrong-passphrase' } });
    }
  });

  test.each([
    { version: 3 },
    { accounts: [{}] },
    { accounts: [{ ...entry(), more: 1 }] },
    { accounts: [entry({ secret: 'x'.repeat(4097) })] },
    { settings: { theme: 'pink' } },
    { more: 1 },
    { history: {} },
  ])('whose content has %j is damaged', async (changes) => {
    const key = randomBytes(32);
    const file = await sealBackup({ ...contentOf(), ...(changes as object) } as Content, { kdf, key }, now);
    await expect(openBackup(file, key)).rejects.toMatchObject({ failure: { kind: 'unusable-file', reason: 'damaged' } });
  });

  test('is not made with parameters that would not be taken', async () => {
    const weak = { ...kdf, N: 2 ** 10 };
    await expect(sealBackup(contentOf(), { kdf: weak, key: randomBytes(32) }, now)).rejects.toMatchObject({ failure: { kind: 'invalid-input', field: 'kdf' } });
  });

  test('that nobody could read again is not made', async () => {
    const large = contentOf(...Array.from({ length: 2000 }, () => entry({ secret: toBase64Url(randomBytes(3000)) })));
    await expect(sealBackup(large, { kdf, key: randomBytes(32) }, now)).rejects.toMatchObject({ failure: { kind: 'unusable-file', reason: 'too-large' } });
  });
});

test.each([1, 2])('a file of version %i that was made once, by other means, opens for ever', async (version) => {
  // scrypt of "correct horse battery staple" with the salt 00 01 … 0f.
  const key = Buffer.from('1b2946da71f41179e83b99dc33842d15741b87c4121c8c7f3781c1df864fb58b', 'hex');
  const { header, content } = await openBackup(fixture(`backup-${version}.json`), new Uint8Array(key));
  expect(header).toMatchObject({ version, kdf: { N: 131072, salt: 'AAECAwQFBgcICQoLDA0ODw' } });
  expect(content).toEqual(JSON.parse(fixture(`backup-${version}.content.json`)));
});

test('a small file that would become a huge one is not opened to its end', async () => {
  await expect(gunzip(await gzip(new Uint8Array(1_000_000)), 999_999)).rejects.toMatchObject({ failure: { kind: 'unusable-file', reason: 'too-large' } });
  await expect(gunzip(utf8('no gzip at all'), 999)).rejects.toMatchObject({ failure: { kind: 'unusable-file', reason: 'damaged' } });
});
