import * as z from 'zod/mini';
import { storedDecimal } from './money/schemas';

/** Points outside these years are mistakes of a file or a clock. Unix milliseconds. */
export const earliest = Date.UTC(2000, 0, 1);
export const latest = Date.UTC(2100, 0, 1);

const most = { series: 5000, points: 20_000, days: 20_000 };

/** A history that comes from a file or a page: what a person has imported. */
export function historySchema() {
  const account = z.string().check(z.minLength(1), z.maxLength(64));
  const unit = z.string().check(z.minLength(1), z.maxLength(24));
  const point = z.strictObject({
    at: z.number().check(z.refine(Number.isInteger), z.minimum(earliest), z.maximum(latest)),
    value: z.optional(storedDecimal),
    used: z.optional(storedDecimal),
    granted: z.optional(storedDecimal),
    basis: z.enum(['reported', 'derived', 'estimated']),
    method: z.string().check(z.maxLength(40)),
  });
  const series = z.strictObject({
    account,
    series: z.string().check(z.minLength(1), z.maxLength(120)),
    unit,
    meaning: z.enum(['balance', 'budget', 'spend']),
    points: z.array(point).check(z.minLength(1), z.maxLength(most.points)),
  });
  const day = z.string().check(z.refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))));
  const spend = z.strictObject({ account, unit, day, amount: storedDecimal });
  return z.strictObject({ series: z.array(series).check(z.maxLength(most.series)), spend: z.array(spend).check(z.maxLength(most.days)) });
}
