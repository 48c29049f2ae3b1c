import * as z from 'zod/mini';
import { type Failure, fail } from '../failure';
import { instant } from '../instant';
import { compare, type Decimal } from '../money/decimal';
import { quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type ExplainedAnswer } from '../provider-host/define';
import { expiry, type Reading } from '../reading';

export default defineProvider({
  id: 'sub2api',
  name: 'sub2api',
  icon: { text: 'S2', color: '#be185d' },
  detection: {
    order: 20,
    // Its dashboard says with a word, and not with a number as others do, that nobody is signed in.
    greeting: { path: '/api/v1/auth/me', isFrom: ({ status, body }) => status === 401 && z.safeParse(refusalSchema(), body).success },
    withKey: true,
  },
  methods: [
    {
      id: 'usage',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/Wei-Shaw/sub2api/blob/main/backend/internal/handler/gateway_handler.go', checked: 'never' },
      explain,
      async read({ get, now }) {
        return parse(await get('/v1/usage', usageSchema), now);
      },
    },
  ],
});

const usageSchema = () =>
  z.object({
    mode: z.optional(z.string()),
    isValid: z.optional(z.boolean()),
    status: z.optional(z.string()),
    planName: z.optional(z.string()),
    /** `-1` is no limit. */
    remaining: z.nullish(decimal),
    unit: z.optional(z.string().check(z.maxLength(16))),
    balance: z.nullish(decimal),
    quota: z.nullish(z.object({ limit: z.nullish(decimal), used: z.nullish(decimal), remaining: z.nullish(decimal) })),
    rate_limits: z.nullish(
      z.array(
        z.object({
          window: z.string().check(z.maxLength(60)),
          limit: z.nullish(decimal),
          used: z.nullish(decimal),
          remaining: z.nullish(decimal),
          reset_at: z.optional(instant),
        }),
      ),
    ),
    subscription: z.nullish(
      z.object({
        unlimited: z.optional(z.boolean()),
        daily_usage_usd: z.nullish(decimal),
        weekly_usage_usd: z.nullish(decimal),
        monthly_usage_usd: z.nullish(decimal),
        daily_limit_usd: z.nullish(decimal),
        weekly_limit_usd: z.nullish(decimal),
        monthly_limit_usd: z.nullish(decimal),
        expires_at: z.optional(instant),
      }),
    ),
    expires_at: z.optional(instant),
  });

type Usage = z.output<ReturnType<typeof usageSchema>>;
type Window = NonNullable<Reading['windows']>[number];

/** A key lives on a quota of its own, on a subscription, or on its owner's wallet. US dollars, where nothing else is said. */
function parse(usage: Usage, now: number): Reading {
  const unit = usage.unit ?? 'USD';
  const left = usage.quota?.remaining ?? usage.balance ?? usage.remaining;
  const isUnlimited = usage.subscription?.unlimited === true || left === '-1';
  if (left == null && !isUnlimited) return fail(usage.isValid === false ? { kind: 'unauthorized' } : { kind: 'bad-response', detail: '/remaining' });
  const isWallet = usage.balance != null;
  const windows = windowsOf(usage, unit);
  return {
    remaining: isUnlimited || left == null ? 'unlimited' : quantity(left, unit),
    ...(usage.quota?.used == null ? {} : { used: quantity(usage.quota.used, unit) }),
    ...(usage.quota?.limit == null ? {} : { granted: quantity(usage.quota.limit, unit) }),
    meaning: isWallet ? 'balance' : 'budget',
    basis: 'reported',
    scope: isWallet ? 'account' : 'key',
    rule: { kind: 'as-reported' },
    ...(usage.planName ? { name: usage.planName } : {}),
    ...(windows.length > 0 ? { windows } : {}),
    ...expiry(usage.expires_at ?? usage.subscription?.expires_at, now),
    ...(usage.status === 'expired' ? { blocked: true } : {}),
  };
}

function windowsOf({ rate_limits, subscription }: Usage, unit: string): Window[] {
  const ofKey = (rate_limits ?? []).map(({ window, limit, used, remaining, reset_at }): Window => {
    const left = remaining == null ? {} : { remaining: quantity(remaining, unit) };
    return { name: window, ...left, ...spentAndLimit(used, limit, unit), ...(reset_at == null ? {} : { resetsAt: reset_at }) };
  });
  if (!subscription) return ofKey;
  const ofPlan = [
    { period: 'day' as const, used: subscription.daily_usage_usd, limit: subscription.daily_limit_usd },
    { period: 'week' as const, used: subscription.weekly_usage_usd, limit: subscription.weekly_limit_usd },
    { period: 'month' as const, used: subscription.monthly_usage_usd, limit: subscription.monthly_limit_usd },
  ];
  return [...ofKey, ...ofPlan.filter(({ used }) => used != null).map(({ period, used, limit }): Window => ({ period, ...spentAndLimit(used, limit, 'USD') }))];
}

/** No limit and a limit of zero are the same here: the window stops nobody. */
function spentAndLimit(used: Decimal | null | undefined, limit: Decimal | null | undefined, unit: string): Pick<Window, 'used' | 'limit'> {
  return {
    ...(used == null ? {} : { used: quantity(used, unit) }),
    ...(limit == null || compare(limit, '0') <= 0 ? {} : { limit: quantity(limit, unit) }),
  };
}

const refusalSchema = () => z.object({ code: z.string() });

/** What the code of a refusal means. 429 is not a request to wait here: the quota of a window is used up. */
const refusals: Readonly<Record<string, Failure>> = {
  INSUFFICIENT_BALANCE: { kind: 'exhausted' },
  USAGE_LIMIT_EXCEEDED: { kind: 'exhausted' },
  USER_INACTIVE: { kind: 'forbidden' },
  SUBSCRIPTION_NOT_FOUND: { kind: 'forbidden' },
};

function explain({ status, body }: ExplainedAnswer): Failure | undefined {
  const parsed = z.safeParse(refusalSchema(), body);
  if (status < 400 || !parsed.success) return undefined;
  return Object.hasOwn(refusals, parsed.data.code) ? refusals[parsed.data.code] : undefined;
}
