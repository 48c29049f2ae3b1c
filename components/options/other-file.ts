import type { Failure } from '@/lib/failure';
import type { Draft } from '@/lib/protocol';

/** What is in a file of another tool. */
export interface OtherFile {
  drafts: Draft[];
  /** What cannot be taken over, with the reason in words. */
  refused: { label: string; reason: string }[];
}

/** Reads a file of another tool, with the passphrase of one that is encrypted. */
export async function readOtherFile(_text: string, _passphrase: string): Promise<{ ok: true; value: OtherFile } | { ok: false; failure: Failure }> {
  return { ok: false, failure: { kind: 'unusable-file', reason: 'not-a-backup' } };
}
