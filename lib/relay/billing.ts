import * as z from 'zod/mini';
import { failureOf } from '../failure';
import { instant } from '../instant';
import { add, compare, divide, subtract } from '../money/decimal';
import { quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import type { ReadContext } from '../provider-host/define';
import { expiry, type Reading } from '../reading';
import { billingUnit, type DisplayUnit, type RelayStatus, readStatus } from './status';

const day = 24 * 60 * 60 * 1000;

/** The limit that most relays give to a key without one. Only exactly this: a limit of a million exists. */
const unlimited = '100000000';

const subscriptionSchema = () =>
  z.object({
    hard_limit_usd: decimal,
    system_hard_limit_usd: z.optional(decimal),
    access_until: z.optional(instant),
    balance_usd: z.optional(decimal),
    used_usd: z.optional(decimal),
  });

/** Hundredths of the relay's display unit. */
const usageSchema = () => z.object({ total_usage: decimal });

/** What cannot be seen in the answers. */
export interface BillingHabits {
  /** A limit of a hundred million means that there is none. Other relays answer with the totals of the key's owner instead. */
  hasUnlimitedSign: boolean;
  /** The relay counts for the whole user: its limit is what is left already. */
  limitIsRemainder?: boolean;
}

interface Circumstances extends BillingHabits, DisplayUnit {
  /** Unix milliseconds. */
  now: number;
}

/**
 * What is left by the two billing routes that relays have taken over from OpenAI: a limit and what was used of it.
 *
 * @throws FailureError as `get` does.
 */
export async function readBilling(context: ReadContext, habits: BillingHabits): Promise<Reading> {
  const display = await readUnit(context);
  const subscription = await context.get('/v1/dashboard/billing/subscription', subscriptionSchema);
  // The dates are ignored: relays of this family answer with lifetime usage, so one request is all there is.
  const usage = await context.get('/v1/dashboard/billing/usage', usageSchema, { query: lastDays(context.now) });
  return parse(subscription, usage, { ...habits, ...display, now: context.now });
}

/** The fields are called `usd`, and hold whatever the relay displays: dollars, yuan, or raw quota. */
async function readUnit(context: ReadContext): Promise<DisplayUnit> {
  return billingUnit(await statusOrNothing(context));
}

async function statusOrNothing(context: ReadContext): Promise<RelayStatus> {
  try {
    return await readStatus(context);
  } catch (error) {
    // A gateway with these routes may use the path for a status of another kind.
    if (failureOf(error, { kind: 'network' }).kind !== 'bad-response') throw error;
    return {};
  }
}

function parse(
  subscription: z.output<ReturnType<typeof subscriptionSchema>>,
  usage: z.output<ReturnType<typeof usageSchema>>,
  { unit, unitAssumed, hasUnlimitedSign, limitIsRemainder, now }: Circumstances,
): Reading {
  const { balance_usd, used_usd } = subscription;
  const said = unitAssumed ? { unitAssumed } : {};
  const fromCents = divide(usage.total_usage, '100');
  const always = { meaning: 'balance', scope: 'key', ...expiry(subscription.access_until, now) } as const;
  if (balance_usd !== undefined) {
    const used = used_usd ?? fromCents;
    return {
      remaining: quantity(balance_usd, unit),
      used: quantity(used, unit),
      granted: quantity(add(balance_usd, used), unit),
      basis: 'reported',
      rule: { kind: 'as-reported', ...said },
      ...always,
    };
  }
  const limit = limitOf(subscription);
  const used = quantity(fromCents, unit);
  if (hasUnlimitedSign && limit === unlimited) return { remaining: 'unlimited', used, basis: 'reported', rule: { kind: 'as-reported', ...said }, ...always };
  if (limitIsRemainder) return { remaining: quantity(limit, unit), basis: 'reported', rule: { kind: 'as-reported', ...said }, ...always };
  return {
    remaining: quantity(subtract(limit, fromCents), unit),
    used,
    granted: quantity(limit, unit),
    basis: 'derived',
    rule: { kind: 'limit-minus-cents', ...said },
    ...always,
  };
}

function limitOf({ hard_limit_usd, system_hard_limit_usd }: z.output<ReturnType<typeof subscriptionSchema>>) {
  const useSystem = compare(hard_limit_usd, '0') === 0 && system_hard_limit_usd !== undefined && compare(system_hard_limit_usd, '0') > 0;
  return useSystem ? system_hard_limit_usd : hard_limit_usd;
}

/** Dates in UTC, for the forks that insist on them. */
function lastDays(now: number): { start_date: string; end_date: string } {
  const date = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { start_date: date(now - 98 * day), end_date: date(now + day) };
}
