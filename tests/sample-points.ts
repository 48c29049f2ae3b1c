import fc from 'fast-check';
import type { SeriesPoint } from '../lib/history/series-point';
import type { HistoryPoint, SeriesName } from '../lib/history-point';
import { parseDecimal } from '../lib/money/decimal';

/** The name of a series of dollars. */
export function seriesName(account = 'a1', more: Partial<SeriesName> = {}): SeriesName {
  return { account, series: 'USD balance 1', unit: 'USD', meaning: 'balance', ...more };
}

/** A balance as a service reports it. */
export function pointAt(at: number, value: string, more: Partial<HistoryPoint> = {}): HistoryPoint {
  return { at, value, basis: 'reported', method: 'balance', ...more };
}

export function seriesPoint(at: number, value: string, account = 'a1'): SeriesPoint {
  return { ...seriesName(account), point: pointAt(at, value) };
}

/** Any amount that may be stored, from long ones to plain ones. */
export const anyAmount: fc.Arbitrary<string> = fc
  .oneof(
    fc.tuple(fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }), fc.integer({ min: 0, max: 4 })),
    fc.tuple(fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }), fc.integer({ min: 0, max: 40 })),
  )
  .map(([digits, places]) => parseDecimal(`${digits}e-${places}`) as string);

/** Any point of a span of time: amounts that are missing included. */
export function anyPoint(from: number, to: number): fc.Arbitrary<HistoryPoint> {
  return fc.record(
    {
      at: fc.integer({ min: from, max: to }),
      value: anyAmount,
      used: anyAmount,
      granted: anyAmount,
      basis: fc.constantFrom('reported', 'derived', 'estimated'),
      method: fc.constantFrom('balance', 'credit grants', ''),
    },
    { requiredKeys: ['at', 'basis', 'method'] },
  );
}

/** Points by instant, no instant twice. */
export function anyPoints(from: number, to: number, maxLength = 60): fc.Arbitrary<HistoryPoint[]> {
  return fc.uniqueArray(anyPoint(from, to), { selector: ({ at }) => at, maxLength }).map((points) => points.sort((left, right) => left.at - right.at));
}
