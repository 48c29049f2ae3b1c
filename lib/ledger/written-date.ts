import { earliest, latest } from '../ledger-entry';

export type DateProblem = 'not-a-date' | 'ambiguous-date';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const yearFirst = /^(\d{4})([/.])(\d{1,2})\2(\d{1,2})$/;
const dayMonthWord = /^(\d{1,2})\.?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})$/;
const monthWordDay = /^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$/;
const someNumbers = /^\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?:\D.*)?$/;

/**
 * Reads a date that can mean one day only: ISO 8601 with or without a time, `2026/11/23`, `23 Nov 2026`, `November 23, 2026`. A
 * date without a time is its midnight, and a time without an offset is meant, in UTC, so that the same file says the same
 * everywhere. `11/12/2026` is two days at once and is refused.
 *
 * @returns Unix milliseconds, or why not.
 */
export function readDate(written: string): number | DateProblem {
  const text = written.trim();
  const at = fromIso(text) ?? fromYearFirst(text) ?? fromWords(text);
  if (at === undefined) return someNumbers.test(text) ? 'ambiguous-date' : 'not-a-date';
  return Number.isFinite(at) && at >= earliest && at <= latest ? at : 'not-a-date';
}

function fromIso(text: string): number | undefined {
  const found = iso.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const time = ((hour * 60 + minute) * 60 + second) * 1000 + Number((found[7] ?? '').padEnd(3, '0'));
  return midnight(year, month, day) + time - offsetOf(found[8]);
}

function fromYearFirst(text: string): number | undefined {
  const found = yearFirst.exec(text);
  return found ? midnight(Number(found[1]), Number(found[3]), Number(found[4])) : undefined;
}

function fromWords(text: string): number | undefined {
  const dayFirst = dayMonthWord.exec(text);
  if (dayFirst) return midnight(Number(dayFirst[3]), monthOf(dayFirst[2]), Number(dayFirst[1]));
  const monthFirst = monthWordDay.exec(text);
  return monthFirst ? midnight(Number(monthFirst[3]), monthOf(monthFirst[1]), Number(monthFirst[2])) : undefined;
}

/** @returns 0, which is no month, for what is no month. */
function monthOf(word = ''): number {
  return months.indexOf(word.slice(0, 3).toLowerCase()) + 1;
}

/** Milliseconds. */
function offsetOf(written: string | undefined): number {
  if (written === undefined || written === 'Z') return 0;
  const [hours, minutes] = [Number(written.slice(1, 3)), Number(written.slice(-2))];
  if (hours > 14 || minutes > 59) return Number.NaN;
  return (written.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** @returns `NaN` for a day that the calendar does not have. */
function midnight(year: number, month: number, day: number): number {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.getTime() : Number.NaN;
}
