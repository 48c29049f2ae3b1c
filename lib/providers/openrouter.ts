import * as z from 'zod/mini';
import { instant } from '../instant';
import { compare, type Decimal, subtract } from '../money/decimal';
import { quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type ReadContext } from '../provider-host/define';
import { type DailySpend, expiry, type Reading } from '../reading';
import { dailyOf } from '../spend';

export default defineProvider({
  id: 'openrouter',
  name: 'OpenRouter',
  icon: { text: 'OR', color: '#5c5fe8' },
  baseUrl: 'https://openrouter.ai',
  billingUrl: 'https://openrouter.ai/settings/credits',
  methods: [
    {
      id: 'key-and-credits',
      credential: 'api-key',
      key: { pattern: /^sk-or-v1-[0-9a-f]{16,}$/, likely: /^sk-or-/, createUrl: 'https://openrouter.ai/settings/keys' },
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://openrouter.ai/docs/api-reference/get-credits', checked: 'never' },
      async read(context) {
        const key = await context.get('/api/v1/key', keySchema);
        return parse(key.data, await creditsOf(context), await activityOf(context, key.data), context.now);
      },
    },
  ],
});

const keySchema = () =>
  z.object({
    data: z.object({
      limit: z.nullish(decimal),
      limit_remaining: z.nullish(decimal),
      limit_reset: z.nullish(z.string()),
      usage: z.optional(decimal),
      usage_daily: z.optional(decimal),
      usage_weekly: z.optional(decimal),
      usage_monthly: z.optional(decimal),
      creator_user_id: z.nullish(z.string()),
      is_management_key: z.nullish(z.boolean()),
      is_provisioning_key: z.nullish(z.boolean()),
      expires_at: z.optional(instant),
    }),
  });

const creditsSchema = () => z.object({ data: z.object({ total_credits: decimal, total_usage: decimal }) });

/** One row for each day, model and endpoint, of days that are over. What a key of the person's own cost elsewhere is not in `usage`. */
const activitySchema = () => z.object({ data: z.array(z.object({ date: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}/)), usage: decimal })) });

type Key = z.output<ReturnType<typeof keySchema>>['data'];
type Credits = z.output<ReturnType<typeof creditsSchema>>['data'];

/**
 * Reads the wallet, which by the documentation only management keys may see. An ordinary key's refusal, or any other
 * trouble here, must not cost the person the figure of the key.
 */
async function creditsOf({ get }: ReadContext): Promise<Credits | undefined> {
  try {
    return (await get('/api/v1/credits', creditsSchema)).data;
  } catch {
    return undefined;
  }
}

/** What the whole account spent on each of the last thirty days that are over (UTC); nothing where the key may not ask, or on any trouble. */
async function activityOf({ get }: ReadContext, key: Key): Promise<DailySpend[] | undefined> {
  if (!key.is_management_key && !key.is_provisioning_key) return undefined;
  try {
    const { data } = await get('/api/v1/activity', activitySchema, { aside: true });
    return dailyOf(
      data.map(({ date, usage }) => ({ day: date.slice(0, 10), amount: quantity(usage, 'USD') })),
      'USD',
    );
  } catch {
    return undefined;
  }
}

/** What is left is the smaller of what the key may still spend and what the wallet still holds. US dollars. */
export function parse(key: Key, credits: Credits | undefined, daily: DailySpend[] | undefined, now: number): Reading {
  const keyLeft = leftOfKey(key);
  // Keys of the free tier answer 0 of 0, which says nothing about money.
  const hasWallet = credits !== undefined && !(credits.total_credits === '0' && credits.total_usage === '0');
  const walletLeft = hasWallet ? subtract(credits.total_credits, credits.total_usage) : undefined;
  const keyIsTighter = keyLeft !== undefined && (walletLeft === undefined || compare(keyLeft, walletLeft) < 0);
  const shared = { basis: 'reported', rule: { kind: 'as-reported' } } as const;
  const details = { ...windowsOf(key), ...expiry(key.expires_at, now) };
  if (keyIsTighter) {
    return {
      remaining: quantity(keyLeft, 'USD'),
      ...(key.usage === undefined ? {} : { used: quantity(key.usage, 'USD') }),
      ...(key.limit ? { granted: quantity(key.limit, 'USD') } : {}),
      ...shared,
      ...(key.limit_remaining == null ? ({ basis: 'derived', rule: { kind: 'limit-minus-used' } } as const) : {}),
      meaning: 'budget',
      scope: 'key',
      ...details,
    };
  }
  if (walletLeft !== undefined && credits) {
    return {
      remaining: quantity(walletLeft, 'USD'),
      used: quantity(credits.total_usage, 'USD'),
      granted: quantity(credits.total_credits, 'USD'),
      ...shared,
      basis: 'derived',
      rule: { kind: 'limit-minus-used' },
      meaning: 'balance',
      scope: 'account',
      ...(key.creator_user_id ? { owner: key.creator_user_id } : {}),
      // Spend of the account: with the limit of a key it has nothing to do.
      ...(daily ? { daily } : {}),
      ...details,
    };
  }
  return {
    remaining: 'unlimited',
    ...(key.usage === undefined ? {} : { used: quantity(key.usage, 'USD') }),
    ...shared,
    meaning: 'budget',
    scope: 'key',
    ...details,
  };
}

function leftOfKey({ limit, limit_remaining, usage }: Key): Decimal | undefined {
  if (limit_remaining != null) return limit_remaining;
  return limit != null && usage !== undefined ? subtract(limit, usage) : undefined;
}

const periods = { daily: 'day', weekly: 'week', monthly: 'month' } as const;

function windowsOf(key: Key): Pick<Reading, 'windows'> {
  const limited = periods[key.limit_reset as keyof typeof periods];
  const windows = [
    { period: 'day' as const, used: key.usage_daily },
    { period: 'week' as const, used: key.usage_weekly },
    { period: 'month' as const, used: key.usage_monthly },
  ].flatMap(({ period, used }) =>
    used === undefined ? [] : [{ period, used: quantity(used, 'USD'), ...(period === limited && key.limit ? { limit: quantity(key.limit, 'USD') } : {}) }],
  );
  return windows.length > 0 ? { windows } : {};
}
