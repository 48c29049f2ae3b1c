import * as z from 'zod/mini';
import { type Bytes, fromBase64Url, randomBytes, toBase64Url, utf8 } from './bytes';

const base64Url = z.string().check(z.regex(/^[\w-]*$/), z.maxLength(64 * 1024 * 1024));

/** Something encrypted with AES-256-GCM: a fresh 96-bit nonce, and the ciphertext with its 128-bit tag. */
export const sealedSchema = z.object({ v: z.literal(1), rev: z.number(), n: base64Url, c: base64Url });

export type Sealed = z.output<typeof sealedSchema>;

/**
 * What a ciphertext is bound to. The same values must be given to open it, so a record can neither be exchanged with
 * another one nor be moved to another origin.
 */
export type AssociatedData = readonly (string | number | object | undefined)[];

/** Encrypts text for one place and one revision. */
export async function seal(key: CryptoKey, text: string, rev: number, associated: AssociatedData): Promise<Sealed> {
  const nonce = randomBytes(12);
  const ciphertext = await crypto.subtle.encrypt(parameters(nonce, associated), key, utf8(text));
  return { v: 1, rev, n: toBase64Url(nonce), c: toBase64Url(new Uint8Array(ciphertext)) };
}

/** @returns `undefined` when anything at all does not fit: key, nonce, ciphertext, tag or what it is bound to. */
export async function open(key: CryptoKey, sealed: Sealed, associated: AssociatedData): Promise<string | undefined> {
  const nonce = fromBase64Url(sealed.n);
  const ciphertext = fromBase64Url(sealed.c);
  if (nonce?.length !== 12 || !ciphertext) return undefined;
  try {
    const text = await crypto.subtle.decrypt(parameters(nonce, associated), key, ciphertext);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
  } catch {
    return undefined;
  }
}

/** A data key, wrapped by a key that a slot knows how to get at. */
export async function wrapKey(dataKey: CryptoKey, wrappingKey: CryptoKey, associated: AssociatedData): Promise<{ n: string; wrapped: string }> {
  const nonce = randomBytes(12);
  const wrapped = await crypto.subtle.wrapKey('raw', dataKey, wrappingKey, parameters(nonce, associated));
  return { n: toBase64Url(nonce), wrapped: toBase64Url(new Uint8Array(wrapped)) };
}

/** @returns the data key, not to be exported, or `undefined` when the wrapping key or the binding does not fit. */
export async function unwrapKey(wrapped: { n: string; wrapped: string }, wrappingKey: CryptoKey, associated: AssociatedData): Promise<CryptoKey | undefined> {
  const nonce = fromBase64Url(wrapped.n);
  const bytes = fromBase64Url(wrapped.wrapped);
  if (nonce?.length !== 12 || !bytes) return undefined;
  try {
    return await crypto.subtle.unwrapKey('raw', bytes, wrappingKey, parameters(nonce, associated), 'AES-GCM', false, ['encrypt', 'decrypt']);
  } catch {
    return undefined;
  }
}

/** Like {@link unwrapKey}, but as bytes: for memory that takes no keys. */
export async function unwrapRaw(wrapped: { n: string; wrapped: string }, wrappingKey: CryptoKey, associated: AssociatedData): Promise<Bytes | undefined> {
  const nonce = fromBase64Url(wrapped.n);
  const bytes = fromBase64Url(wrapped.wrapped);
  if (nonce?.length !== 12 || !bytes) return undefined;
  try {
    const key = await crypto.subtle.unwrapKey('raw', bytes, wrappingKey, parameters(nonce, associated), 'AES-GCM', true, ['encrypt']);
    return await exportKey(key);
  } catch {
    return undefined;
  }
}

/** A key that wraps others, from the bytes that a passphrase was turned into. */
export function importWrappingKey(bytes: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['wrapKey', 'unwrapKey']);
}

/** A data key from its bytes; `mayBeWrapped` for one that is about to be wrapped again. */
export function importDataKey(bytes: Bytes, mayBeWrapped = false): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', mayBeWrapped, ['encrypt', 'decrypt']);
}

export async function exportKey(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key));
}

/** A new data key of 256 bits. It can be exported only to be wrapped. */
export async function newDataKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
}

function parameters(iv: Bytes, associated: AssociatedData): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: utf8(JSON.stringify(associated)), tagLength: 128 };
}
