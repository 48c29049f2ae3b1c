/** Why a pasted credential cannot be one; a sentence for each lies in the language files. */
export type CredentialProblem = 'missing' | 'too-short' | 'too-long' | 'bad-characters';

/** Bounds of a credential, in characters. */
export const credentialLength = { least: 8, most: 512 } as const;

/** Removes what people paste along with a key: white space at the ends, quotes, a whole `Authorization: Bearer` line. */
export function cleanCredential(pasted: string): string {
  return pasted
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/^authorization\s*:\s*/i, '')
    .replace(/^bearer\s+/i, '')
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim();
}

/**
 * Judges a cleaned credential. Firefox repeats a header value that it refuses inside its error message, so a key with
 * any other character must never come near a header.
 */
export function credentialProblem(credential: string): CredentialProblem | undefined {
  if (credential === '') return 'missing';
  if (credential.length > credentialLength.most) return 'too-long';
  if (!/^[\x21-\x7e]+$/.test(credential)) return 'bad-characters';
  if (credential.length < credentialLength.least) return 'too-short';
  return undefined;
}

/** `sk-…abcd`: enough to recognise a key, too little to use it. */
export function maskCredential(credential: string): string {
  if (credential.length < 8) return '…';
  if (credential.length < 16) return `…${credential.slice(-2)}`;
  const dash = credential.indexOf('-');
  const prefix = dash >= 0 && dash < 6 ? credential.slice(0, dash + 1) : '';
  return `${prefix}…${credential.slice(-4)}`;
}
