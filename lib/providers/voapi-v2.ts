import * as z from 'zod/mini';
import type { Failure } from '../failure';
import { add } from '../money/decimal';
import { quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type ExplainedAnswer } from '../provider-host/define';
import type { Reading } from '../reading';
import { relayPoliteness } from '../relay/politeness';

export default defineProvider({
  id: 'voapi-v2',
  name: 'VoAPI 2',
  icon: { text: 'V2', color: '#4d7c0f' },
  politeness: relayPoliteness,
  methods: [
    {
      id: 'account',
      credential: 'access-token',
      key: {},
      // The token of the website's own sign-in, as it is.
      auth: { header: 'authorization' },
      gives: 'balance',
      source: { url: 'https://github.com/qixing-jk/all-api-hub/blob/main/src/services/apiService/voapiV2/type.ts', checked: 'never' },
      explain,
      read: async ({ get }) => parse((await get('/api/user/info', userSchema)).data),
    },
  ],
});

const userSchema = () =>
  z.object({
    data: z.object({
      id: z.optional(z.union([z.number(), z.string()])),
      basicBalance: decimal,
      bindBalance: decimal,
      usedBasicBalance: z.optional(decimal),
      usedBindBalance: z.optional(decimal),
      currency: z.optional(z.string().check(z.minLength(1), z.maxLength(16))),
    }),
  });

/** Money that was paid in and money that was given are two purses; both can be spent. */
function parse({ id, basicBalance, bindBalance, usedBasicBalance, usedBindBalance, currency }: z.output<ReturnType<typeof userSchema>>['data']): Reading {
  const unit = currency ?? 'USD';
  const remaining = add(basicBalance, bindBalance);
  const used = usedBasicBalance === undefined || usedBindBalance === undefined ? undefined : add(usedBasicBalance, usedBindBalance);
  return {
    remaining: quantity(remaining, unit),
    ...(used === undefined ? {} : { used: quantity(used, unit), granted: quantity(add(remaining, used), unit) }),
    meaning: 'balance',
    basis: 'derived',
    scope: 'account',
    ...(id === undefined ? {} : { owner: String(id) }),
    rule: { kind: 'formula', formula: 'basicBalance + bindBalance', ...(currency === undefined ? { unitAssumed: true } : {}) },
  };
}

const refusalSchema = () => z.object({ code: z.number(), msg: z.nullish(z.string()) });

/** Errors come with status 200 and a code. That 2 always means the sign-in is written nowhere, so its sentence has to say so as well. */
function explain({ status, body }: ExplainedAnswer): Failure | undefined {
  const parsed = z.safeParse(refusalSchema(), body);
  if (!parsed.success || parsed.data.code === 0 || status >= 400) return undefined;
  const { code, msg } = parsed.data;
  if (code === 2 && /auth\s*expire|unauthorized|token|jwt|login/i.test(msg ?? '')) return { kind: 'unauthorized' };
  return { kind: 'bad-response', detail: '/code' };
}
