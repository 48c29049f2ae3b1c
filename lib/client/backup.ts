import { mostBackup, readBackupFile } from '../backup/backup-file';
import { failureOf } from '../failure';
import type { Answer } from '../protocol';
import { deriveKey, newBackupKdf } from './derive-key';
import { send } from './send';
import { answered } from './unlock';

/** Makes a backup that opens with a passphrase. Never throws. */
export function exportBackup(passphrase: string): Promise<Answer<'backup.export'>> {
  return answered(async () => {
    const kdf = newBackupKdf();
    return send('backup.export', { kdf, key: await deriveKey(passphrase, kdf) });
  });
}

/**
 * Looks into a backup.
 *
 * @returns beside the answer the key that opens the file, for taking it over without the passphrase.
 */
export async function lookInto(file: string, passphrase: string): Promise<{ answer: Answer<'backup.preview'>; key: string }> {
  try {
    const { header } = await readBackupFile(file);
    const key = await deriveKey(passphrase, header.kdf);
    return { answer: await send('backup.preview', { file, key }), key };
  } catch (error) {
    return { answer: { ok: false, failure: failureOf(error, { kind: 'unusable-file', reason: 'damaged' }) }, key: '' };
  }
}

/** @returns the text of a file that somebody chose, or `undefined` for one that is larger than anything that is read. */
export async function textOf(file: Blob): Promise<string | undefined> {
  return file.size > mostBackup ? undefined : file.text();
}

/** Whether a file is a backup of ours, be it one that can be opened or not. */
export async function isBackup(text: string): Promise<boolean> {
  return readBackupFile(text).then(
    () => true,
    (error: unknown) => {
      const failure = failureOf(error, { kind: 'unusable-file', reason: 'damaged' });
      return failure.kind !== 'unusable-file' || failure.reason !== 'not-a-backup';
    },
  );
}
