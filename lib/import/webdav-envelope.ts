import * as z from 'zod/mini';
import { parseJson } from '../exact-json';
import { mostText } from './import-result';

/** What came of opening an encrypted backup. No reason tells a wrong passphrase from a changed file: nobody can. */
export type OpenedEnvelope = { ok: true; text: string } | { ok: false; reason: 'not-an-envelope' | 'out-of-bounds' | 'wrong-passphrase-or-damaged' };

/**
 * Opens an encrypted backup of All API Hub: PBKDF2 with SHA-256, then AES-256-GCM. What is inside is read like any other
 * file.
 */
export async function openEnvelope(text: string, passphrase: string): Promise<OpenedEnvelope> {
  const envelope = text.length > mostText ? undefined : envelopeSchema.safeParse(parsed(text)).data;
  if (!envelope) return { ok: false, reason: 'not-an-envelope' };
  const { iter, ...encoded } = envelope;
  const [salt, iv, ciphertext] = [encoded.salt, encoded.iv, encoded.ct].map(fromBase64);
  if (!Number.isInteger(iter) || iter < iterations.least || iter > iterations.most) return { ok: false, reason: 'out-of-bounds' };
  if (salt?.length !== 16 || iv?.length !== 12 || !ciphertext) return { ok: false, reason: 'out-of-bounds' };
  try {
    const material = await crypto.subtle.importKey('raw', new TextEncoder().encode(passphrase), 'PBKDF2', false, ['deriveKey']);
    const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: iter };
    const key = await crypto.subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    return { ok: true, text: new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, ciphertext)) };
  } catch {
    return { ok: false, reason: 'wrong-passphrase-or-damaged' };
  }
}

/** Whether a value is an encrypted backup, be it one that can be opened or not. */
export function isEnvelope(value: unknown): boolean {
  return envelopeSchema.safeParse(value).success;
}

/** The count comes out of the file: a small one would betray the passphrase, a large one would keep the machine busy for hours. */
const iterations = { least: 100_000, most: 5_000_000 };

const envelopeSchema = z.object({
  kdf: z.string().check(z.regex(/^PBKDF2(?:-SHA-?256)?$/i)),
  iter: z.number(),
  salt: z.string(),
  iv: z.string(),
  ct: z.string(),
});

function parsed(text: string): unknown {
  try {
    return parseJson(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** @returns `undefined` for text that is not base64. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
