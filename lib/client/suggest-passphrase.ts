/** So many words of the list are 66 bits: more than anybody can try at the price of one Argon2 each. */
const wordCount = 6;

/**
 * Six words at random, joined by hyphens: `river-copper-…`. Every list of words gives each of them the same chance.
 *
 * @param fill puts random bytes into an array.
 */
export async function suggestPassphrase(fill: (numbers: Uint16Array<ArrayBuffer>) => unknown = (numbers) => crypto.getRandomValues(numbers)): Promise<string> {
  // Fetched when it is wanted: it is larger than the rest of the page's words.
  const { passphraseWords } = await import('./passphrase-words');
  return Array.from({ length: wordCount }, () => passphraseWords[below(passphraseWords.length, fill)]).join('-');
}

/**
 * A number from zero to below a bound of at most 65,536, each with the same chance: what is left over at the end of the range
 * would favour the first numbers, and is drawn again.
 */
export function below(bound: number, fill: (numbers: Uint16Array<ArrayBuffer>) => unknown): number {
  const fair = 65_536 - (65_536 % bound);
  const drawn = new Uint16Array(1);
  do fill(drawn);
  while ((drawn[0] ?? 0) >= fair);
  return (drawn[0] ?? 0) % bound;
}
