import type { Fields } from '../account-fields';
import { headerPart } from '../definition/header-value';
import { parseTime } from '../definition/time-form';
import { fail } from '../failure';
import { type Decimal, multiply, parseDecimal, subtract } from '../money/decimal';
import { quantity } from '../money/quantity';
import { type HeaderMeaning, type HeaderPlace, headerPlaces } from '../passing-headers';
import { defineProvider } from '../provider-host/define';
import type { Reading } from '../reading';

/** A number of seconds below this is a time from now; a larger one is an instant. About three years. */
const mostSecondsAhead = 100_000_000;

/**
 * What the headers of answers say that a person's own pages get from an origin: a company's chat, a playground. Nothing is
 * ever asked.
 */
export default defineProvider({
  id: 'quota-headers',
  name: 'Quota header of a website you use',
  icon: { text: 'QH', color: '#6d28d9' },
  fields: ['pageUrl', 'remainingHeader', 'limitHeader', 'usedHeader', 'resetHeader', 'headerItem', 'unit', 'scale'],
  passive: true,
  methods: [
    {
      id: 'passing',
      credential: 'none',
      auth: 'none',
      gives: 'budget',
      source: { url: 'https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/', checked: 'never' },
      read: async ({ passing, fields, now }) => parse(passing ?? {}, fields, now),
    },
  ],
});

/**
 * @param headers by name in small letters; only those that the account names are looked at.
 * @throws FailureError `not-passed-by` where none of them holds a number that tells what is left.
 */
export function parse(headers: Readonly<Record<string, string>>, fields: Fields, now: number): Reading {
  const { unit = 'tokens', scale = '1' } = fields;
  const places = headerPlaces(fields);
  const amount = (meaning: HeaderMeaning) => {
    const value = parseDecimal(textAt(headers, places[meaning], fields));
    return value === undefined ? undefined : multiply(value, scale);
  };
  const limit = amount('limit');
  const counted = amount('used');
  const reported = amount('remaining');
  const remaining = reported ?? less(limit, counted) ?? fail({ kind: 'not-passed-by' });
  const used = counted ?? less(limit, remaining);
  const resetsAt = resetIn(textAt(headers, places.reset, fields), now);
  return {
    remaining: quantity(remaining, unit),
    ...(used === undefined ? {} : { used: quantity(used, unit) }),
    ...(limit === undefined ? {} : { granted: quantity(limit, unit) }),
    meaning: 'budget',
    basis: reported === undefined ? 'derived' : 'reported',
    scope: 'account',
    // Several headers of one origin may tell of several budgets.
    owner: ownerOf(places.remaining ?? places.used, fields),
    rule: reported === undefined ? { kind: 'limit-minus-used' } : { kind: 'passing-header', name: places.remaining?.name ?? '' },
    ...(resetsAt === undefined ? {} : { windows: [{ name: windowName(places.reset, fields), resetsAt }] }),
  };
}

function ownerOf({ name = '', parameter }: Partial<HeaderPlace> = {}, { headerItem }: Fields): string {
  return [name, parameter, headerItem].filter((part) => part !== undefined).join(' ');
}

function less(total: Decimal | undefined, part: Decimal | undefined): Decimal | undefined {
  return total === undefined || part === undefined ? undefined : subtract(total, part);
}

function textAt(headers: Readonly<Record<string, string>>, place: HeaderPlace | undefined, { headerItem }: Fields): string | undefined {
  const value = place && Object.hasOwn(headers, place.name) ? headers[place.name] : undefined;
  if (value === undefined) return undefined;
  return headerPart(value, { parameter: place?.parameter, item: headerItem === undefined ? undefined : itemOf(headerItem) });
}

/** People count from one, and from the end with a minus. */
function itemOf(written: string): number | string {
  const place = /^-?\d{1,3}$/.test(written) ? Number(written) : Number.NaN;
  if (Number.isNaN(place)) return written;
  return place > 0 ? place - 1 : place;
}

/** Services write the same in many ways, and a header does not say in which. @returns Unix milliseconds. */
function resetIn(text: string | undefined, now: number): number | undefined {
  if (text === undefined || text === '') return undefined;
  const seconds = /^\d{1,12}(?:\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  const at = seconds < mostSecondsAhead ? parseTime(text, 'seconds-from-now', now) : (parseTime(text, 'auto', now) ?? parseTime(text, 'duration', now));
  return at ?? parseTime(text, 'http-date', now) ?? undefined;
}

function windowName(place: HeaderPlace | undefined, { headerItem = '' }: Fields): string {
  return /^[a-z]/i.test(headerItem) ? headerItem : (place?.name ?? '').slice(0, 60);
}
