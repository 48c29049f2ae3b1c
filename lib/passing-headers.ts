import type { Fields } from './account-fields';

/** A header of an answer, or one parameter of a structured one. */
export interface HeaderPlace {
  /** In small letters. */
  name: string;
  /** `r` of `RateLimit: "daily";r=640;t=3600`. */
  parameter?: string;
}

/** What the headers of an answer may tell. */
export type HeaderMeaning = 'remaining' | 'limit' | 'used' | 'reset';

/** What the IETF's own header means by its parameters, so that nobody has to know them. */
const usualParameters: Record<string, Partial<Record<HeaderMeaning, string>>> = {
  ratelimit: { remaining: 'r', reset: 't' },
  'ratelimit-policy': { limit: 'q' },
};

/**
 * Which headers an account's figures come from, by what they mean.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function headerPlaces({ remainingHeader, limitHeader, usedHeader, resetHeader }: Fields): Partial<Record<HeaderMeaning, HeaderPlace>> {
  const named = {
    remaining: remainingHeader ?? (usedHeader === undefined ? 'x-quota-remaining' : undefined),
    limit: limitHeader,
    used: usedHeader,
    reset: resetHeader,
  };
  const places: Partial<Record<HeaderMeaning, HeaderPlace>> = {};
  for (const [meaning, written] of Object.entries(named) as [HeaderMeaning, string | undefined][]) {
    if (written === undefined) continue;
    const [name = '', parameter = usualParameters[name.toLowerCase()]?.[meaning]] = written.split(';');
    places[meaning] = { name: name.toLowerCase(), ...(parameter === undefined ? {} : { parameter }) };
  }
  return places;
}

/** The names of the headers that may be looked at, each once, in small letters. */
export function headerNames(fields: Fields): string[] {
  return [...new Set(Object.values(headerPlaces(fields)).map(({ name }) => name))];
}
