import * as z from 'zod/mini';
import { decimal } from '../money/schemas';
import type { Detection, ExplainedAnswer } from '../provider-host/define';

/** What the members of the family say of themselves to everybody; all of them say `quota_per_unit`. */
const greetingSchema = () =>
  z.object({
    data: z.object({
      quota_per_unit: decimal,
      system_name: z._default(z.catch(z.string(), ''), ''),
      quota_display_type: z.optional(z.unknown()),
      usd_exchange_rate: z.optional(z.unknown()),
      price: z.optional(z.unknown()),
      check_in_enabled: z.optional(z.unknown()),
      PaymentUSDRate: z.optional(z.unknown()),
    }),
  });

type Greeting = z.output<ReturnType<typeof greetingSchema>>['data'];

/** Recognises a member of the family by its public status. */
export function relayGreeting(isThis: (status: Greeting) => boolean): NonNullable<Detection['greeting']> {
  return {
    path: '/api/status',
    isFrom({ body }: ExplainedAnswer) {
      const parsed = z.safeParse(greetingSchema(), body);
      return parsed.success && isThis(parsed.data.data);
    },
  };
}
