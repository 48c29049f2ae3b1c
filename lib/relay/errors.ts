import * as z from 'zod/mini';
import type { Failure } from '../failure';
import type { ExplainedAnswer } from '../provider-host/define';

const errorSchema = () =>
  z.object({
    success: z.optional(z.boolean()),
    message: z.nullish(z.string()),
    error: z.optional(z.object({ message: z.optional(z.string()) })),
  });

/** Relays answer errors with status 200, and an exhausted key with 401: only the body tells. */
export function explain({ status, body }: ExplainedAnswer): Failure | undefined {
  const parsed = z.safeParse(errorSchema(), body);
  if (!parsed.success) return undefined;
  const { success, error } = parsed.data;
  const message = parsed.data.message ?? error?.message ?? '';
  if (status < 400 && success !== false && !error) return undefined;
  if (/额度已用尽|quota.*(?:exhausted|used up)/i.test(message)) return { kind: 'exhausted' };
  if (status >= 400) return undefined;
  if (/token|record not found|令牌|bearer/i.test(message)) return { kind: 'unauthorized' };
  return { kind: 'bad-response', detail: error ? '/error' : '/message' };
}
