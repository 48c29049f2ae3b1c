import { fail } from '../failure';
import { compare, type Decimal, divide, floor, multiply, parseDecimal, subtract } from '../money/decimal';
import type { GivenAnswer } from './asked';
import { evaluate, placeOf, unusable } from './expression';
import { parseExpression } from './expression-parser';
import { type Found, foundIn, type NumberForm, numberFrom } from './found-value';
import { headerPart } from './header-value';
import { compilePattern, matchPattern } from './pattern';
import type { Time, Value, Word } from './schema';
import { parseTime } from './time-form';
import { note, noteFound, type Trace } from './trace';

/** What values are read from. */
export interface Answers {
  answers: readonly GivenAnswer[];
  /** Unix milliseconds. */
  now: number;
  trace: Trace;
}

/** A stored amount has room for so many digits behind the point. */
const mostPlaces = 40;
const largest = `1${'0'.repeat(24)}`;

/**
 * Reads an amount.
 *
 * @param place the field of the definition.
 * @returns the amount, and as it was before it was scaled.
 * @throws FailureError `bad-response` with the place in the answer.
 */
export function readAmount(value: Value, place: string, from: Answers): { amount: Decimal; raw: Decimal } {
  from.trace.place = place;
  const options = typeof value === 'string' ? {} : value;
  const found = readSource(value, options, from);
  const raw = isNothing(found) && options.otherwise !== undefined ? decimalOf(options.otherwise) : numberIn(found, options);
  const multiplied = options.multiply === undefined ? raw : multiply(raw, decimalOf(options.multiply));
  const divided = options.divide === undefined ? multiplied : divide(multiplied, decimalOf(options.divide));
  const amount = floor(options.negate ? subtract('0', divided) : divided, mostPlaces);
  if (compare(amount, largest) >= 0 || compare(amount, `-${largest}`) <= 0) unusable(found);
  note(from.trace, { kind: 'result', place, value: amount });
  return { amount, raw };
}

/** Reads an instant: Unix milliseconds, `null` for never, nothing where the answer says nothing. */
export function readTime(time: Time, place: string, from: Answers): number | null | undefined {
  from.trace.place = place;
  const { form = 'auto', never = [] } = typeof time === 'string' ? {} : time;
  const found = readSource(time, {}, from);
  if (found.is === 'missing') return undefined;
  const text = found.is === 'number' ? found.value : found.is === 'text' ? found.value.trim() : undefined;
  const isNever = found.is === 'null' || (text !== undefined && never.includes(text));
  const at = isNever ? null : text === undefined ? unusable(found) : parseTime(text, form, from.now);
  if (at === undefined) return unusable(found);
  note(from.trace, { kind: 'result', place, value: at === null ? 'null' : new Date(at).toISOString() });
  return at;
}

/** Reads a word; nothing where the answer says nothing. */
export function readWord(word: Word, place: string, from: Answers): string | undefined {
  from.trace.place = place;
  const found = readSource(word, {}, from);
  if (isNothing(found)) return undefined;
  if (found.is === 'number') return found.value;
  const text = found.is === 'text' ? found.value.trim().slice(0, 200) : '';
  return text === '' ? undefined : text;
}

function readSource(source: Value | Time | Word, form: NumberForm, { answers, now, trace }: Answers): Found {
  const { expression, header, text, answer = 1, item, parameter } = typeof source === 'string' ? { expression: source } : { answer: 1, ...source };
  if (expression !== undefined) {
    const bodies = answers.map(({ body }) => body);
    return evaluate(parseExpression(expression, trace.place), { bodies, form, now, saw: (where, value) => noteFound(trace, where, value) });
  }
  const given = answers[answer - 1];
  if (header !== undefined) {
    const sent = given?.headers[header.toLowerCase()];
    const found = sent === undefined ? undefined : headerPart(sent, { item, parameter });
    const where = `header ${header}`.slice(0, 120);
    noteFound(trace, where, sent);
    return foundIn(found === '' ? undefined : found, where);
  }
  const found = given?.text === undefined || text === undefined ? undefined : matchPattern(compilePattern(text, trace.place), given.text.trim());
  noteFound(trace, 'text', found);
  return foundIn(found, 'text');
}

function isNothing(found: Found): boolean {
  return found.is === 'missing' || found.is === 'null';
}

function numberIn(found: Found, form: NumberForm): Decimal {
  if (found.is === 'number') return found.value;
  return (found.is === 'text' ? numberFrom(found.value, form) : undefined) ?? fail({ kind: 'bad-response', detail: placeOf(found).slice(0, 120) });
}

/** What the schema has let through is a decimal. */
function decimalOf(written: string | number): Decimal {
  return parseDecimal(written) ?? '0';
}
