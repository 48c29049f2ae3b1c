/**
 * Picks a language: the chosen one, else the first of the browser's that exists, by its full tag or its first part; else
 * English.
 *
 * @param available tags of the languages there are.
 */
export function chooseLanguage(chosen: string, wanted: readonly string[], available: readonly string[]): string {
  for (const tag of chosen === 'auto' ? wanted : [chosen]) {
    const exact = available.find((candidate) => candidate.toLowerCase() === tag.toLowerCase());
    const related = available.find((candidate) => candidate.split('-')[0] === tag.toLowerCase().split('-')[0]);
    if (exact ?? related) return (exact ?? related) as string;
  }
  return 'en';
}
