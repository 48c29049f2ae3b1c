import { describe, expect, test } from 'vitest';
import { usualScrypt } from '../kdf';
import { fromBase64Url, toBase64Url, utf8 } from '../vault/bytes';
import { mostBackup, readBackupFile } from './backup-file';

const kdf = { ...usualScrypt, salt: 'A'.repeat(22) };
const header = { format: 'remainder-backup', version: 1, createdAt: '2026-11-22T00:00:00.000Z', kdf, cipher: { name: 'AES-256-GCM', nonce: 'B'.repeat(16) } };

function fileWith(changes: object, more: object = {}): string {
  return JSON.stringify({ header: toBase64Url(utf8(JSON.stringify({ ...header, ...changes }))), data: 'AAAA', ...more });
}

const refusal = (reason: string) => ({ failure: { kind: 'unusable-file', reason } });

test('a file is taken apart, with the header as it stands in it', async () => {
  const { headerBytes, nonce, ciphertext, ...rest } = await readBackupFile(fileWith({}));
  expect(rest).toEqual({ header });
  expect(JSON.parse(new TextDecoder().decode(headerBytes))).toEqual(header);
  expect(nonce).toEqual(fromBase64Url('B'.repeat(16)));
  expect(ciphertext).toHaveLength(3);
});

describe('security 70: refused', () => {
  test.each(['', 'text', '[]', '7', 'null', '{}', '{"header":"e30"}', '{"header":7,"data":""}', '['.repeat(100_000)])('%.20s is no backup', async (text) => {
    await expect(readBackupFile(text)).rejects.toMatchObject(refusal('not-a-backup'));
  });

  test('something beside the parts of a file', async () => {
    await expect(readBackupFile(fileWith({}, { more: 1 }))).rejects.toMatchObject(refusal('not-a-backup'));
  });

  test('another format', async () => {
    await expect(readBackupFile(fileWith({ format: 'balance-vault-export' }))).rejects.toMatchObject(refusal('not-a-backup'));
  });

  test.each([3, 1000])('version %s', async (version) => {
    await expect(readBackupFile(fileWith({ version, kdf: 'something new' }))).rejects.toMatchObject(refusal('newer'));
  });

  test.each([
    { version: 0 },
    { version: 0.5 },
    { more: 1 },
    { createdAt: 'yesterday' },
    { kdf: { ...kdf, name: 'pbkdf2' } },
    { kdf: undefined },
    { kdf: { ...kdf, salt: 'short' } },
    { kdf: { ...kdf, salt: 'A'.repeat(87) } },
    { cipher: { ...header.cipher, name: 'AES-128-GCM' } },
    { cipher: { ...header.cipher, nonce: 'B'.repeat(15) } },
    { cipher: { ...header.cipher, tag: 4 } },
  ])('a header with %j', async (changes) => {
    await expect(readBackupFile(fileWith(changes))).rejects.toMatchObject(refusal('damaged'));
  });

  test.each([{ N: 2 ** 31 }, { N: 2 ** 53 }, { N: 2 ** 17 + 1 }, { N: 3 }, { N: 2 ** 14 }, { N: -1 }, { r: 8192 }, { r: 1 }, { p: 255 }, { p: 0 }])(
    '%j, at once',
    async (changes) => {
      const startedAt = performance.now();
      await expect(readBackupFile(fileWith({ kdf: { ...kdf, ...changes } }))).rejects.toMatchObject(refusal('unsafe'));
      expect(performance.now() - startedAt).toBeLessThan(50);
    },
  );

  test('a sum that is another one', async () => {
    await expect(readBackupFile(fileWith({}, { sum: 'A'.repeat(43) }))).rejects.toMatchObject(refusal('damaged'));
  });

  test.each(['=', 'A', 'ä', '+/', ' AAAA'])('ciphertext written as %j', async (data) => {
    await expect(readBackupFile(fileWith({}, { data }))).rejects.toMatchObject(refusal('damaged'));
  });

  test('six megabytes', async () => {
    await expect(readBackupFile(' '.repeat(mostBackup + 1))).rejects.toMatchObject(refusal('too-large'));
    await expect(readBackupFile('x'.repeat(6 * 1024 * 1024))).rejects.toMatchObject(refusal('too-large'));
  });
});
