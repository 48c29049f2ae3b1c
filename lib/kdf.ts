/**
 * How a key is derived from a passphrase. The parameters are stored beside what the key protects, so that a later version
 * may choose stronger ones.
 *
 * @see RFC 9106 for Argon2, RFC 7914 for scrypt.
 */
export type Kdf =
  /** `m` in KiB. */
  { name: 'argon2id'; m: number; t: number; p: number; salt: string } | { name: 'scrypt'; N: number; r: number; p: number; salt: string };

/** What new passphrases are derived with. */
export const usualArgon2 = { name: 'argon2id', m: 64 * 1024, t: 3, p: 1 } as const;
/** What backups are derived with: every language has scrypt at hand, so they can be opened without this program. */
export const usualScrypt = { name: 'scrypt', N: 2 ** 17, r: 8, p: 1 } as const;

/** A passphrase's bounds, in characters after normalisation. */
export const passphraseLength = { least: 10, most: 1024 } as const;

/** Why a passphrase cannot be taken. */
export type PassphraseProblem = 'too-short' | 'too-long' | 'only-digits' | 'too-common' | 'not-repeated';

/**
 * Whether parameters lie within what is sensible. Those of a stored or imported file come from whoever could write it: too
 * weak ones would give the passphrase away, too strong ones would never end. They are refused, never mended.
 */
export function isWithinBounds(kdf: Kdf): boolean {
  if (!isSalt(kdf.salt)) return false;
  if (kdf.name === 'scrypt') return isWhole(kdf.N, 2 ** 15, 2 ** 20) && Number.isInteger(Math.log2(kdf.N)) && kdf.r === 8 && isWhole(kdf.p, 1, 4);
  return isWhole(kdf.m, 19_456, 1_048_576) && isWhole(kdf.t, 1, 10) && isWhole(kdf.p, 1, 4) && kdf.m * kdf.t >= 38_912;
}

/** Whether a passphrase should be derived anew with the usual parameters. */
export function isWeaker(kdf: Kdf): boolean {
  return kdf.name !== 'argon2id' || kdf.m * kdf.t < usualArgon2.m * usualArgon2.t;
}

/** Normalised, so that two keyboards that write an umlaut differently write the same passphrase. Spaces count. */
export function normalised(passphrase: string): string {
  return passphrase.normalize('NFKC');
}

/** Judges a new passphrase: long enough, and not what everybody tries first. */
export function passphraseProblem(passphrase: string): PassphraseProblem | undefined {
  const text = normalised(passphrase);
  const length = [...text].length;
  if (length > passphraseLength.most) return 'too-long';
  // Digits only, dates and telephone numbers among them, are tried by the million: what a lock on a server can bear, a file cannot.
  if (/^\p{Nd}+$/u.test(text.replaceAll(/[\s./+-]/g, ''))) return 'only-digits';
  if (length < passphraseLength.least) return 'too-short';
  return new Set(text.toLowerCase()).size < 5 || common.some((word) => text.toLowerCase().replaceAll(/[^a-z]/g, '') === word) ? 'too-common' : undefined;
}

/** The first that are tried, repeated or with digits and signs around them as well. */
const common = [
  'password',
  'passwordpassword',
  'passphrase',
  'correcthorsebatterystaple',
  'letmein',
  'letmeinplease',
  'qwertyuiop',
  'qwertyqwerty',
  'iloveyou',
  'remainder',
];

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** 16 to 64 bytes in base64url. */
function isSalt(salt: string): boolean {
  return /^[\w-]{22,86}$/.test(salt) && salt.length % 4 !== 1;
}
