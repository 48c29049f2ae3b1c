import * as z from 'zod/mini';
import { type Failure, fail } from '../failure';
import { instant } from '../instant';
import { compare, type Decimal, isNegative, isZero, subtract } from '../money/decimal';
import { quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type ExplainedAnswer, type ReadContext } from '../provider-host/define';
import { expiry, type Reading } from '../reading';

export default defineProvider({
  id: 'sub2api',
  name: 'sub2api',
  icon: { text: 'S2', color: '#be185d' },
  detection: {
    order: 20,
    // Its dashboard says with a word, and not with a number as others do, that nobody is signed in.
    greeting: { path: '/api/v1/auth/me', isFrom: ({ status, body }) => status === 401 && z.safeParse(errorSchema(), body).success },
    withKey: true,
  },
  methods: [
    {
      id: 'usage',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'budget',
      source: { url: 'https://github.com/Wei-Shaw/sub2api/blob/main/backend/internal/handler/gateway_handler.go', checked: 'never' },
      explain,
      // Days in UTC, as the history has them; the relay's own would be those of its server.
      read: async ({ get, now }) => parse(await get('/v1/usage', usageSchema, { query: { days: '30', timezone: 'UTC' } }), now),
    },
    {
      id: 'account',
      credential: 'access-token',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/Wei-Shaw/sub2api/blob/main/backend/internal/handler/auth_handler.go', checked: 'never' },
      explain,
      async read(context) {
        const { data } = await context.get('/api/v1/auth/me', accountSchema);
        return parseAccount(data, await subscriptionsOf(context));
      },
    },
  ],
});

const usageSchema = () =>
  z.object({
    isValid: z.optional(z.boolean()),
    planName: z.nullish(z.string()),
    remaining: z.nullish(decimal),
    unit: z.nullish(z.string()),
    balance: z.nullish(decimal),
    quota: z.nullish(z.object({ limit: z.nullish(decimal), used: z.nullish(decimal), remaining: z.nullish(decimal) })),
    rate_limits: z.nullish(
      z.array(
        z.object({ window: z.string(), limit: z.nullish(decimal), used: z.nullish(decimal), remaining: z.nullish(decimal), reset_at: z.optional(instant) }),
      ),
    ),
    subscription: z.nullish(
      z.object({
        unlimited: z.optional(z.boolean()),
        daily_usage_usd: z.nullish(decimal),
        daily_limit_usd: z.nullish(decimal),
        daily_reset_at: z.optional(instant),
        weekly_usage_usd: z.nullish(decimal),
        weekly_limit_usd: z.nullish(decimal),
        weekly_reset_at: z.optional(instant),
        monthly_usage_usd: z.nullish(decimal),
        monthly_limit_usd: z.nullish(decimal),
        monthly_reset_at: z.optional(instant),
        expires_at: z.optional(instant),
      }),
    ),
    expires_at: z.optional(instant),
    // Asked for besides the figure: days in a form of a fork's own must not cost it.
    daily_usage: z.catch(z.nullish(z.array(z.object({ date: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)), actual_cost: decimal }))), undefined),
  });

type Usage = z.output<ReturnType<typeof usageSchema>>;
type Window = NonNullable<Reading['windows']>[number];

/** What every release calls the plan of those who pay from their wallet. The first ones tell it by nothing else. */
const walletPlan = '钱包余额';

/** The relay's word for no limit, where there are limits; a wallet may really owe as much. */
const unlimited = '-1';

/**
 * One route, three kinds of keys: one with a quota or limits of its own, one that draws on a subscription, one that draws on
 * the wallet.
 *
 * @param now Unix milliseconds.
 * @throws FailureError `bad-response` where no figure is in the answer.
 */
export function parse(usage: Usage, now: number): Reading {
  const { quota, subscription, rate_limits } = usage;
  const unit = usage.unit || 'USD';
  const windows = [...windowsOfKey(usage, unit), ...windowsOfSubscription(usage, unit)];
  const details = { ...(windows.length > 0 ? { windows } : {}), ...validity(usage, windows, now) };
  const always = { basis: 'reported', rule: { kind: 'as-reported' } } as const;
  const isWallet = usage.balance != null || (!subscription && !quota && usage.planName === walletPlan);
  if (isWallet) {
    return { remaining: quantity(known(usage.balance ?? usage.remaining), unit), ...always, meaning: 'balance', scope: 'account', ...details };
  }
  const name = usage.planName ? { name: usage.planName } : {};
  if (quota || rate_limits) {
    const left = quota?.remaining ?? usage.remaining ?? tightest(windows);
    return {
      remaining: left === unlimited ? 'unlimited' : quantity(known(left), unit),
      ...(quota?.used != null ? { used: quantity(quota.used, unit) } : {}),
      ...(isLimit(quota?.limit) ? { granted: quantity(quota.limit, unit) } : {}),
      ...always,
      meaning: 'budget',
      scope: 'key',
      ...name,
      // Spend of the key: only here is that what the figure is about.
      ...(usage.daily_usage ? { daily: usage.daily_usage.map(({ date, actual_cost }) => ({ day: date, amount: quantity(actual_cost, unit) })) } : {}),
      ...details,
    };
  }
  const isUnlimited = subscription?.unlimited === true || usage.remaining === unlimited;
  const left = usage.remaining ?? tightest(windows);
  return { remaining: isUnlimited ? 'unlimited' : quantity(known(left), unit), ...always, meaning: 'budget', scope: 'account', ...name, ...details };
}

function known(amount: Decimal | null | undefined): Decimal {
  return amount ?? fail({ kind: 'bad-response', detail: '/remaining' });
}

/** No limit is written as nothing, or as zero. */
function isLimit(limit: Decimal | null | undefined): limit is Decimal {
  return limit != null && compare(limit, '0') > 0;
}

/** What the limit that stops first still allows. */
function tightest(windows: readonly Window[]): Decimal | undefined {
  const left = windows.flatMap(({ remaining }) => remaining?.value ?? []);
  return left.length === 0 ? undefined : left.reduce((least, value) => (compare(value, least) < 0 ? value : least));
}

function windowsOfKey({ rate_limits }: Usage, unit: string): Window[] {
  return (rate_limits ?? []).flatMap(({ window, limit, used, remaining, reset_at }) =>
    isLimit(limit) ? [windowOf({ name: window }, { limit, used, remaining, resetsAt: reset_at }, unit)] : [],
  );
}

function windowsOfSubscription({ subscription }: Usage, unit: string): Window[] {
  if (!subscription) return [];
  const { daily_usage_usd, daily_limit_usd, weekly_usage_usd, weekly_limit_usd, monthly_usage_usd, monthly_limit_usd } = subscription;
  return [
    { period: 'day' as const, used: daily_usage_usd, limit: daily_limit_usd, resetsAt: subscription.daily_reset_at },
    { period: 'week' as const, used: weekly_usage_usd, limit: weekly_limit_usd, resetsAt: subscription.weekly_reset_at },
    { period: 'month' as const, used: monthly_usage_usd, limit: monthly_limit_usd, resetsAt: subscription.monthly_reset_at },
  ].flatMap(({ period, ...amounts }) => (amounts.used == null && !isLimit(amounts.limit) ? [] : [windowOf({ period }, amounts, unit)]));
}

interface WindowAmounts {
  used?: Decimal | null | undefined;
  limit?: Decimal | null | undefined;
  remaining?: Decimal | null | undefined;
  /** Unix milliseconds. */
  resetsAt?: number | null | undefined;
}

function windowOf(called: Pick<Window, 'name' | 'period'>, { used, limit, remaining, resetsAt }: WindowAmounts, unit: string): Window {
  const left = remaining ?? (isLimit(limit) && used != null ? subtract(limit, used) : undefined);
  return {
    ...called,
    ...(left === undefined ? {} : { remaining: quantity(left, unit) }),
    ...(used == null ? {} : { used: quantity(used, unit) }),
    ...(isLimit(limit) ? { limit: quantity(limit, unit) } : {}),
    ...(typeof resetsAt === 'number' ? { resetsAt } : {}),
  };
}

/** The key and its subscription may both end, and a quota cannot be spent while one of its windows is used up. */
function validity({ isValid, expires_at, subscription }: Usage, windows: readonly Window[], now: number): Pick<Reading, 'expiresAt' | 'blocked'> {
  const ends = [expires_at, subscription?.expires_at].filter((end) => end !== undefined);
  const dated = ends.filter((end) => end !== null);
  const isUsedUp = windows.some(({ remaining }) => remaining && (isZero(remaining.value) || isNegative(remaining.value)));
  return {
    ...expiry(ends.length === 0 ? undefined : dated.length === 0 ? null : Math.min(...dated), now),
    ...(isValid === false || isUsedUp ? { blocked: true } : {}),
  };
}

const accountSchema = () => z.object({ data: z.object({ id: z.optional(z.number()), balance: decimal }) });

const subscriptionsSchema = () =>
  z.object({
    data: z.object({
      subscriptions: z.array(
        z.object({
          group_name: z.nullish(z.string()),
          status: z.nullish(z.string()),
          daily_used_usd: z.nullish(decimal),
          daily_limit_usd: z.nullish(decimal),
          weekly_used_usd: z.nullish(decimal),
          weekly_limit_usd: z.nullish(decimal),
          monthly_used_usd: z.nullish(decimal),
          monthly_limit_usd: z.nullish(decimal),
        }),
      ),
    }),
  });

type Subscriptions = z.output<ReturnType<typeof subscriptionsSchema>>['data']['subscriptions'];

/** Subscriptions stand beside the wallet: releases without this route have a figure all the same. */
async function subscriptionsOf({ get }: ReadContext): Promise<Subscriptions> {
  try {
    return (await get('/api/v1/subscriptions/summary', subscriptionsSchema, { aside: true })).data.subscriptions;
  } catch {
    return [];
  }
}

/** The wallet of a user, with the limits of the subscriptions beside it. US dollars. */
export function parseAccount({ id, balance }: z.output<ReturnType<typeof accountSchema>>['data'], subscriptions: Subscriptions): Reading {
  const windows = subscriptions
    .filter(({ status }) => !status || status === 'active')
    .flatMap((subscription) =>
      (['daily', 'weekly', 'monthly'] as const).flatMap((period) => {
        const [used, limit] = [subscription[`${period}_used_usd`], subscription[`${period}_limit_usd`]];
        return isLimit(limit) ? [windowOf({ name: [subscription.group_name, period].filter(Boolean).join(', ') }, { used, limit }, 'USD')] : [];
      }),
    );
  return {
    remaining: quantity(balance, 'USD'),
    meaning: 'balance',
    basis: 'reported',
    scope: 'account',
    ...(id === undefined ? {} : { owner: String(id) }),
    rule: { kind: 'as-reported' },
    ...(windows.length > 0 ? { windows } : {}),
  };
}

const errorSchema = () => z.object({ code: z.string() });

/** Its 429 means that a limit is used up, and its 403 may mean that the wallet is: waiting, or another key, would not help. */
function explain({ status, body }: ExplainedAnswer): Failure | undefined {
  const parsed = z.safeParse(errorSchema(), body);
  if (status < 400 || !parsed.success) return undefined;
  const { code } = parsed.data;
  if (/^(?:INSUFFICIENT_BALANCE|USAGE_LIMIT_EXCEEDED|API_KEY_QUOTA_EXHAUSTED|API_KEY_RATE_\w+_EXCEEDED)$/.test(code)) return { kind: 'exhausted' };
  // The key is right: it is its owner who was shut out.
  return code === 'USER_INACTIVE' ? { kind: 'forbidden' } : undefined;
}
