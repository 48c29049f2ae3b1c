import { fail } from '../failure';
import { isPointer, pointerNames, readNames } from '../json-pointer';
import { refuse } from './problem';

const dayMs = 24 * 60 * 60_000;
const mostDaysAgo = 400;
/** In characters: what an answer puts into a request is an id or a name. */
const longestInsert = 120;

type DateForm = 'date' | 'time' | 'seconds' | 'milliseconds';

/** A text with gaps: `/v1/projects/{{$1/data/0/id}}/usage?from={{month-start}}`. */
export type Template = readonly Part[];
type Part =
  | { kind: 'text'; text: string }
  | { kind: 'instant'; from: 'now' | 'today' | 'month-start'; daysAgo: number; form: DateForm }
  | { kind: 'answer'; answer: number; names: readonly string[]; written: string };

/** What fills the gaps of a template. */
export interface Filling {
  /** The JSON of each answer so far, in order. */
  bodies: readonly unknown[];
  /** Unix milliseconds. */
  now: number;
  /** Told of what is taken from an answer. */
  saw?: ((place: string, value: unknown) => void) | undefined;
}

/**
 * Reads a text with gaps in double braces.
 *
 * @param place the field it stands in.
 * @param answers how many answers there are by then.
 * @throws ProblemFound
 */
export function parseTemplate(text: string, place: string, answers: number): Template {
  const parts: Part[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf('{{', at);
    if (start > at || start < 0) parts.push({ kind: 'text', text: text.slice(at, start < 0 ? undefined : start) });
    if (start < 0) return parts;
    const end = text.indexOf('}}', start);
    const gap = end < 0 ? undefined : (instantIn(text.slice(start + 2, end).trim()) ?? answerIn(text.slice(start + 2, end).trim()));
    if (!gap) return refuse('bad-placeholder', place, start + 1);
    if (gap.kind === 'answer' && gap.answer > answers) refuse('answer-not-there-yet', place, start + 1);
    parts.push(gap);
    at = end + 2;
  }
}

function instantIn(gap: string): Part | undefined {
  const found = /^(?:(now|today|month-start)|days-ago (\d{1,3}))(?: (date|time|seconds|milliseconds))?$/.exec(gap);
  if (!found) return undefined;
  const [, from = 'today', days = '0', form] = found;
  if (Number(days) > mostDaysAgo) return undefined;
  return { kind: 'instant', from: from as 'today', daysAgo: Number(days), form: (form as DateForm | undefined) ?? (from === 'now' ? 'seconds' : 'date') };
}

function answerIn(gap: string): Part | undefined {
  const [, answer, path = ''] = /^\$([1-9])(\/.*)$/.exec(gap) ?? [];
  if (answer === undefined || !isPointer(path)) return undefined;
  return { kind: 'answer', answer: Number(answer), names: pointerNames(path), written: gap };
}

/**
 * Fills the gaps.
 *
 * @param encode makes a text from an answer fit for where it goes.
 * @throws FailureError `bad-response` with the place of what is no text and no number, or could lead elsewhere.
 */
export function fillTemplate(template: Template, filling: Filling, encode: (text: string) => string): string {
  return template
    .map((part) => (part.kind === 'text' ? part.text : encode(part.kind === 'instant' ? dated(part, filling.now) : inserted(part, filling))))
    .join('');
}

/** Fills the gaps of a path. What an answer gives stays one name of it. */
export function fillPath(template: Template, filling: Filling): string {
  return fillTemplate(template, filling, encodeURIComponent);
}

function dated({ from, daysAgo, form }: Extract<Part, { kind: 'instant' }>, now: number): string {
  const at = instantOf(from, daysAgo, now);
  if (form === 'seconds') return String(Math.floor(at / 1000));
  if (form === 'milliseconds') return String(at);
  const iso = new Date(at).toISOString();
  return form === 'date' ? iso.slice(0, 10) : iso;
}

function instantOf(from: 'now' | 'today' | 'month-start', daysAgo: number, now: number): number {
  if (from === 'now') return now;
  const date = new Date(now);
  if (from === 'month-start') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - daysAgo * dayMs;
}

function inserted({ answer, names, written }: Extract<Part, { kind: 'answer' }>, { bodies, saw }: Filling): string {
  const value = readNames(bodies[answer - 1], names);
  saw?.(written, value);
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  // A dot or two would climb up the path, encoded or not; a lone half of a character cannot be encoded.
  if (typeof text !== 'string' || !/^(?!\.{0,2}$)[^\p{Cc}\p{Cs}]+$/u.test(text) || text.length > longestInsert) {
    return fail({ kind: 'bad-response', detail: written.slice(0, 120) });
  }
  return text;
}
