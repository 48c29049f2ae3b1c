import type { Decimal } from './money/decimal';
import type { Reading } from './reading';

/** One reading, as it is kept: what was said at one instant, and how it is known. What is absent was not said. */
export interface HistoryPoint {
  /** Unix milliseconds. */
  at: number;
  /** What was left, in the unit of the series. */
  value?: Decimal | undefined;
  used?: Decimal | undefined;
  granted?: Decimal | undefined;
  basis: Reading['basis'];
  /** The method that read it. */
  method: string;
}

/** What makes points one line: the same account, unit, meaning and wallet. A change of any of them begins a new series. */
export interface SeriesName {
  /** The account's id. */
  account: string;
  /** Tells the series of an account apart; of no other meaning. */
  series: string;
  unit: string;
  meaning: Reading['meaning'];
}

/** Points of one series, by instant, no instant twice. */
export interface HistorySeries extends SeriesName {
  points: HistoryPoint[];
}

/** What a service reports as spent on one day (UTC, `2026-11-23`). */
export interface ReportedSpend {
  account: string;
  unit: string;
  day: string;
  amount: Decimal;
}

/** A part of the history, or all of it. */
export interface History {
  series: HistorySeries[];
  spend: ReportedSpend[];
}

/**
 * What is wrong with the history, if anything is.
 *
 * - `full`: the disk refuses more since `at`; nothing newer is kept.
 * - `unavailable`: the browser has not opened the database since `at`.
 * - `newer`: another version wrote it; it is left as it is.
 * - `rebuilt`: it was damaged; at `at` it was made anew from what could be read, without `lost` records where that is known.
 */
export interface HistoryTrouble {
  kind: 'full' | 'unavailable' | 'newer' | 'rebuilt';
  /** Unix milliseconds. */
  at: number;
  lost?: number;
}

/** What is wrong with a file of history, and where: a line of a CSV file counted from one, or a place in a JSON file. */
export interface ImportProblem {
  kind: 'not-readable' | 'quote' | 'columns' | 'format' | 'version' | 'kind' | 'time' | 'amount' | 'unit' | 'meaning' | 'basis' | 'value';
  line?: number;
  /** A JSON Pointer. */
  place?: string;
  /** The column by its name in the file. */
  column?: string;
}
