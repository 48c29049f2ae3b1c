import * as z from 'zod/mini';
import { fail } from '../failure';
import { isWithinBounds } from '../kdf';
import { scryptSchema } from '../kdf-schema';
import { type Bytes, fromBase64Url, sha256, utf8 } from '../vault/bytes';

/** The longest file that is read, in characters. What is written is never longer. */
export const mostBackup = 5 * 1024 * 1024;

export const backupFormat = 'remainder-backup';

// Schemas are made when a file is read: the worker starts again and again, and hardly ever for this.

const fileSchema = () =>
  z.strictObject({
    header: z.string(),
    data: z.string(),
    /** Tells damage from a wrong passphrase. It protects nothing: the tag does. */
    sum: z.optional(z.string()),
  });

const formatSchema = () => z.object({ format: z.literal(backupFormat), version: z.number() });

/** What is needed to open a backup, readable by everybody. The ciphertext is bound to it as it stands in the file. */
const headerSchema = () =>
  z.strictObject({
    format: z.literal(backupFormat),
    version: z.union([z.literal(1), z.literal(2)]),
    /** ISO 8601. */
    createdAt: z.string().check(
      z.maxLength(40),
      z.refine((text) => !Number.isNaN(Date.parse(text))),
    ),
    kdf: scryptSchema(),
    /** How the content was compressed before it was encrypted; absent in version 1. */
    compression: z.optional(z.literal('gzip')),
    cipher: z.strictObject({ name: z.literal('AES-256-GCM'), nonce: z.string().check(z.regex(/^[\w-]{16}$/)) }),
  });

export type BackupHeader = z.output<ReturnType<typeof headerSchema>>;

/** A backup file, taken apart; what is in it is still encrypted. */
export interface BackupFile {
  header: BackupHeader;
  /** As it stands in the file. */
  headerBytes: Bytes;
  nonce: Bytes;
  /** With the tag at its end. */
  ciphertext: Bytes;
}

/**
 * Takes a backup file apart.
 *
 * @throws FailureError `unusable-file`.
 */
export async function readBackupFile(text: string): Promise<BackupFile> {
  if (text.length > mostBackup) unusable('too-large');
  const file = z.safeParse(fileSchema(), parsed(text));
  if (!file.success) return unusable('not-a-backup');
  const { header: encoded, data, sum } = file.data;
  const headerBytes = fromBase64Url(encoded);
  const ciphertext = fromBase64Url(data);
  if (!headerBytes || !ciphertext || (sum !== undefined && sum !== (await sumOf(encoded, data)))) return unusable('damaged');
  const raw = parsed(new TextDecoder().decode(headerBytes));
  const format = z.safeParse(formatSchema(), raw);
  if (!format.success) return unusable('not-a-backup');
  if (format.data.version > 2) unusable('newer');
  const header = z.safeParse(headerSchema(), raw);
  const nonce = header.success ? fromBase64Url(header.data.cipher.nonce) : undefined;
  if (!header.success || !nonce) return unusable('damaged');
  if (!isWithinBounds(header.data.kdf)) unusable('unsafe');
  return { header: header.data, headerBytes, nonce, ciphertext };
}

/** Over both parts, as they stand in the file. */
export function sumOf(header: string, data: string): Promise<string> {
  return sha256(utf8(`${header}.${data}`));
}

/** @returns `undefined` for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function unusable(reason: 'not-a-backup' | 'damaged' | 'newer' | 'too-large' | 'unsafe'): never {
  return fail({ kind: 'unusable-file', reason });
}
