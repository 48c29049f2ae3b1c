import * as z from 'zod/mini';
import { type Failure, fail, failureOf } from '../failure';
import { instant } from '../instant';
import { compare, type Decimal, divide, isNegative, multiply } from '../money/decimal';
import { type Quantity, quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type ExplainedAnswer, type ReadContext } from '../provider-host/define';
import { expiry, type Reading, type Rule } from '../reading';

const day = 24 * 60 * 60 * 1000;

export default defineProvider({
  id: 'new-api',
  name: 'New API',
  icon: { text: 'NA', color: '#0f766e' },
  // The usage route shares its bucket of 20 requests in 20 minutes with the person's own login: some are left for that.
  politeness: { requests: 16, windowMs: 20 * 60_000, silentWaitMs: 20 * 60_000 },
  detection: { order: 10, greeting: { path: '/api/status', isFrom: ({ body }) => z.safeParse(greetingSchema(), body).success }, withKey: true },
  methods: [
    {
      id: 'token-usage',
      credential: 'api-key',
      key: { likely: /^sk-[A-Za-z0-9]{48}(?:-\d+)?$/ },
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/QuantumNous/new-api-docs/blob/main/docs/en/api/token-usage.md', checked: 'never' },
      explain,
      async read(context) {
        const unit = await readUnit(context);
        // With its slash: the route without one redirects, and a redirect is refused.
        const usage = await context.get('/api/usage/token/', usageSchema);
        return parse(usage.data, unit, context.now);
      },
    },
  ],
});

const usageSchema = () =>
  z.object({
    data: z.object({
      name: z.optional(z.string()),
      total_granted: decimal,
      total_used: decimal,
      total_available: decimal,
      unlimited_quota: z.optional(z.boolean()),
      model_limits: z.nullish(z.record(z.string(), z.union([z.number(), z.boolean()]))),
      model_limits_enabled: z.optional(z.boolean()),
      expires_at: z.optional(instant),
    }),
  });

const statusSchema = () =>
  z.object({
    data: z.object({
      quota_per_unit: z.optional(decimal),
      quota_display_type: z.optional(z.string().check(z.maxLength(16))),
      display_in_currency: z.optional(z.boolean()),
      usd_exchange_rate: z.optional(decimal),
      custom_currency_symbol: z.optional(z.string().check(z.maxLength(16))),
      custom_currency_exchange_rate: z.optional(decimal),
    }),
  });

/** What it says of itself and One API, which it comes from, does not. */
const greetingSchema = () =>
  z.object({
    data: z.union([
      z.object({ quota_per_unit: decimal, quota_display_type: z.string() }),
      z.object({ quota_per_unit: decimal, usd_exchange_rate: decimal }),
      z.object({ quota_per_unit: decimal, price: decimal }),
    ]),
  });

type RelayStatus = z.output<ReturnType<typeof statusSchema>>['data'];

/** How a relay turns its quota units into the figures it shows. */
interface RelayUnit {
  /** Units in one dollar; absent where the relay shows raw units. */
  perUnit?: Decimal;
  rate?: Decimal;
  unit: string;
  assumed: boolean;
}

/** The unit of a relay, read without a key and kept for a day. Where the relay does not say, the documented default. */
async function readUnit({ get }: ReadContext): Promise<RelayUnit> {
  try {
    return unitOf((await get('/api/status', statusSchema, { auth: false, keepForMs: day })).data);
  } catch (error) {
    // A relay without this route, or behind a gate, still has the documented unit; one that is down has no figure.
    const { kind } = failureOf(error, { kind: 'network' });
    if (kind !== 'unsupported' && kind !== 'challenge' && kind !== 'forbidden' && kind !== 'unauthorized') throw error;
    return unitOf({});
  }
}

/** @throws FailureError where the relay shows a currency and gives no usable rate: a wrong rate would be a wrong figure. */
export function unitOf(status: RelayStatus): RelayUnit {
  const perUnit = status.quota_per_unit ?? '500000';
  if (compare(perUnit, '0') <= 0) fail({ kind: 'bad-response', detail: '/data/quota_per_unit' });
  const assumed = status.quota_per_unit === undefined;
  const type = status.quota_display_type ?? (status.display_in_currency === false ? 'TOKENS' : 'USD');
  if (type === 'TOKENS') return { unit: 'quota', assumed: false };
  if (type === 'CNY') return { perUnit, rate: positive(status.usd_exchange_rate, 'usd_exchange_rate'), unit: 'CNY', assumed };
  if (type === 'CUSTOM') {
    const rate = positive(status.custom_currency_exchange_rate, 'custom_currency_exchange_rate');
    return { perUnit, rate, unit: status.custom_currency_symbol?.trim() || 'credits', assumed };
  }
  return { perUnit, unit: 'USD', assumed };
}

/** Quota units become money; an unlimited key keeps no meaningful remainder. */
export function parse(usage: z.output<ReturnType<typeof usageSchema>>['data'], relay: RelayUnit, now: number): Reading {
  const isUnlimited = usage.unlimited_quota === true || isNegative(usage.total_granted);
  return {
    remaining: isUnlimited ? 'unlimited' : money(usage.total_available, relay),
    used: money(usage.total_used, relay),
    ...(isUnlimited ? {} : { granted: money(usage.total_granted, relay) }),
    meaning: 'balance',
    basis: 'reported',
    scope: 'key',
    rule: ruleOf(relay),
    ...(usage.name ? { name: usage.name } : {}),
    ...(usage.model_limits && usage.model_limits_enabled !== false ? { modelLimits: usage.model_limits } : {}),
    ...expiry(usage.expires_at, now),
  };
}

function money(quota: Decimal, { perUnit, rate, unit }: RelayUnit): Quantity {
  // Multiplied before it is divided, so that a scale that does not divide evenly costs no digit of the amount.
  const inUnits = rate === undefined ? quota : multiply(quota, rate);
  return quantity(perUnit === undefined ? inUnits : divide(inUnits, perUnit), unit);
}

function ruleOf({ perUnit, rate, assumed }: RelayUnit): Rule {
  if (perUnit === undefined) return { kind: 'as-reported' };
  return { kind: 'relay-units', perUnit, ...(rate === undefined ? {} : { rate }), assumed };
}

function positive(rate: Decimal | undefined, name: string): Decimal {
  if (rate === undefined || compare(rate, '0') <= 0) return fail({ kind: 'bad-response', detail: `/data/${name}` });
  return rate;
}

const errorSchema = () =>
  z.object({
    success: z.optional(z.boolean()),
    message: z.optional(z.string()),
    error: z.optional(z.object({ message: z.optional(z.string()) })),
  });

/** Relays answer errors with status 200, and an exhausted key with 401: only the body tells. */
function explain({ status, body }: ExplainedAnswer): Failure | undefined {
  const parsed = z.safeParse(errorSchema(), body);
  if (!parsed.success) return undefined;
  const { success, error, message = error?.message ?? '' } = parsed.data;
  if (status < 400 && success !== false && !error) return undefined;
  if (/额度已用尽|quota.*(?:exhausted|used up)/i.test(message)) return { kind: 'exhausted' };
  if (status >= 400) return undefined;
  if (/token|record not found|令牌|bearer/i.test(message)) return { kind: 'unauthorized' };
  return { kind: 'bad-response', detail: error ? '/error' : '/message' };
}
