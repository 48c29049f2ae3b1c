import * as z from 'zod/mini';
import { fail } from '../failure';
import { isWithinBounds } from '../kdf';
import { type Bytes, randomBytes, toBase64Url, utf8 } from '../vault/bytes';
import { type BackupFile, type BackupHeader, backupFormat, mostBackup, parsed, readBackupFile, sumOf, unusable } from './backup-file';
import { type Content, contentSchema } from './content';
import { gunzip, gzip } from './gzip';

/** The most that a file may hold when it is no longer compressed, in bytes. */
const mostContent = 64 * 1024 * 1024;

/** A key that a page has derived from a passphrase, with the parameters that it was derived with. */
export interface BackupKey {
  kdf: BackupHeader['kdf'];
  key: Bytes;
}

/**
 * Makes a backup file.
 *
 * @param now Unix milliseconds.
 * @throws FailureError `too-large` for what could not be read again.
 */
export async function sealBackup(content: Content, { kdf, key }: BackupKey, now: number): Promise<string> {
  if (!isWithinBounds(kdf)) fail({ kind: 'invalid-input', field: 'kdf', reason: 'out-of-bounds' });
  const nonce = randomBytes(12);
  const header: BackupHeader = {
    format: backupFormat,
    version: 2,
    createdAt: new Date(now).toISOString(),
    kdf,
    compression: 'gzip',
    cipher: { name: 'AES-256-GCM', nonce: toBase64Url(nonce) },
  };
  const headerBytes = utf8(JSON.stringify(header));
  const plain = await gzip(utf8(JSON.stringify(content)));
  const ciphertext = await crypto.subtle.encrypt(parameters(nonce, headerBytes), await importKey(key, 'encrypt'), plain);
  const [encoded, data] = [toBase64Url(headerBytes), toBase64Url(new Uint8Array(ciphertext))];
  const file = JSON.stringify({ header: encoded, data, sum: await sumOf(encoded, data) });
  return file.length > mostBackup ? unusable('too-large') : file;
}

/**
 * Opens a backup file.
 *
 * @throws FailureError `wrong-passphrase`; `unusable-file`.
 */
export async function openBackup(text: string, key: Bytes): Promise<{ header: BackupHeader; content: Content }> {
  const file = await readBackupFile(text);
  const bytes = new Uint8Array(await decrypted(file, key));
  const plain = file.header.compression === undefined ? bytes : await gunzip(bytes, mostContent);
  const content = z.safeParse(contentSchema(), parsed(new TextDecoder().decode(plain)));
  return content.success ? { header: file.header, content: content.data } : unusable('damaged');
}

/** Damage was found before, but for what somebody has made to look sound: whatever fails here is a wrong passphrase. */
async function decrypted({ headerBytes, nonce, ciphertext }: BackupFile, key: Bytes): Promise<ArrayBuffer> {
  const imported = await importKey(key, 'decrypt');
  return crypto.subtle.decrypt(parameters(nonce, headerBytes), imported, ciphertext).catch(() => fail({ kind: 'wrong-passphrase' }));
}

function importKey(key: Bytes, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, [use]);
}

function parameters(iv: Bytes, additionalData: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData, tagLength: 128 };
}
