import * as z from 'zod/mini';
import type { Packed } from '../history/pack';
import { packPoints, unpackPoints } from '../history/pack';
import { fineMs, hourlyMs } from '../history/thin';
import type { HistoryPoint, SeriesName } from '../history-point';

const day = 24 * 60 * 60_000;
/** How often a month is looked through while its days grow older than what is kept by the hour. */
const monthlyRoundMs = 10 * day;

/** Points of one series: those of a day while every one of them is kept, later those of a month (UTC). */
export interface Chunk extends SeriesName, Packed {
  v: 1;
  span: 'day' | 'month';
  /** Where the day or month begins, Unix milliseconds. */
  start: number;
  /** When it is to be thinned next, Unix milliseconds; absent when never again. */
  ripeAt?: number;
}

const lazySchema = () =>
  z.object({
    v: z.literal(1),
    account: z.string(),
    series: z.string(),
    unit: z.string(),
    meaning: z.enum(['balance', 'budget', 'spend']),
    span: z.enum(['day', 'month']),
    start: z.number(),
    ripeAt: z.optional(z.number()),
    bytes: z.instanceof(Uint8Array),
    sources: z.array(z.string()),
    places: z.array(z.number()),
    check: z.number(),
  });
let schema: ReturnType<typeof lazySchema> | undefined;

/** @returns the points of a stored chunk; `undefined` when it is damaged. */
export function pointsIn(raw: unknown): { chunk: Chunk; points: HistoryPoint[] } | undefined {
  schema ??= lazySchema();
  const parsed = z.safeParse(schema, raw);
  if (!parsed.success) return undefined;
  const chunk = parsed.data as Chunk;
  try {
    return { chunk, points: unpackPoints(chunk, chunk.start) };
  } catch {
    return undefined;
  }
}

/** @param now Unix milliseconds: decides when a month is to be thinned next. */
export function chunkOf({ account, series, unit, meaning }: SeriesName, span: Chunk['span'], points: readonly HistoryPoint[], now: number): Chunk {
  const start = startOf(span, points[0]?.at ?? 0);
  const ripeAt = span === 'day' ? start + day + fineMs : nextRound(start, now);
  return { v: 1, account, series, unit, meaning, span, start, ...(ripeAt === undefined ? {} : { ripeAt }), ...packPoints(points, start) };
}

/** Where the day or month of an instant begins, in UTC. */
export function startOf(span: Chunk['span'], at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), span === 'day' ? date.getUTCDate() : 1);
}

function nextRound(start: number, now: number): number | undefined {
  const date = new Date(start);
  const end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  if (end + hourlyMs <= now) return undefined;
  return Math.min(Math.max(start + hourlyMs, now) + monthlyRoundMs, end + hourlyMs);
}
