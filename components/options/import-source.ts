import { isBackup, lookInto, textOf } from '@/lib/client/backup';
import { send } from '@/lib/client/send';
import { maskCredential } from '@/lib/credential';
import type { Failure } from '@/lib/failure';
import type { BackupEntry, CommandInput, CommandOutput } from '@/lib/protocol';
import { readOtherFile } from './other-file';

export type ImportMode = CommandInput<'backup.import'>['mode'];

/** An account in a file, before it is taken over; `reason` says in words why it cannot be. */
export type ImportRow = BackupEntry & { reason?: string };

/** A file that was opened. Keys and secrets stay inside of `take`: what is shown holds none. */
export interface ImportSource {
  rows: ImportRow[];
  /** Unix milliseconds; of a backup only, which alone can take the place of everything. */
  createdAt?: number;
  take(mode: ImportMode): Promise<{ ok: true; value: CommandOutput['backup.import'] } | { ok: false; failure: Failure }>;
}

/** `no-passphrase`: the file cannot be opened without one. */
export type OpenedSource = { ok: true; source: ImportSource } | { ok: false; failure: Failure | 'no-passphrase' };

/** Finds out what a file is, and what is in it. */
export async function openSource(chosen: Blob, passphrase: string): Promise<OpenedSource> {
  const file = await textOf(chosen);
  if (file === undefined) return { ok: false, failure: { kind: 'unusable-file', reason: 'too-large' } };
  if (!(await isBackup(file))) return openOther(file, passphrase);
  if (passphrase === '') return { ok: false, failure: 'no-passphrase' };
  const { answer, key } = await lookInto(file, passphrase);
  if (!answer.ok) return answer;
  const { createdAt, entries } = answer.value;
  return { ok: true, source: { rows: entries, createdAt, take: (mode) => send('backup.import', { file, key, mode }) } };
}

async function openOther(file: string, passphrase: string): Promise<OpenedSource> {
  const read = await readOtherFile(file, passphrase);
  if (!read.ok) return read;
  const { drafts, refused } = read.value;
  const rows: ImportRow[] = [
    ...drafts.map(({ label, providerId, baseUrl, secret }) => {
      const origin = URL.canParse(baseUrl) ? new URL(baseUrl).origin : '';
      return { name: label, providerId, origin, masked: maskCredential(secret ?? ''), state: 'new' as const, hasKey: secret !== undefined };
    }),
    ...refused.map(({ label, reason }) => ({ name: label, providerId: '', origin: '', masked: '', state: 'refused' as const, hasKey: false, reason })),
  ];
  async function take() {
    const answer = await send('account.add', { drafts });
    return answer.ok ? { ok: true as const, value: { added: answer.value.ids.length, existing: 0, refused: refused.length, removed: 0 } } : answer;
  }
  return { ok: true, source: { rows, take } };
}
