import type { Failure } from '@/lib/failure';
import type { FileProblem, ImportEntry } from '@/lib/import/import-result';
import { readImport } from '@/lib/import/read-file';
import { openEnvelope } from '@/lib/import/webdav-envelope';

/** What a file of another tool holds, or why it cannot be read. `no-passphrase`: it cannot be opened without one. */
export type OtherFile = { ok: true; entries: ImportEntry[] } | { ok: false; failure: Failure | 'no-passphrase' };

const reasons = {
  'not-recognised': 'not-a-backup',
  'too-large': 'too-large',
  encrypted: 'damaged',
  'wrong-shape': 'damaged',
} as const satisfies Record<FileProblem, string>;

/** Reads a file of another tool, with the passphrase of one that is encrypted. */
export async function readOtherFile(text: string, passphrase: string): Promise<OtherFile> {
  const read = readImport(text);
  if (read.kind !== 'refused') return { ok: true, entries: read.entries };
  if (read.reason !== 'encrypted') return unusable(reasons[read.reason]);
  if (passphrase === '') return { ok: false, failure: 'no-passphrase' };
  const opened = await openEnvelope(text, passphrase);
  if (!opened.ok) return opened.reason === 'wrong-passphrase-or-damaged' ? { ok: false, failure: { kind: 'wrong-passphrase' } } : unusable('unsafe');
  const inside = readImport(opened.text);
  return inside.kind === 'refused' ? unusable(reasons[inside.reason]) : { ok: true, entries: inside.entries };
}

function unusable(reason: Extract<Failure, { kind: 'unusable-file' }>['reason']): OtherFile {
  return { ok: false, failure: { kind: 'unusable-file', reason } };
}
