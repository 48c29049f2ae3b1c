import * as z from 'zod/mini';
import { type Failure, fail, failureOf } from '../failure';
import { compare, type Decimal, divide, parseDecimal, subtract } from '../money/decimal';
import { type Quantity, quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type ReadContext } from '../provider-host/define';
import type { Reading } from '../reading';

export default defineProvider({
  id: 'xai',
  name: 'xAI',
  icon: { text: 'XA', color: '#4a5568' },
  baseUrl: 'https://management-api.x.ai',
  billingUrl: 'https://console.x.ai/team/default/billing',
  methods: [
    {
      id: 'prepaid-balance',
      credential: 'admin-key',
      key: { pattern: /^xai-token-[A-Za-z0-9]{20,}$/, createUrl: 'https://console.x.ai/team/default/settings/management-keys' },
      auth: 'bearer',
      gives: 'balance',
      fields: ['teamId'],
      source: { url: 'https://docs.x.ai/developers/rest-api-reference/management/billing', checked: 'never' },
      async read(context) {
        const team = await teamOf(context);
        const { total } = await context.get(`/v1/billing/teams/${team}/prepaid/balance`, balanceSchema);
        return parse(team, total.val, await openPeriodOf(context, team));
      },
    },
  ],
});

/** US cents, of which credit is negative. */
const balanceSchema = () => z.object({ total: z.object({ val: decimal }) });

const validationSchema = () => z.object({ teamId: z.nullish(z.string()), scope: z.nullish(z.string()), scopeId: z.nullish(z.string()) });

/** US cents. A limit that cannot be read must not cost the amount beside it. */
const cents = () => z.object({ val: decimal });
const previewSchema = () =>
  z.object({
    coreInvoice: z.object({ totalWithCorr: cents(), prepaidCredits: z.nullish(cents()), prepaidCreditsUsed: z.nullish(cents()) }),
    effectiveSpendingLimit: z.optional(z.unknown()),
  });

/** What may become part of a path: not a key in the wrong field, as paths are written down. */
const isId = (text: string) => /^(?!xai-)[\w-]{1,64}$/.test(text);

/** The team that a person named, or the one that the key belongs to. */
async function teamOf({ fields, get }: ReadContext): Promise<string> {
  const { teamId } = fields;
  if (teamId !== undefined) return isId(teamId) ? teamId : fail({ kind: 'invalid-input', field: 'teamId', reason: 'not-an-id' });
  const key = await get('/auth/management-keys/validation', validationSchema);
  // The scope of other keys is an organization, and its id is not a team's.
  const found = key.teamId || (key.scope === 'SCOPE_TEAM' ? key.scopeId : undefined);
  return found && isId(found) ? found : fail({ kind: 'bad-response', detail: '/teamId' });
}

interface OpenPeriod {
  used: Quantity;
  /** The credit that the period began with, where the service names it: its ledger may be weeks behind. */
  credit?: Quantity;
  limit?: Quantity;
}

/** Answers that say that this key may not see the current period, or that there is none. */
const cannotBeSeen: ReadonlySet<Failure['kind']> = new Set(['unauthorized', 'forbidden', 'unsupported', 'bad-response']);

/**
 * What the current period has cost so far. Whoever may not see it gets the posted balance; but while the service has
 * trouble there is no figure, for the posted balance alone would look like money that came back.
 */
async function openPeriodOf({ get }: ReadContext, team: string): Promise<OpenPeriod | undefined> {
  try {
    const { coreInvoice, effectiveSpendingLimit } = await get(`/v1/billing/teams/${team}/postpaid/invoice/preview`, previewSchema);
    const { totalWithCorr, prepaidCredits, prepaidCreditsUsed } = coreInvoice;
    const limit = parseDecimal(effectiveSpendingLimit) ?? '0';
    return {
      // Both are ledger entries, with credit below zero; what was used of it as well.
      ...(prepaidCredits && prepaidCreditsUsed
        ? { credit: dollars(negated(prepaidCredits.val)), used: dollars(negated(prepaidCreditsUsed.val)) }
        : { used: dollars(totalWithCorr.val) }),
      ...(compare(limit, '0') > 0 ? { limit: dollars(limit) } : {}),
    };
  } catch (error) {
    if (cannotBeSeen.has(failureOf(error, { kind: 'network' }).kind)) return undefined;
    throw error;
  }
}

/** The ledger is posted when a period closes: what the open one has cost is still in it, and is gone all the same. */
export function parse(team: string, posted: Decimal, openPeriod: OpenPeriod | undefined): Reading {
  const shared = { meaning: 'balance', scope: 'organization', owner: team } as const;
  if (!openPeriod) return { remaining: dollars(negated(posted)), ...shared, basis: 'reported', rule: { kind: 'negated-cents' } };
  const { used, limit, credit = dollars(negated(posted)) } = openPeriod;
  return {
    remaining: quantity(subtract(credit.value, used.value), 'USD'),
    ...shared,
    basis: 'derived',
    rule: { kind: 'negated-cents', openPeriod: used },
    ...(limit ? { windows: [{ period: 'month', used, limit }] } : {}),
  };
}

function negated(value: Decimal): Decimal {
  return subtract('0', value);
}

function dollars(cents: Decimal): Quantity {
  return quantity(divide(cents, '100'), 'USD');
}
