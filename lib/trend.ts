/**
 * The course of an account's figure over the last thirty days, small enough to lie with its status: it is there at a popup's
 * first paint. The history proper is in a database of its own (`lib/store/history.ts`).
 */
export interface Trend {
  /** The series that it is of: figures of two series are not compared. */
  series: string;
  /** At most thirty samples: `seconds:amount`, seconds since 1970 in base 36, separated by spaces. */
  samples: string;
  /** The picture: one character for each of at most thirty equal spans, from {@link lowestLevel} up. */
  line: string;
}

/** What pages get of it: the picture, and the instant at which it begins, Unix milliseconds. */
export interface TrendView {
  line: string;
  since: number;
}

export const mostSamples = 30;
/** The character code of the lowest level, and the number of the highest. */
export const lowestLevel = 33;
export const highestLevel = 93;
