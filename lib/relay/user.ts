import * as z from 'zod/mini';
import type { Fields } from '../account-fields';
import { type Failure, fail } from '../failure';
import { add } from '../money/decimal';
import { decimal } from '../money/schemas';
import type { ExplainedAnswer, ReadContext } from '../provider-host/define';
import type { Reading } from '../reading';
import { explain } from './errors';
import { quotaAmount, quotaRule, quotaUnit, type RelayUnit, readStatus } from './status';

/** `quota` is what is left, in quota units. */
const userSchema = () =>
  z.object({
    data: z.object({
      id: z.optional(z.number()),
      quota: decimal,
      used_quota: z.optional(decimal),
    }),
  });

type RelayUser = z.output<ReturnType<typeof userSchema>>['data'];

/** Every fork looks for the number under a name of its own, and passes over the others. */
const userHeaderNames = ['new-api-user', 'veloera-user', 'x-api-user', 'voapi-user', 'user-id', 'rix-api-user', 'neo-api-user'];

/**
 * Tells whose access token is sent, for the relays that want to know.
 *
 * @throws FailureError `invalid-input` without a number: the relay would refuse the token, which is not at fault.
 */
export function userHeaders({ userId }: Fields): Record<string, string> {
  if (userId === undefined) return fail({ kind: 'invalid-input', field: 'userId', reason: 'required' });
  return Object.fromEntries(userHeaderNames.map((name) => [name, userId]));
}

/**
 * What is left of a user's whole wallet, by an access token.
 *
 * @throws FailureError as `get` does.
 */
export async function readUser(context: ReadContext, headers: Record<string, string> = {}): Promise<Reading> {
  return readUserIn(quotaUnit(await readStatus(context)), context, headers);
}

/**
 * The same where the unit is known beforehand, and nobody needs to be asked for it.
 *
 * @throws FailureError as `get` does.
 */
export async function readUserIn(unit: RelayUnit, context: ReadContext, headers: Record<string, string> = {}): Promise<Reading> {
  const { data } = await context.get('/api/user/self', userSchema, { headers });
  return parse(data, unit);
}

function parse({ id, quota, used_quota: used }: RelayUser, unit: RelayUnit): Reading {
  return {
    remaining: quotaAmount(quota, unit),
    ...(used === undefined ? {} : { used: quotaAmount(used, unit), granted: quotaAmount(add(quota, used), unit) }),
    meaning: 'balance',
    basis: 'reported',
    scope: 'account',
    ...(id === undefined ? {} : { owner: String(id) }),
    rule: quotaRule(unit),
  };
}

const refusalSchema = () => z.object({ success: z.literal(false), code: z.optional(z.string()), message: z.optional(z.string()) });

/** What the routes of a user add to the errors of a relay: a refusal may be about the number and not about the token. */
export function explainUser(answer: ExplainedAnswer): Failure | undefined {
  const parsed = z.safeParse(refusalSchema(), answer.body);
  if (!parsed.success) return explain(answer);
  const { code, message = '' } = parsed.data;
  if (code === 'AUTH_USER_DISABLED') return { kind: 'forbidden' };
  if (userHeaderNames.some((name) => message.toLowerCase().includes(name))) return { kind: 'invalid-input', field: 'userId', reason: 'refused' };
  return explain(answer);
}
