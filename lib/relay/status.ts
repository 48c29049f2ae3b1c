import * as z from 'zod/mini';
import { fail, failureOf } from '../failure';
import { compare, type Decimal, divide, multiply } from '../money/decimal';
import { type Quantity, quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import type { ReadContext } from '../provider-host/define';
import type { Rule } from '../reading';

const day = 24 * 60 * 60 * 1000;

/** Zero stands for a number that was sent and is none: what needs it fails then, and what does not need it goes on. */
const factor = () => z.optional(z.catch(decimal, '0'));

// One schema for all who ask: the answer is kept as the schema left it, and the next to ask may need another field.
const statusSchema = () =>
  z.object({
    data: z.object({
      quota_per_unit: factor(),
      quota_display_type: z.optional(z.string().check(z.maxLength(16))),
      display_in_currency: z.optional(z.boolean()),
      usd_exchange_rate: factor(),
      custom_currency_symbol: z.optional(z.catch(z.string().check(z.maxLength(16)), '')),
      custom_currency_exchange_rate: factor(),
    }),
  });

/** What a relay says of itself to everybody, as far as it concerns amounts. */
export type RelayStatus = z.output<ReturnType<typeof statusSchema>>['data'];

/** How a relay turns its quota units into the figures it shows. */
export interface RelayUnit {
  /** Units in one dollar; absent where the relay shows raw units. */
  perUnit?: Decimal;
  /** Display currency for one dollar, where that is not the dollar. */
  rate?: Decimal;
  unit: string;
  /** The relay did not say its unit; dollars are the documented default. */
  unitAssumed: boolean;
  /** The relay did not say its scale; `perUnit` is the documented default. */
  assumed: boolean;
}

/** What the family's documentation says of dollars and quota units. */
export const documentedUnit = { perUnit: '500000', unit: 'USD', unitAssumed: false, assumed: false } as const satisfies RelayUnit;

/** The unit alone, where amounts come in it. */
export type DisplayUnit = Pick<RelayUnit, 'unit' | 'unitAssumed'>;

/**
 * The status of a relay, read without a key and kept for a day.
 *
 * @returns nothing in it where the relay has no such route, or hides it behind a gate.
 * @throws FailureError where the relay is down, or answers something else: then there is no figure.
 */
export async function readStatus({ get }: Pick<ReadContext, 'get'>): Promise<RelayStatus> {
  try {
    return (await get('/api/status', statusSchema, { auth: false, keepForMs: day })).data;
  } catch (error) {
    const { kind } = failureOf(error, { kind: 'network' });
    if (kind !== 'unsupported' && kind !== 'challenge' && kind !== 'forbidden' && kind !== 'unauthorized') throw error;
    return {};
  }
}

/**
 * What quota units are, for the routes that answer in them. Where the relay does not say, the documented default.
 *
 * @throws FailureError where the relay shows a currency and gives no usable rate: a wrong rate would be a wrong figure.
 */
export function quotaUnit(status: RelayStatus): RelayUnit {
  const perUnit = positive(status.quota_per_unit ?? documentedUnit.perUnit, 'quota_per_unit');
  const assumed = status.quota_per_unit === undefined;
  const unitAssumed = isSilent(status);
  const type = displayType(status);
  if (type === 'TOKENS') return { unit: 'quota', unitAssumed, assumed: false };
  if (type === 'CNY') return { perUnit, rate: positive(status.usd_exchange_rate, 'usd_exchange_rate'), unit: 'CNY', unitAssumed, assumed };
  if (type === 'CUSTOM') {
    const rate = positive(status.custom_currency_exchange_rate, 'custom_currency_exchange_rate');
    return { perUnit, rate, unit: status.custom_currency_symbol?.trim() || 'credits', unitAssumed, assumed };
  }
  return { perUnit, unit: 'USD', unitAssumed, assumed };
}

/**
 * The unit of the billing routes, which convert by themselves; to a unit of the relay's own they do not.
 *
 * @throws FailureError where it shows a unit that nobody here knows.
 */
export function billingUnit(status: RelayStatus): DisplayUnit {
  const type = displayType(status);
  if (type === 'CNY') return { unit: 'CNY', unitAssumed: false };
  return { unit: type === 'TOKENS' ? 'quota' : 'USD', unitAssumed: isSilent(status) };
}

/** Quota units as the relay shows them. */
export function quotaAmount(quota: Decimal, { perUnit, rate, unit }: RelayUnit): Quantity {
  // Multiplied before it is divided, so that a scale that does not divide evenly costs no digit of the amount.
  const inUnits = rate === undefined ? quota : multiply(quota, rate);
  return quantity(perUnit === undefined ? inUnits : divide(inUnits, perUnit), unit);
}

/** How the figure came about. */
export function quotaRule({ perUnit, rate, unitAssumed, assumed }: RelayUnit): Rule {
  if (perUnit === undefined) return { kind: 'as-reported' };
  return { kind: 'relay-units', perUnit, ...(rate === undefined ? {} : { rate }), assumed, ...(unitAssumed ? { unitAssumed } : {}) };
}

const displayTypes = ['USD', 'CNY', 'TOKENS', 'CUSTOM'] as const;

/** Releases before there were display types say only whether there is a currency. */
function displayType({ quota_display_type: written, display_in_currency }: RelayStatus): (typeof displayTypes)[number] {
  if (!written) return display_in_currency === false ? 'TOKENS' : 'USD';
  return displayTypes.find((type) => type === written) ?? fail({ kind: 'bad-response', detail: '/data/quota_display_type' });
}

/** Nothing is said of the unit in either way. */
function isSilent({ quota_display_type, display_in_currency }: RelayStatus): boolean {
  return !quota_display_type && display_in_currency === undefined;
}

function positive(rate: Decimal | undefined, name: string): Decimal {
  if (rate === undefined || compare(rate, '0') <= 0) return fail({ kind: 'bad-response', detail: `/data/${name}` });
  return rate;
}
