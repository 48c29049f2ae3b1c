import { fail } from '../failure';
import { isWithinBounds, type Kdf, normalised, usualArgon2, usualScrypt } from '../kdf';

/**
 * Turns a passphrase into a key of 256 bits, in the page where it was typed: neither a message nor the background ever
 * holds it. Takes about a second on purpose, and gives the page room to breathe meanwhile.
 *
 * @returns base64url.
 * @throws RangeError for parameters out of bounds: they may come from a file that somebody made.
 * @throws FailureError `out-of-memory`: never with less than was asked for.
 */
export async function deriveKey(passphrase: string, kdf: Kdf): Promise<string> {
  if (!isWithinBounds(kdf)) throw new RangeError('parameters out of bounds');
  const password = new TextEncoder().encode(normalised(passphrase));
  const salt = fromBase64Url(kdf.salt);
  // Fetched when it is needed: most pages never do.
  if (kdf.name === 'argon2id') {
    const { argon2idAsync } = await import('@noble/hashes/argon2.js');
    return toBase64Url(await argon2idAsync(password, salt, { m: kdf.m, t: kdf.t, p: kdf.p, dkLen: 32 }).catch(outOfMemory));
  }
  const { scryptAsync } = await import('@noble/hashes/scrypt.js');
  return toBase64Url(await scryptAsync(password, salt, { N: kdf.N, r: kdf.r, p: kdf.p, dkLen: 32, maxmem: 2 ** 31 }).catch(outOfMemory));
}

/** Parameters for a new passphrase, with a salt of its own. */
export function newKdf(): Kdf {
  return { ...usualArgon2, salt: newSalt() };
}

/** Parameters for the passphrase of a backup, with a salt of its own. */
export function newBackupKdf() {
  return { ...usualScrypt, salt: newSalt() };
}

function newSalt(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
}

/** Within the bounds nothing else can go wrong. */
function outOfMemory(error: unknown): never {
  return fail({ kind: 'out-of-memory' }, error);
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
