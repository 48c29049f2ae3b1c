/**
 * Cuts a text at the end of a word so that it is not longer than a service takes. A single word that is too long is cut
 * between two characters.
 *
 * @param most in the unit of `measure`, the mark of the cut included.
 * @param measure how long a service takes a text to be; UTF-16 code units when left out, which no service counts fewer of.
 */
export function cutAtWord(text: string, most: number, measure: (text: string) => number = (counted) => counted.length): string {
  if (measure(text) <= most) return text;
  const mark = '…';
  const characters = [...text];
  // The longest beginning that fits, found by halves: what is longer measures longer.
  let fits = 0;
  let tooLong = characters.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (measure(characters.slice(0, middle).join('') + mark) <= most) fits = middle;
    else tooLong = middle;
  }
  const kept = characters.slice(0, fits).join('');
  // Where the cut falls between two words, the last one is whole.
  const isWhole = /\s/.test(characters[fits] ?? ' ');
  const atWord = isWhole ? kept : kept.replace(/\S*$/, '');
  return (atWord.trim() === '' ? kept : atWord).trimEnd() + mark;
}

/** The length of a text as bytes of UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
