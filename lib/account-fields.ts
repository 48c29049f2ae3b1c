import { isPointer } from './json-pointer';

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
} as const satisfies Record<string, { kind: 'text' | 'switch' | 'date'; maximum: number }>;

export type FieldName = keyof typeof accountFields;

/** The values of an account's fields; what is not filled in is absent. */
export type Fields = Partial<Record<FieldName, string>>;

export const fieldNames = Object.keys(accountFields) as FieldName[];

/** Why a field's value cannot be used. */
export type FieldProblem = 'too-long' | 'not-a-pointer' | 'not-a-path' | 'not-an-id' | 'not-a-date' | 'not-a-unit';

export function fieldProblem(name: FieldName, value: string): FieldProblem | undefined {
  if (value.length > accountFields[name].maximum) return 'too-long';
  if (name.endsWith('Pointer') && !isPointer(value)) return 'not-a-pointer';
  // Anything that could leave the origin, or carry more than a path.
  if (name === 'path' && !/^\/(?!\/)[^\s\\#?]*$/.test(value)) return 'not-a-path';
  // An id becomes part of a path or of a header.
  if ((name === 'organization' || name === 'teamId') && !/^[\w-]+$/.test(value)) return 'not-an-id';
  // What may be a currency must be one: `usd` beside `USD` would be two.
  if (name === 'currency' && !/^(?:[A-Z]{3}|[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N} -]+)$/u.test(value)) return 'not-a-unit';
  if (accountFields[name].kind === 'date' && !isDay(value)) return 'not-a-date';
  return undefined;
}

/** Whether a text is a day of the calendar, such as `2026-02-28`. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
