import { type Account, originOf } from '../account';
import type { HistoryPoint, ReportedSpend, SeriesName } from '../history-point';
import type { Quantity } from '../money/quantity';
import type { Reading } from '../reading';
import type { Status } from '../status';

/** A point with the series that it belongs to. */
export interface SeriesPoint extends SeriesName {
  point: HistoryPoint;
}

/**
 * What a status adds to the history: a point for its reading, and one for each further balance of the same wallet.
 *
 * @returns nothing where nothing was read, or no amount was said: what is unlimited has no course.
 */
export function pointsOf(account: Account, { reading, readAt, method = '' }: Status): SeriesPoint[] {
  if (!reading || readAt === undefined) return [];
  const { basis, meaning, otherRemaining = [] } = reading;
  const value = reading.remaining === 'unlimited' ? undefined : reading.remaining;
  const unit = (value ?? reading.used ?? reading.granted)?.unit;
  const named = (of: string) => ({ account: account.id, series: seriesOf(account, reading, of), unit: of, meaning });
  // Two units are never in one line.
  const inUnit = (name: 'value' | 'used' | 'granted', amount: Quantity | undefined) => (amount && amount.unit === unit ? { [name]: amount.value } : {});
  const main =
    unit === undefined
      ? []
      : [
          {
            ...named(unit),
            point: { at: readAt, ...inUnit('value', value), ...inUnit('used', reading.used), ...inUnit('granted', reading.granted), basis, method },
          },
        ];
  const others = otherRemaining.filter((other) => other.unit !== unit);
  return [...main, ...others.map((other) => ({ ...named(other.unit), point: { at: readAt, value: other.value, basis, method } }))];
}

/** What a reading says of single days. */
export function spendOf(account: Account, { reading }: Status): ReportedSpend[] {
  return (reading?.daily ?? []).map(({ day, amount }) => ({ account: account.id, unit: amount.unit, day, amount: amount.value }));
}

/**
 * The name of the line that a reading continues. Another unit, another meaning, another address, another owner begins a new
 * one, and so does another key where the service does not say whose it is: the figure may be somebody else's.
 */
function seriesOf(account: Account, { meaning, scope, owner }: Reading, unit: string): string {
  const said = scope === 'key' ? undefined : owner;
  // A session is made anew at every sign-in, and stands for the same organization.
  const holder = said ?? (account.credential === 'session' ? (account.fields.organization ?? '') : account.fingerprint);
  return `${unit} ${meaning} ${lineOf(account, holder)}`;
}

/**
 * What a line is called where the same key has another fingerprint, which is in another vault. The line of another key keeps its name.
 *
 * @param from the account as it was where the line is from.
 * @param to the same account as it is where the line goes.
 */
export function seriesElsewhere(series: string, from: Account, to: Account): string {
  const line = lineOf(from, from.fingerprint);
  return series.endsWith(` ${line}`) ? series.slice(0, -line.length) + lineOf(to, to.fingerprint) : series;
}

function lineOf(account: Account, holder: string): string {
  return shortHash(`${originOf(account)} ${holder}`);
}

/** FNV-1a, 32 bits, in base 36: tells a handful of names apart and reveals none of them. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return (hash >>> 0).toString(36);
}
