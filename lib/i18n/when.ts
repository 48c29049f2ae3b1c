import { once } from '../intl';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `3 min ago`, `in 2 days`. Instants are Unix milliseconds. */
export function ago(at: number, now: number, locale: string): string {
  const span = at - now;
  const format = once(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }), 'ago', locale);
  const size = Math.abs(span);
  if (size < minute) return format.format(0, 'second');
  if (size < hour) return format.format(Math.trunc(span / minute), 'minute');
  if (size < day) return format.format(Math.trunc(span / hour), 'hour');
  return format.format(Math.trunc(span / day), 'day');
}

/** `14:02`, with the date when it is another day. */
export function clock(at: number, now: number, locale: string): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const date = isToday ? {} : ({ month: 'short', day: 'numeric' } as const);
  const create = () => new Intl.DateTimeFormat(locale, { ...date, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return once(create, 'clock', locale, String(isToday)).format(at);
}

/** `3 Dec 2026`, in the reader's time zone. */
export function date(at: number, locale: string): string {
  return once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }), 'date', locale).format(at);
}
