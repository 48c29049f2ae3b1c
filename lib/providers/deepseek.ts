import * as z from 'zod/mini';
import { fail } from '../failure';
import { compare } from '../money/decimal';
import { type Quantity, quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider } from '../provider-host/define';
import type { Reading } from '../reading';

export default defineProvider({
  id: 'deepseek',
  name: 'DeepSeek',
  icon: { text: 'DS', color: '#4463f0' },
  baseUrl: 'https://api.deepseek.com',
  billingUrl: 'https://platform.deepseek.com/top_up',
  methods: [
    {
      id: 'balance',
      credential: 'api-key',
      key: { pattern: /^sk-[0-9a-f]{32}$/, createUrl: 'https://platform.deepseek.com/api_keys' },
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://api-docs.deepseek.com/api/get-user-balance', checked: 'never' },
      read: async ({ get }) => parse(await get('/user/balance', balanceSchema)),
    },
  ],
});

const balanceSchema = () =>
  z.object({
    is_available: z.optional(z.boolean()),
    balance_infos: z.array(z.object({ currency: z.enum(['CNY', 'USD']), total_balance: decimal })),
  });

/**
 * Every currency is a balance of its own. The first with money in it leads, so that an empty dollar row does not hide
 * the yuan below it.
 */
export function parse({ is_available, balance_infos }: z.output<ReturnType<typeof balanceSchema>>): Reading {
  const balances: Quantity[] = balance_infos.map((info) => quantity(info.total_balance, info.currency));
  const leading = balances.find((balance) => compare(balance.value, '0') !== 0) ?? balances[0];
  if (!leading) return fail({ kind: 'bad-response', detail: '/balance_infos' });
  const others = balances.filter((balance) => balance !== leading);
  return {
    remaining: leading,
    ...(others.length > 0 ? { otherRemaining: others } : {}),
    meaning: 'balance',
    basis: 'reported',
    scope: 'account',
    // An empty balance is not available either; that alone is no news.
    ...(is_available === false && compare(leading.value, '0') > 0 ? { blocked: true } : {}),
    rule: { kind: 'as-reported' },
  };
}
