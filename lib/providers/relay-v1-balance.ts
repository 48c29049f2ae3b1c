import * as z from 'zod/mini';
import { type Failure, failureOf } from '../failure';
import { add, compare, type Decimal } from '../money/decimal';
import { quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type ExplainedAnswer, type ReadContext } from '../provider-host/define';
import type { Reading } from '../reading';
import { billingUnit, type DisplayUnit, readStatus } from '../relay/status';

export default defineProvider({
  id: 'relay-v1-balance',
  name: 'Relay with /v1/balance',
  icon: { text: 'VB', color: '#6d28d9' },
  // Two services document the routes for all who use their software; none of them says what it is called.
  detection: { order: 50, withKey: true },
  methods: [
    {
      id: 'balance',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://docs.dashlyai.cc/docs/cn/api-reference/account/token-balance', checked: 'never' },
      explain,
      async read(context) {
        const unit = await readUnit(context);
        const token = await context.get('/v1/balance', balanceSchema);
        return parse(token, await walletOf(context), unit);
      },
    },
    {
      id: 'billing-usage',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      probe: true,
      source: { url: 'https://apifox.com/apidoc/shared/4c392cca-ec4e-46c2-a63a-d48a636b73ae/279617845e0', checked: 'never' },
      explain,
      async read({ get }) {
        const { data } = await get('/v1/billing/usage', usageSchema, { query: { type: 'token', unit: 'usd' } });
        return readingOf({ left: data.balance, used: data.used, scope: 'key' }, { unit: 'USD', unitAssumed: false });
      },
    },
  ],
});

const balanceSchema = () => z.object({ remain_balance: decimal, used_balance: z.nullish(decimal), unlimited_quota: z.nullish(z.boolean()) });

const usageSchema = () => z.object({ data: z.object({ balance: decimal, used: z.nullish(decimal) }) });

type Balance = z.output<ReturnType<typeof balanceSchema>>;

/** The amounts come without a unit, in whatever the relay displays. No documentation says whether a unit of its own is converted. */
async function readUnit(context: ReadContext): Promise<DisplayUnit> {
  const status = await readStatus(context);
  return status.quota_display_type === 'CUSTOM' ? { unit: 'USD', unitAssumed: true } : billingUnit(status);
}

/** The wallet behind the key. A site that does not have the route, or fails in it, has the figure of the key all the same. */
async function walletOf({ get }: ReadContext): Promise<Balance | undefined> {
  try {
    return await get('/v1/user/balance', balanceSchema, { aside: true });
  } catch (error) {
    // The key's figure alone may be far too high: the last one is better until the wallet can be read again.
    if (isPassing(error)) throw error;
    return undefined;
  }
}

function isPassing(error: unknown): boolean {
  return ['network', 'timeout', 'unavailable', 'rate-limited'].includes(failureOf(error, { kind: 'network' }).kind);
}

/** What is left is the smaller of what the key may still spend and what the wallet still holds. */
export function parse(token: Balance, wallet: Balance | undefined, unit: DisplayUnit): Reading {
  const walletIsTighter = wallet !== undefined && !isUnlimited(wallet) && (isUnlimited(token) || compare(wallet.remain_balance, token.remain_balance) < 0);
  const { remain_balance, used_balance: used, ...said } = walletIsTighter ? wallet : token;
  const left = isUnlimited({ remain_balance, ...said }) ? unlimited : remain_balance;
  return readingOf({ left, used, scope: walletIsTighter ? 'account' : 'key' }, unit);
}

/** No limit is written as a balance of minus one, with or without the word for it. */
const unlimited = '-1';

function isUnlimited({ remain_balance, unlimited_quota }: Balance): boolean {
  return unlimited_quota === true || remain_balance === unlimited;
}

function readingOf({ left, used, scope }: { left: Decimal; used: Decimal | null | undefined; scope: Reading['scope'] }, unit: DisplayUnit): Reading {
  return {
    remaining: left === unlimited ? 'unlimited' : quantity(left, unit.unit),
    ...(used == null ? {} : { used: quantity(used, unit.unit) }),
    ...(used == null || left === unlimited ? {} : { granted: quantity(add(left, used), unit.unit) }),
    meaning: 'balance',
    basis: 'reported',
    scope,
    rule: { kind: 'as-reported', ...(unit.unitAssumed ? { unitAssumed: true } : {}) },
  };
}

const errorSchema = () => z.object({ success: z.optional(z.boolean()), message: z.nullish(z.string()) });

/** Relays of this family answer some errors with status 200: only the body tells. */
function explain({ status, body }: ExplainedAnswer): Failure | undefined {
  const parsed = z.safeParse(errorSchema(), body);
  if (!parsed.success || parsed.data.success !== false) return undefined;
  const message = parsed.data.message ?? '';
  if (/额度已用尽|quota.*(?:exhausted|used up)/i.test(message)) return { kind: 'exhausted' };
  if (status >= 400) return undefined;
  // A quota that the relay could not look up is its own trouble, and says nothing of the key.
  const isRefusal = /token|令牌|authorization|bearer/i.test(message) && !/^failed to get \w+ quota/i.test(message);
  return isRefusal ? { kind: 'unauthorized' } : { kind: 'bad-response', detail: '/message' };
}
