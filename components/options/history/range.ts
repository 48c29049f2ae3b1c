const hour = 60 * 60_000;
const day = 24 * hour;

/** What a person can look at: so long back, with four points of every `span` milliseconds. Spans are whole parts of a day. */
export const ranges = {
  day: { length: day, span: 0 },
  week: { length: 7 * day, span: hour / 2 },
  month: { length: 30 * day, span: 2 * hour },
  quarter: { length: 90 * day, span: 6 * hour },
  year: { length: 365 * day, span: day },
  all: { length: Number.POSITIVE_INFINITY, span: day },
} as const;

export type RangeName = keyof typeof ranges;
