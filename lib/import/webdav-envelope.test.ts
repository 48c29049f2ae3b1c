import { createCipheriv, pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readImport } from './read-file';
import { openEnvelope } from './webdav-envelope';

const passphrase = 'correct horse';

/** Sealed with Node's own functions, as a backup says of itself that it is. */
function sealed(text: string, changes: Record<string, unknown> = {}): string {
  const salt = Buffer.from('0123456789abcdef');
  const iv = Buffer.from('0123456789ab');
  const cipher = createCipheriv('aes-256-gcm', pbkdf2Sync(passphrase, salt, 100_000, 32, 'sha256'), iv);
  const ct = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const encoded = { salt: salt.toString('base64'), iv: iv.toString('base64'), ct: ct.toString('base64') };
  return JSON.stringify({ type: 'all-api-hub-webdav-backup-encrypted', v: 1, kdf: 'PBKDF2', cipher: 'AES-GCM', iter: 100_000, ...encoded, ...changes });
}

const backup = JSON.stringify({ version: '4.0', timestamp: 1, accounts: { accounts: [] }, note: 'é😀' });

describe('an encrypted backup', () => {
  test.each(['PBKDF2', 'PBKDF2-SHA256'])('by %s is recognised, and opened with its passphrase', async (kdf) => {
    expect(readImport(sealed(backup, { kdf }))).toEqual({ kind: 'refused', reason: 'encrypted' });
    expect(await openEnvelope(sealed(backup, { kdf }), passphrase)).toEqual({ ok: true, text: backup });
    expect(readImport(backup)).toEqual({ kind: 'all-api-hub', entries: [] });
  });

  test.each([
    ['another passphrase', sealed(backup), 'wrong'],
    ['no passphrase', sealed(backup), ''],
    ['another salt', sealed(backup, { salt: btoa('0123456789abcdeX') }), passphrase],
    ['a ciphertext cut off', sealed(backup, { ct: btoa('short') }), passphrase],
    ['no ciphertext', sealed(backup, { ct: '' }), passphrase],
  ])('does not open with %s', async (_name, text, tried) => {
    expect(await openEnvelope(text, tried)).toEqual({ ok: false, reason: 'wrong-passphrase-or-damaged' });
  });

  test.each([
    ['a count that is small', { iter: 99_999 }],
    ['a count that is large', { iter: 5_000_001 }],
    ['a count that is none', { iter: 100_000.5 }],
    ['a salt of another length', { salt: btoa('short') }],
    ['an initial value of another length', { iv: btoa('0123456789abcdef') }],
    ['what is not base64', { ct: 'é' }],
  ])('is not tried with %s', async (_name, changes) => {
    expect(await openEnvelope(sealed(backup, changes), passphrase)).toEqual({ ok: false, reason: 'out-of-bounds' });
  });

  test.each(['', 'text', '{}', '[', backup, sealed(backup, { kdf: 'scrypt' }), '['.repeat(1_000_000)])('is not just any text', async (text) => {
    expect(await openEnvelope(text, passphrase)).toEqual({ ok: false, reason: 'not-an-envelope' });
  });
});
