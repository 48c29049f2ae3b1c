import type { KeyPlace } from '@/lib/definition/asked';
import type { DefinitionProblem } from '@/lib/definition/problem';
import { readDefinition } from '@/lib/definition/read-definition';
import type { Definition } from '@/lib/definition/schema';
import type { OptionsText } from '@/lib/i18n/options-text';

/** What is wrong with a definition, with its place. */
export function problemText({ reason, place, line, column }: DefinitionProblem, { definition }: OptionsText): string {
  return definition.problem(placeText(place, line, column, definition.at), definition.problems[reason]);
}

function placeText(place: string, line: number | undefined, column: number | undefined, at: OptionsText['definition']['at']): string {
  if (line !== undefined && column !== undefined) return at.line(line, column);
  if (place === '') return at.whole;
  return column === undefined ? place : at.column(place, column);
}

/** Why a definition cannot be saved, or nothing. */
export function definitionProblem(written: string, secret: string, text: OptionsText): string | undefined {
  const read = readDefinition(written);
  if (!read.ok) return problemText(read.problem, text);
  return secret !== '' && written.includes(secret) ? text.definition.holdsKey : undefined;
}

/** What is asked, one text a request: `GET /v1/usage`. */
export function requestLines({ requests }: Definition, origin = ''): string[] {
  return requests.map(({ method = 'GET', path }) => `${method} ${origin}${path}`);
}

/** The header that the key goes into, or nothing where none is sent. */
export function keyHeader(auth: KeyPlace | undefined): string | undefined {
  if (auth === 'none') return undefined;
  return typeof auth === 'object' ? auth.header : 'Authorization';
}
