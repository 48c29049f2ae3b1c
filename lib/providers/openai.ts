import * as z from 'zod/mini';
import { dayOf } from '../confirmed-balance';
import { type Failure, fail, failureOf } from '../failure';
import { nextExpiry } from '../grants';
import { instant } from '../instant';
import { compare, type Decimal, divide, isZero, subtract } from '../money/decimal';
import { type Quantity, quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type ExplainedAnswer, type ReadContext } from '../provider-host/define';
import { expiry, type Grant, type Reading } from '../reading';
import { allPages, type Cost, inPartsOrWhole, monthStart, spendReading } from '../spend';
import { billingPeriods, usageOf, usageSchema } from '../usage-report';

const day = 24 * 60 * 60 * 1000;

export default defineProvider({
  id: 'openai',
  name: 'OpenAI',
  icon: { text: 'AI', color: '#0b7a5f' },
  // Not editable: a session sent to an address of somebody's choosing would be a session given away.
  baseUrl: 'https://api.openai.com',
  billingUrl: 'https://platform.openai.com/settings/organization/billing/overview',
  dashboard: { origin: 'https://platform.openai.com' },
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
      fields: ['since'],
      crossCheck: true,
      source: { url: 'https://github.com/Grt1228/chatgpt-java/issues/194', checked: 'never' },
      explain: explainKey,
      read: readBilling,
    },
    {
      id: 'costs',
      credential: 'admin-key',
      key: { pattern: /^sk-admin-[\w-]{16,}$/, createUrl: 'https://platform.openai.com/settings/organization/admin-keys' },
      auth: 'bearer',
      gives: 'spend',
      source: { url: 'https://platform.openai.com/docs/api-reference/usage/costs', checked: 'never' },
      explain: explainAdminKey,
      read: async (context) => spendReading(await readCosts(context), context.now, await spendLimit(context)),
    },
    {
      id: 'credit-grants',
      credential: 'session',
      key: { pattern: /^sess-[\w-]{20,200}$/, createUrl: 'https://platform.openai.com/settings/organization/billing/overview' },
      auth: 'bearer',
      gives: 'balance',
      fields: ['organization'],
      source: { url: 'https://community.openai.com/t/get-the-remaining-credits-via-the-api/18827', checked: 'never' },
      explain: explainSession,
      read: async (context) => parseCreditGrants(await creditGrants(context), context),
    },
  ],
});

const balancesSchema = () =>
  z.object({
    total_granted_usd: decimal,
    total_used_usd: decimal,
    total_available_usd: decimal,
    expires_at: z.optional(instant),
  });

export function parseBalances(balances: z.output<ReturnType<typeof balancesSchema>>, now: number): Reading {
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

const subscriptionSchema = () =>
  z.object({
    has_payment_method: z.optional(z.boolean()),
    soft_limit_usd: z.optional(decimal),
    hard_limit_usd: decimal,
    system_hard_limit_usd: z.optional(decimal),
    access_until: z.optional(instant),
  });

async function readBilling({ get, fields, now }: ReadContext): Promise<Reading> {
  const subscription = await get('/v1/dashboard/billing/subscription', subscriptionSchema);
  const periods = billingPeriods(subscription, fields.since, now);
  const usage = await usageOf(periods, (period) => get('/v1/dashboard/billing/usage', usageSchema, { query: { ...period } }));
  return parseBilling(subscription, usage, now);
}

/** A spending limit less what was spent is what the limit still allows, which is not money in an account. */
export function parseBilling(
  subscription: z.output<ReturnType<typeof subscriptionSchema>>,
  { cents, ignoresDates, days = [] }: Awaited<ReturnType<typeof usageOf>>,
  now: number,
): Reading {
  const spent = divide(cents, '100');
  const limit = limitOf(subscription);
  const { soft_limit_usd: softLimit } = subscription;
  return {
    remaining: quantity(subtract(limit, spent), 'USD'),
    used: quantity(spent, 'USD'),
    granted: quantity(limit, 'USD'),
    meaning: 'budget',
    basis: 'derived',
    scope: 'organization',
    rule: { kind: 'limit-minus-cents', ...(ignoresDates ? { ignoresDates } : {}) },
    ...(days.length > 0 ? { daily: days } : {}),
    ...(softLimit === undefined || isZero(softLimit) ? {} : { softLimit: quantity(softLimit, 'USD') }),
    ...(subscription.has_payment_method ? { windows: [{ period: 'month' as const, used: quantity(spent, 'USD'), limit: quantity(limit, 'USD') }] } : {}),
    ...expiry(subscription.access_until, now),
  };
}

function limitOf({ hard_limit_usd, system_hard_limit_usd }: z.output<ReturnType<typeof subscriptionSchema>>): Decimal {
  return isZero(hard_limit_usd) && system_hard_limit_usd !== undefined ? system_hard_limit_usd : hard_limit_usd;
}

const creditGrantsSchema = () =>
  z.object({
    total_granted: decimal,
    total_used: decimal,
    total_available: decimal,
    grants: z.optional(
      z.object({
        data: z.array(z.object({ grant_amount: decimal, used_amount: decimal, effective_at: z.optional(instant), expires_at: z.optional(instant) })),
      }),
    ),
  });

/** Both addresses have been seen; the newer one first. Without the header the service takes the person's usual organization. */
async function creditGrants({ get, fields }: ReadContext) {
  const options = fields.organization === undefined ? {} : { headers: { 'openai-organization': fields.organization } };
  try {
    return await get('/v1/dashboard/billing/credit_grants', creditGrantsSchema, options);
  } catch (error) {
    if (failureOf(error, { kind: 'network' }).kind !== 'unsupported') throw error;
    return get('/dashboard/billing/credit_grants', creditGrantsSchema, options);
  }
}

/** The service's own sum is trusted: expired grants are out of it already. The expiry shown is the next one that costs money. */
export function parseCreditGrants(credit: z.output<ReturnType<typeof creditGrantsSchema>>, { fields, now }: Pick<ReadContext, 'fields' | 'now'>): Reading {
  const grants: Grant[] = (credit.grants?.data ?? []).map((grant) => ({
    amount: quantity(grant.grant_amount, 'USD'),
    used: quantity(grant.used_amount, 'USD'),
    ...(typeof grant.effective_at === 'number' ? { effectiveAt: grant.effective_at } : {}),
    ...(grant.expires_at === undefined ? {} : { expiresAt: grant.expires_at }),
  }));
  const expiresAt = nextExpiry(grants, now);
  return {
    remaining: quantity(credit.total_available, 'USD'),
    used: quantity(credit.total_used, 'USD'),
    granted: quantity(credit.total_granted, 'USD'),
    meaning: 'balance',
    basis: 'reported',
    scope: 'organization',
    ...(fields.organization === undefined ? {} : { owner: fields.organization }),
    rule: { kind: 'as-reported' },
    ...(grants.length > 0 ? { grants } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** Documented as a number, seen as text as well. Currencies come in small letters. */
const costsSchema = () =>
  z.object({
    data: z.array(
      z.object({
        start_time: instant,
        results: z.array(
          z.object({
            amount: z.object({ value: decimal, currency: z.string() }),
            line_item: z.nullish(z.string()),
            project_id: z.nullish(z.string()),
          }),
        ),
      }),
    ),
    has_more: z.optional(z.boolean()),
    next_page: z.nullish(z.string()),
  });

/** This month by project and line item; days before it only where a confirmed balance needs them. */
async function readCosts(context: ReadContext): Promise<Cost[]> {
  const { now, spendSince = now } = context;
  const start = monthStart(now);
  const month = { start_time: seconds(start), limit: '31' };
  const grouped = { ...month, 'group_by[]': ['project_id', 'line_item'] };
  const earlier = spendSince < start ? await costsIn(context, { start_time: seconds(midnight(spendSince)), end_time: seconds(start), limit: '180' }) : [];
  const thisMonth = await inPartsOrWhole(
    () => costsIn(context, grouped),
    () => costsIn(context, month),
  );
  return [...earlier, ...thisMonth];
}

const seconds = (at: number) => String(at / 1000);
const midnight = (at: number) => at - (at % day);

function costsIn({ get }: ReadContext, query: Record<string, string | string[]>): Promise<Cost[]> {
  return allPages(async (page) => {
    const answer = await get('/v1/organization/costs', costsSchema, { query: { ...query, bucket_width: '1d', ...(page === undefined ? {} : { page }) } });
    if (answer.has_more && !answer.next_page) fail({ kind: 'bad-response', detail: '/next_page' });
    return { items: answer.data.flatMap(costsOf), next: answer.has_more ? (answer.next_page ?? undefined) : undefined };
  });
}

function costsOf({ start_time, results }: z.output<ReturnType<typeof costsSchema>>['data'][number]): Cost[] {
  return results.map(({ amount, line_item, project_id }) => ({
    day: dayOf(start_time ?? fail({ kind: 'bad-response', detail: '/data/start_time' })),
    amount: quantity(amount.value, amount.currency.toUpperCase()),
    parts: [...(project_id ? [{ kind: 'project' as const, name: project_id }] : []), ...(line_item ? [{ kind: 'line-item' as const, name: line_item }] : [])],
  }));
}

const spendLimitSchema = () => z.object({ threshold_amount: decimal, currency: z.string(), enforcement: z.optional(z.object({ status: z.string() })) });

/** The organization's limit of a month, which comes in cents. Few organizations have one, and its trouble must not cost the figure. */
async function spendLimit({ get }: ReadContext): Promise<{ amount: Quantity; enforced: boolean } | undefined> {
  try {
    const { threshold_amount, currency, enforcement } = await get('/v1/organization/spend_limit', spendLimitSchema, { aside: true });
    return { amount: quantity(divide(threshold_amount, '100'), currency.toUpperCase()), enforced: enforcement?.status === 'enforcing' };
  } catch {
    return undefined;
  }
}

const errorSchema = () => z.object({ error: z.object({ message: z.optional(z.string()), code: z.nullish(z.string()) }) });

function errorIn(body: unknown): { message: string; code: string } {
  const { message = '', code } = z.safeParse(errorSchema(), body).data?.error ?? {};
  return { message, code: code ?? '' };
}

/** Billing routes refuse every API key with a sentence of their own: the key is good, only not for this. */
function explainKey({ body }: ExplainedAnswer): Failure | undefined {
  return errorIn(body).message.includes('must be made with a session key') ? { kind: 'session-missing' } : undefined;
}

/** Keys of users are told so with 403 and with 401 alike. */
function explainAdminKey({ body }: ExplainedAnswer): Failure | undefined {
  return errorIn(body).message.includes('Missing scopes') ? { kind: 'forbidden' } : undefined;
}

function explainSession(answer: ExplainedAnswer): Failure | undefined {
  if (answer.status !== 401) return explainKey(answer);
  const { message, code } = errorIn(answer.body);
  const isOther = /^(?:mismatched|invalid|no)_organization$/.test(code) || message.startsWith('No such organization');
  return explainKey(answer) ?? { kind: isOther ? 'wrong-organization' : 'session-expired' };
}
