import { originOf } from '@/lib/account';
import { parseBaseUrl } from '@/lib/base-url';
import { isBackup, lookInto, textOf } from '@/lib/client/backup';
import { send } from '@/lib/client/send';
import { maskCredential } from '@/lib/credential';
import type { Failure } from '@/lib/failure';
import type { DraftEntry, EntryProblem, ImportEntry, Place } from '@/lib/import/import-result';
import type { BackupEntry, CommandInput, CommandOutput } from '@/lib/protocol';
import type { AccountView } from '@/lib/snapshot';
import { readOtherFile } from './other-file';

export type ImportMode = CommandInput<'backup.import'>['mode'];

/** Why a person should look at an account before it is taken over. */
export type Doubt = 'guessed' | 'plain-http' | 'here-already';

/** An account in a file, before it is taken over. */
export interface ImportRow extends BackupEntry {
  /** Where in the file it stands, and why it cannot be taken over; of other tools' files. */
  place?: Place;
  problem?: EntryProblem;
  /** It is taken over only where it is chosen, and is chosen to begin with where there is no doubt. */
  doubts?: Doubt[];
}

/** A file that was opened. Keys and secrets stay inside of `take`: what is shown holds none. */
export interface ImportSource {
  rows: ImportRow[];
  /** Unix milliseconds; of a backup only, which alone can take the place of everything. */
  createdAt?: number;
  /** @param chosen the places of rows, where they can be chosen. */
  take(mode: ImportMode, chosen: ReadonlySet<number>): Promise<{ ok: true; value: CommandOutput['backup.import'] } | { ok: false; failure: Failure }>;
}

/** `no-passphrase`: the file cannot be opened without one. */
export type OpenedSource = { ok: true; source: ImportSource } | { ok: false; failure: Failure | 'no-passphrase' };

/** Finds out what a file is, and what is in it. */
export async function openSource(chosen: Blob, passphrase: string, accounts: readonly AccountView[]): Promise<OpenedSource> {
  const file = await textOf(chosen);
  if (file === undefined) return { ok: false, failure: { kind: 'unusable-file', reason: 'too-large' } };
  if (!(await isBackup(file))) return openOther(file, passphrase, accounts);
  if (passphrase === '') return { ok: false, failure: 'no-passphrase' };
  const { answer, key } = await lookInto(file, passphrase);
  if (!answer.ok) return answer;
  const { createdAt, entries } = answer.value;
  return { ok: true, source: { rows: entries, createdAt, take: (mode) => send('backup.import', { file, key, mode }) } };
}

async function openOther(file: string, passphrase: string, accounts: readonly AccountView[]): Promise<OpenedSource> {
  const read = await readOtherFile(file, passphrase);
  if (!read.ok) return read;
  const { entries } = read;
  async function take(_mode: ImportMode, chosen: ReadonlySet<number>) {
    const drafts = entries.flatMap((entry, place) => ('draft' in entry && chosen.has(place) ? entry.draft : []));
    const answer = await send('account.add', { drafts });
    const refused = entries.filter((entry) => 'refused' in entry).length;
    return answer.ok ? { ok: true as const, value: { added: answer.value.ids.length, existing: 0, refused, removed: 0 } } : answer;
  }
  return { ok: true, source: { rows: entries.map((entry) => rowOf(entry, accounts)), take } };
}

function rowOf(entry: ImportEntry, accounts: readonly AccountView[]): ImportRow {
  const { place } = entry;
  if ('refused' in entry) {
    return { name: entry.label, providerId: '', origin: '', masked: '', state: 'refused', hasKey: false, place, problem: entry.refused };
  }
  const { label, providerId, baseUrl, secret } = entry.draft;
  const masked = maskCredential(secret ?? '');
  return { name: label, providerId, origin: originOf({ baseUrl }), masked, state: 'new', hasKey: true, place, doubts: doubtsOf(entry, masked, accounts) };
}

function doubtsOf({ draft: { providerId, baseUrl }, guessed }: DraftEntry, masked: string, accounts: readonly AccountView[]): Doubt[] {
  const address = parseBaseUrl(baseUrl);
  const doubts: Record<Doubt, boolean> = {
    guessed: guessed === true,
    'plain-http': address.ok && address.transport === 'local-network',
    'here-already': accounts.some((account) => account.providerId === providerId && account.masked === masked && account.origin === originOf({ baseUrl })),
  };
  return (Object.keys(doubts) as Doubt[]).filter((doubt) => doubts[doubt]);
}
