import { once } from '../intl';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The words for how long ago something was. */
export interface TimeWords {
  now: string;
  minutes(count: number): string;
  hours(count: number): string;
  days(count: number): string;
}

/** `3 min ago`. What is still to come, on a clock that was set back, is now. Instants are Unix milliseconds. */
export function ago(at: number, now: number, words: TimeWords): string {
  const span = now - at;
  if (span < minute) return words.now;
  if (span < hour) return words.minutes(Math.floor(span / minute));
  return span < day ? words.hours(Math.floor(span / hour)) : words.days(Math.floor(span / day));
}

/** `14:02`, with the date when it is another day. */
export function clock(at: number, now: number, locale: string): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const date = isToday ? {} : ({ month: 'short', day: 'numeric' } as const);
  const create = () => new Intl.DateTimeFormat(locale, { ...date, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return once(create, 'clock', locale, String(isToday)).format(at);
}

/** `3 Dec`, in the reader's time zone; with the year where it may not be the next such day. */
export function dayOfMonth(at: number, now: number, locale: string): string {
  const isFar = Math.abs(at - now) > 300 * day;
  const create = () => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...(isFar ? { year: 'numeric' } : {}) });
  return once(create, 'day', locale, String(isFar)).format(at);
}

/** `3 Dec 2026`, in the reader's time zone. */
export function date(at: number, locale: string): string {
  return once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }), 'date', locale).format(at);
}

/** `3 Dec 2026, 14:02`; a whole day in UTC, as tables give it, is that day everywhere and has no time. */
export function dayAndTime(at: number, locale: string): string {
  if (at % day === 0) return once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }), 'day', locale).format(at);
  return once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }), 'day-time', locale).format(at);
}
