import { parseBaseUrl } from './base-url';
import { isPointer } from './json-pointer';
import { compare, isNegative, parseDecimal } from './money/decimal';

/**
 * What a provider may ask for besides the credential: a closed list, so that a form, a stored account and a custom
 * source always mean the same by the same word. Values are text; a switch holds `'yes'` or is absent.
 */
export const accountFields = {
  userId: { kind: 'text', maximum: 40 },
  organization: { kind: 'text', maximum: 64 },
  teamId: { kind: 'text', maximum: 64 },
  since: { kind: 'date', maximum: 10 },
  path: { kind: 'text', maximum: 300 },
  remainingPointer: { kind: 'text', maximum: 200 },
  totalPointer: { kind: 'text', maximum: 200 },
  usedPointer: { kind: 'text', maximum: 200 },
  unit: { kind: 'text', maximum: 24 },
  currency: { kind: 'text', maximum: 24 },
  limitIsRemainder: { kind: 'switch', maximum: 3 },
  /** The key of a counter that programs count up as they spend. */
  counter: { kind: 'text', maximum: 120 },
  /** What a counter is taken from, in the account's unit. */
  budget: { kind: 'text', maximum: 30 },
  /** What a number of the service is multiplied by to be an amount of the account's unit. */
  scale: { kind: 'text', maximum: 30 },
  missingIsZero: { kind: 'switch', maximum: 3 },
  /** Names of headers of an answer; `name;parameter` means a parameter of a structured one. */
  remainingHeader: { kind: 'text', maximum: 80 },
  limitHeader: { kind: 'text', maximum: 80 },
  usedHeader: { kind: 'text', maximum: 80 },
  resetHeader: { kind: 'text', maximum: 80 },
  /** Which item is meant of a header that holds several: its place, from the end where negative, or its name. */
  headerItem: { kind: 'text', maximum: 40 },
  /** Where the pages are that ask the service, if that is another address. */
  pageUrl: { kind: 'text', maximum: 300 },
} as const satisfies Record<string, { kind: 'text' | 'switch' | 'date'; maximum: number }>;

export type FieldName = keyof typeof accountFields;

/** The values of an account's fields; what is not filled in is absent. */
export type Fields = Partial<Record<FieldName, string>>;

export const fieldNames = Object.keys(accountFields) as FieldName[];

/** Why a field's value cannot be used. */
export type FieldProblem =
  | 'required'
  | 'too-long'
  | 'not-a-pointer'
  | 'not-a-path'
  | 'not-an-id'
  | 'not-digits'
  | 'not-a-date'
  | 'not-a-unit'
  | 'not-a-name'
  | 'not-an-amount'
  | 'not-a-header'
  | 'not-an-address';

export function fieldProblem(name: FieldName, value: string): FieldProblem | undefined {
  if (value.length > accountFields[name].maximum) return 'too-long';
  if (name.endsWith('Pointer') && !isPointer(value)) return 'not-a-pointer';
  // Anything that could leave the origin, or carry more than a path.
  if (name === 'path' && !/^\/(?!\/)[^\s\\#?]*$/.test(value)) return 'not-a-path';
  // An id becomes part of a path or of a header.
  if ((name === 'organization' || name === 'teamId') && !/^[\w-]+$/.test(value)) return 'not-an-id';
  if (name === 'userId' && !/^[0-9]+$/.test(value)) return 'not-digits';
  // What may be a currency must be one: `usd` beside `USD` would be two.
  if (name === 'currency' && !/^(?:[A-Z]{3}|[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N} -]+)$/u.test(value)) return 'not-a-unit';
  if (accountFields[name].kind === 'date' && !isDay(value)) return 'not-a-date';
  // Half of a surrogate pair cannot be written into an address.
  if (name === 'counter' && (/\p{Cc}|\p{Cs}/u.test(value) || value === '')) return 'not-a-name';
  if ((name === 'budget' || name === 'scale') && !isAmount(value, name === 'scale')) return 'not-an-amount';
  if (name.endsWith('Header') && !/^[a-z0-9][a-z0-9-]*(?:;[a-z][a-z0-9_.-]*)?$/i.test(value)) return 'not-a-header';
  if (name === 'pageUrl' && !parseBaseUrl(value).ok) return 'not-an-address';
  return undefined;
}

function isAmount(text: string, isFactor: boolean): boolean {
  const amount = parseDecimal(text);
  return amount !== undefined && !isNegative(amount) && !(isFactor && compare(amount, '0') === 0);
}

/** Whether a text is a day of the calendar, such as `2026-02-28`. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
