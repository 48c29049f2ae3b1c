import * as z from 'zod/mini';
import { type Failure, failureOf } from '../failure';
import { instant } from '../instant';
import { add, compare, divide, subtract } from '../money/decimal';
import { quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type ExplainedAnswer, type ReadContext } from '../provider-host/define';
import { expiry, type Reading } from '../reading';

const day = 24 * 60 * 60 * 1000;

export default defineProvider({
  id: 'one-api',
  name: 'One API',
  icon: { text: '1A', color: '#b45309' },
  fields: ['limitIsRemainder'],
  detection: { order: 40, greeting: { path: '/api/status', isFrom: ({ body }) => z.safeParse(greetingSchema(), body).success }, withKey: true },
  methods: [
    {
      id: 'billing',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/songquanpeng/one-api/blob/main/controller/billing.go', checked: 'never' },
      explain,
      async read(context) {
        const unit = await readUnit(context);
        const subscription = await context.get('/v1/dashboard/billing/subscription', subscriptionSchema);
        // The dates are ignored: relays of this family answer with lifetime usage, so one request is all there is.
        const usage = await context.get('/v1/dashboard/billing/usage', usageSchema, { query: lastDays(context.now) });
        return parse(subscription, usage, { unit, limitIsRemainder: context.fields.limitIsRemainder === 'yes', now: context.now });
      },
    },
  ],
});

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

const statusSchema = () =>
  z.object({
    data: z.object({ display_in_currency: z.optional(z.boolean()), quota_display_type: z.optional(z.string().check(z.maxLength(16))) }),
  });

/** All of the family say at least this. */
const greetingSchema = () => z.object({ data: z.object({ quota_per_unit: decimal, system_name: z.string() }) });

/** The limit that One API and its kin give to a key without one. Only exactly this: a limit of a million exists. */
const unlimited = '100000000';

/** The fields are called `usd`, and hold whatever the relay displays: dollars, yuan, or raw quota. */
async function readUnit({ get }: ReadContext): Promise<string> {
  try {
    const { data } = await get('/api/status', statusSchema, { auth: false, keepForMs: day });
    return unitOf(data);
  } catch (error) {
    const { kind } = failureOf(error, { kind: 'network' });
    if (kind === 'network' || kind === 'timeout' || kind === 'unavailable' || kind === 'rate-limited') throw error;
    return 'USD';
  }
}

export function unitOf({ quota_display_type, display_in_currency }: z.output<ReturnType<typeof statusSchema>>['data']): string {
  if (quota_display_type === 'CNY') return 'CNY';
  return quota_display_type === 'TOKENS' || (!quota_display_type && display_in_currency === false) ? 'quota' : 'USD';
}

interface Circumstances {
  unit: string;
  /** The relay counts for the whole user: its limit is what is left already. Not to be seen in the answer. */
  limitIsRemainder: boolean;
  /** Unix milliseconds. */
  now: number;
}

export function parse(
  subscription: z.output<ReturnType<typeof subscriptionSchema>>,
  usage: z.output<ReturnType<typeof usageSchema>>,
  { unit, limitIsRemainder, now }: Circumstances,
): Reading {
  const { balance_usd, used_usd } = subscription;
  const fromCents = divide(usage.total_usage, '100');
  const shared = { meaning: 'balance', scope: 'key', ...expiry(subscription.access_until, now) } as const;
  if (balance_usd !== undefined) {
    const used = used_usd ?? fromCents;
    return {
      remaining: quantity(balance_usd, unit),
      used: quantity(used, unit),
      granted: quantity(add(balance_usd, used), unit),
      basis: 'reported',
      rule: { kind: 'as-reported' },
      ...shared,
    };
  }
  const limit = limitOf(subscription);
  const used = quantity(fromCents, unit);
  if (limit === unlimited) return { remaining: 'unlimited', used, basis: 'reported', rule: { kind: 'as-reported' }, ...shared };
  if (limitIsRemainder) return { remaining: quantity(limit, unit), basis: 'reported', rule: { kind: 'as-reported' }, ...shared };
  return {
    remaining: quantity(subtract(limit, fromCents), unit),
    used,
    granted: quantity(limit, unit),
    basis: 'derived',
    rule: { kind: 'limit-minus-cents' },
    ...shared,
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

const errorSchema = () =>
  z.object({
    success: z.optional(z.boolean()),
    message: z.optional(z.string()),
    error: z.optional(z.object({ message: z.optional(z.string()) })),
  });

/** An exhausted key is refused with 401 like a wrong one, and a failed handler answers 200: only the body tells. */
function explain({ status, body }: ExplainedAnswer): Failure | undefined {
  const parsed = z.safeParse(errorSchema(), body);
  if (!parsed.success) return undefined;
  const { success, error, message = error?.message ?? '' } = parsed.data;
  if (status < 400 && success !== false && !error) return undefined;
  if (/额度已用尽|quota.*(?:exhausted|used up)/i.test(message)) return { kind: 'exhausted' };
  return status < 400 ? { kind: 'bad-response', detail: '/error' } : undefined;
}
