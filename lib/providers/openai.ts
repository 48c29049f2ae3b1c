import * as z from 'zod/mini';
import { type Failure, fail, failureOf } from '../failure';
import { instant } from '../instant';
import { compare, type Decimal, divide, isZero, subtract } from '../money/decimal';
import { quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type ExplainedAnswer, type ReadContext } from '../provider-host/define';
import { expiry, type Grant, type Reading } from '../reading';

const day = 24 * 60 * 60 * 1000;

export default defineProvider({
  id: 'openai',
  name: 'OpenAI',
  icon: { text: 'AI', color: '#0b7a5f' },
  // Not editable: a session sent to an address of somebody's choosing would be a session given away.
  baseUrl: 'https://api.openai.com',
  billingUrl: 'https://platform.openai.com/settings/organization/billing/overview',
  methods: [
    {
      id: 'balances',
      credential: 'api-key',
      key: {
        pattern: /^sk-(?:proj|svcacct|None)-[\w-]{20,}$|^sk-\w{20}T3BlbkFJ\w{20}$/,
        // Not the keys that carry another service's name, nor those of administrators.
        likely: /^sk-(?!admin-|ant-|or-)[\w-]{16,}$/,
        createUrl: 'https://platform.openai.com/api-keys',
      },
      auth: 'bearer',
      gives: 'balance',
      // In no official description: most keys get 404 here, and nobody should hear of it.
      probe: true,
      source: { url: 'https://github.com/openai/openai-openapi', checked: 'never' },
      explain: explainKey,
      read: async ({ get, now }) => parseBalances(await get('/v1/balances', balancesSchema), now),
    },
    {
      id: 'billing',
      credential: 'api-key',
      auth: 'bearer',
      gives: 'budget',
      source: { url: 'https://github.com/Grt1228/chatgpt-java/issues/194', checked: 'never' },
      explain: explainKey,
      async read({ get, now }) {
        const subscription = await get('/v1/dashboard/billing/subscription', subscriptionSchema);
        const period = billingPeriod(subscription, now);
        const usage = await get('/v1/dashboard/billing/usage', usageSchema, { query: period });
        return parseBilling(subscription, usage, now);
      },
    },
    {
      id: 'credit-grants',
      credential: 'session',
      key: { pattern: /^sess-[\w-]{20,200}$/, createUrl: 'https://platform.openai.com/settings/organization/billing/overview' },
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://community.openai.com/t/get-the-remaining-credits-via-the-api/18827', checked: 'never' },
      explain: explainSession,
      read: async (context) => parseCreditGrants(await creditGrants(context), context.now),
    },
  ],
});

const balancesSchema = z.object({
  total_granted_usd: decimal,
  total_used_usd: decimal,
  total_available_usd: decimal,
  expires_at: z.optional(instant),
});

export function parseBalances(balances: z.output<typeof balancesSchema>, now: number): Reading {
  // An organization without granted credit answers zeros, which say nothing about paid credit.
  if (compare(balances.total_granted_usd, '0') <= 0) fail({ kind: 'unsupported', detail: '/v1/balances' });
  return {
    remaining: quantity(balances.total_available_usd, 'USD'),
    used: quantity(balances.total_used_usd, 'USD'),
    granted: quantity(balances.total_granted_usd, 'USD'),
    meaning: 'balance',
    basis: 'reported',
    scope: 'organization',
    rule: { kind: 'as-reported' },
    ...expiry(balances.expires_at, now),
  };
}

const subscriptionSchema = z.object({
  has_payment_method: z.optional(z.boolean()),
  hard_limit_usd: decimal,
  system_hard_limit_usd: z.optional(decimal),
  access_until: z.optional(instant),
});

/** US cents. */
const usageSchema = z.object({ total_usage: decimal });

/** Pay-as-you-go has a limit for each calendar month; a trial has one for all its time. UTC; the end is exclusive. */
export function billingPeriod({ has_payment_method }: { has_payment_method?: boolean | undefined }, now: number): { start_date: string; end_date: string } {
  const date = (at: number) => new Date(at).toISOString().slice(0, 10);
  const end_date = date(now + day);
  // At most 100 days are answered at once.
  return has_payment_method ? { start_date: `${date(now).slice(0, 8)}01`, end_date } : { start_date: date(now - 98 * day), end_date };
}

/** A spending limit less what was spent is what the limit still allows, which is not money in an account. */
export function parseBilling(subscription: z.output<typeof subscriptionSchema>, usage: z.output<typeof usageSchema>, now: number): Reading {
  const spent = divide(usage.total_usage, '100');
  const limit = limitOf(subscription);
  return {
    remaining: quantity(subtract(limit, spent), 'USD'),
    used: quantity(spent, 'USD'),
    granted: quantity(limit, 'USD'),
    meaning: 'budget',
    basis: 'derived',
    scope: 'organization',
    rule: { kind: 'limit-minus-cents' },
    ...(subscription.has_payment_method ? { windows: [{ period: 'month' as const, used: quantity(spent, 'USD'), limit: quantity(limit, 'USD') }] } : {}),
    ...expiry(subscription.access_until, now),
  };
}

function limitOf({ hard_limit_usd, system_hard_limit_usd }: z.output<typeof subscriptionSchema>): Decimal {
  return isZero(hard_limit_usd) && system_hard_limit_usd !== undefined ? system_hard_limit_usd : hard_limit_usd;
}

const creditGrantsSchema = z.object({
  total_granted: decimal,
  total_used: decimal,
  total_available: decimal,
  grants: z.optional(
    z.object({
      data: z.array(z.object({ grant_amount: decimal, used_amount: decimal, effective_at: z.optional(instant), expires_at: z.optional(instant) })),
    }),
  ),
});

/** Both addresses have been seen; the newer one first. */
async function creditGrants({ get }: ReadContext) {
  try {
    return await get('/v1/dashboard/billing/credit_grants', creditGrantsSchema);
  } catch (error) {
    if (failureOf(error, { kind: 'network' }).kind !== 'unsupported') throw error;
    return get('/dashboard/billing/credit_grants', creditGrantsSchema);
  }
}

/** The service's own sum is trusted: expired grants are out of it already. The expiry shown is the next one that costs money. */
export function parseCreditGrants(credit: z.output<typeof creditGrantsSchema>, now: number): Reading {
  const grants: Grant[] = (credit.grants?.data ?? []).map((grant) => ({
    amount: quantity(grant.grant_amount, 'USD'),
    used: quantity(grant.used_amount, 'USD'),
    ...(typeof grant.effective_at === 'number' ? { effectiveAt: grant.effective_at } : {}),
    ...(grant.expires_at === undefined ? {} : { expiresAt: grant.expires_at }),
  }));
  const next = grants
    .filter((grant) => grant.used && compare(grant.amount.value, grant.used.value) > 0)
    .map((grant) => grant.expiresAt)
    .filter((expiresAt): expiresAt is number => typeof expiresAt === 'number' && expiresAt > now);
  return {
    remaining: quantity(credit.total_available, 'USD'),
    used: quantity(credit.total_used, 'USD'),
    granted: quantity(credit.total_granted, 'USD'),
    meaning: 'balance',
    basis: 'reported',
    scope: 'organization',
    rule: { kind: 'as-reported' },
    ...(grants.length > 0 ? { grants } : {}),
    ...(next.length > 0 ? { expiresAt: Math.min(...next) } : {}),
  };
}

const errorSchema = z.object({ error: z.object({ message: z.optional(z.string()) }) });

/** Billing routes refuse every API key with a sentence of their own: the key is good, only not for this. */
function explainKey({ body }: ExplainedAnswer): Failure | undefined {
  const message = z.safeParse(errorSchema, body).data?.error.message ?? '';
  return message.includes('must be made with a session key') ? { kind: 'session-missing' } : undefined;
}

function explainSession(answer: ExplainedAnswer): Failure | undefined {
  return explainKey(answer) ?? (answer.status === 401 ? { kind: 'session-expired' } : undefined);
}
