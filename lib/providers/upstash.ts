import * as z from 'zod/mini';
import { counterReading, redisFailure } from '../counter';
import { type Failure, fail } from '../failure';
import { defineProvider, type ExplainedAnswer } from '../provider-host/define';

/** A counter in Redis, read through the REST interface of Upstash. A read-only token is enough. */
export default defineProvider({
  id: 'upstash',
  name: 'Redis counter (Upstash)',
  icon: { text: 'Up', color: '#047857' },
  billingUrl: 'https://console.upstash.com/redis',
  fields: ['counter', 'budget', 'unit', 'scale', 'missingIsZero'],
  required: ['counter', 'budget'],
  methods: [
    {
      id: 'get',
      credential: 'access-token',
      key: { createUrl: 'https://console.upstash.com/redis' },
      auth: 'bearer',
      gives: 'budget',
      source: { url: 'https://upstash.com/docs/redis/features/restapi', checked: 'never' },
      explain,
      async read({ get, fields }) {
        const { counter = '' } = fields;
        // However it is written, an address with such a name means a folder above.
        if (/^\.{0,2}$/.test(counter)) return fail({ kind: 'unsupported', detail: 'counter' });
        const { result } = await get(`/get/${encodeURIComponent(counter)}`, answerSchema);
        return counterReading(result, fields);
      },
    },
  ],
});

const answerSchema = () => z.object({ result: z.union([z.null(), z.string(), z.number()]) });
const errorSchema = () => z.object({ error: z.string() });

/** Upstash hands on what Redis says, with 400, and its own refusals in the same words. */
function explain({ body, now, status }: ExplainedAnswer): Failure | undefined {
  const parsed = z.safeParse(errorSchema(), body);
  if (!parsed.success || status > 400) return undefined;
  return redisFailure(parsed.data.error, '/error', now);
}
