import * as z from 'zod/mini';
import { dayOf } from './confirmed-balance';
import { failureOf } from './failure';
import { instant } from './instant';
import { compare, type Decimal, divide, isZero, sum } from './money/decimal';
import type { Quantity } from './money/quantity';
import { decimal } from './money/schemas';
import type { DailySpend } from './reading';
import { dailyOf, monthStart } from './spend';

const day = 24 * 60 * 60 * 1000;
/** So many days are answered at once. */
const mostDays = 100;
/** Before this day nobody could have used anything; a report that begins earlier would only be longer. */
const firstDay = Date.parse('2020-06-01');

/** Days as usage reports take them, in UTC: the first one counts, the last one does not. */
export interface Period {
  start_date: string;
  end_date: string;
}

/** The answer of a usage report, in US cents. */
export const usageSchema = () => z.object({ total_usage: decimal, daily_costs: z.optional(z.unknown()) });
type Usage = z.output<ReturnType<typeof usageSchema>>;

/**
 * What a usage report is to be asked for. Pay-as-you-go has a limit for each calendar month; a trial has one for all its
 * time, of which only so many days are answered at once.
 *
 * @param since the first day of the trial; without it, as far back as one question reaches.
 */
export function billingPeriods({ has_payment_method }: { has_payment_method?: boolean | undefined }, since: string | undefined, now: number): Period[] {
  const end = Date.parse(dayOf(now)) + day;
  if (has_payment_method) return [periodOf(monthStart(now), end)];
  const asked = since === undefined ? Number.NaN : Date.parse(since);
  const start = Number.isNaN(asked) ? end - (mostDays - 1) * day : Math.min(Math.max(asked, firstDay), end - day);
  const periods: Period[] = [];
  for (let from = start; from < end; from += mostDays * day) periods.push(periodOf(from, Math.min(from + mostDays * day, end)));
  return periods;
}

function periodOf(start: number, end: number): Period {
  return { start_date: dayOf(start), end_date: dayOf(end) };
}

/**
 * The usage of several periods together. Relays often answer with the usage of all time whatever the dates; that is found
 * out before anything is added, and counted once.
 *
 * @returns cents; `days` is what was spent on each, in US dollars, where every answer lists its days and they add up to its total.
 */
export async function usageOf(
  periods: readonly Period[],
  ask: (period: Period) => Promise<Usage>,
): Promise<{ cents: Decimal; ignoresDates: boolean; days?: DailySpend[] }> {
  const answers: { period: Period; usage: Usage }[] = [];
  for (const period of periods) answers.push({ period, usage: await ask(period) });
  const ignoresDates = answers.length > 1 && !answers.every(provesItsDates) && (await answersForAnyDates(ask));
  const counted = ignoresDates ? answers.slice(-1) : answers;
  const cents = sum(counted.map(({ usage }) => usage.total_usage));
  if (ignoresDates || !answers.every(provesItsDates)) return { cents, ignoresDates };
  return {
    cents,
    ignoresDates,
    days: dailyOf(
      answers.flatMap(({ usage }) => costsIn(usage)),
      'USD',
    ),
  };
}

function costsIn({ daily_costs }: Usage): { day: string; amount: Quantity }[] {
  const days = z.safeParse(daysSchema(), daily_costs).data ?? [];
  return days.flatMap(({ timestamp, line_items }) => {
    if (timestamp === null) return [];
    const amount = divide(sum(line_items.map(({ cost }) => cost)), '100');
    // Every day is listed, also those on which nothing was used.
    return isZero(amount) ? [] : [{ day: dayOf(timestamp), amount: { value: amount, unit: 'USD' } }];
  });
}

const daysSchema = () => z.array(z.object({ timestamp: instant, line_items: z.array(z.object({ cost: decimal })) }));

/** Whether the days that an answer lists are days that were asked for, and add up to its total. */
function provesItsDates({ period, usage }: { period: Period; usage: Usage }): boolean {
  if (isZero(usage.total_usage)) return true;
  const days = z.safeParse(daysSchema(), usage.daily_costs).data ?? [];
  const total = sum(days.flatMap(({ line_items }) => line_items.map(({ cost }) => cost)));
  const [start, end] = [Date.parse(period.start_date), Date.parse(period.end_date)];
  return compare(total, usage.total_usage) === 0 && days.every(({ timestamp }) => timestamp !== null && timestamp >= start && timestamp < end);
}

/** Whoever has used something before there was anything to use answers without looking at the dates. */
async function answersForAnyDates(ask: (period: Period) => Promise<Usage>): Promise<boolean> {
  try {
    const { total_usage } = await ask({ start_date: '2000-01-01', end_date: '2000-01-02' });
    return !isZero(total_usage);
  } catch (error) {
    // Whoever refuses a day so long ago looks at the days. Anything else leaves the question open, and with it the figure.
    const failure = failureOf(error, { kind: 'network' });
    if (failure.kind === 'bad-response' && failure.detail.startsWith('HTTP 4')) return false;
    throw error;
  }
}
