import * as z from 'zod/mini';
import type { ReportedSpend } from '../history-point';
import { storedDecimal } from '../money/schemas';

/** What a service has reported as spent on the days of a month (UTC), by the day's two digits. */
export interface SpendRecord {
  v: 1;
  account: string;
  unit: string;
  /** `2026-11` */
  month: string;
  days: Record<string, string>;
}

const lazySchema = () =>
  z.object({
    v: z.literal(1),
    account: z.string(),
    unit: z.string(),
    month: z.string().check(z.regex(/^\d{4}-\d{2}$/)),
    days: z.record(z.string().check(z.regex(/^\d{2}$/)), storedDecimal),
  });
let schema: ReturnType<typeof lazySchema> | undefined;

/** @returns `undefined` for a damaged record. */
export function spendIn(raw: unknown): SpendRecord | undefined {
  schema ??= lazySchema();
  const parsed = z.safeParse(schema, raw);
  return parsed.success ? parsed.data : undefined;
}

export function daysOf({ account, unit, month, days }: SpendRecord): ReportedSpend[] {
  return Object.entries(days).map(([day, amount]) => ({ account, unit, day: `${month}-${day}`, amount }));
}

/** Days by the record that they belong to. */
export function recordsOf(spend: readonly ReportedSpend[]): SpendRecord[] {
  const records = new Map<string, SpendRecord>();
  for (const { account, unit, day, amount } of spend) {
    const month = day.slice(0, 7);
    const key = `${account} ${unit} ${month}`;
    const record = records.get(key) ?? { v: 1, account, unit, month, days: {} };
    record.days[day.slice(8)] = amount;
    records.set(key, record);
  }
  return [...records.values()];
}
