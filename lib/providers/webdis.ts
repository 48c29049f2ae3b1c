import * as z from 'zod/mini';
import type { FieldName } from '../account-fields';
import { counterReading, redisFailure } from '../counter';
import { type Failure, fail, failureOf } from '../failure';
import { defineProvider, type ExplainedAnswer, type Method, type ReadContext } from '../provider-host/define';
import type { Reading } from '../reading';

const fields: readonly FieldName[] = ['counter', 'budget', 'unit', 'scale', 'missingIsZero'];
const source = { url: 'https://github.com/nicolasff/webdis', checked: 'never' };

const method = { gives: 'budget', source, explain, read } satisfies Partial<Method>;

/** A counter in Redis, read through Webdis. A database other than the first is a number at the end of the base URL. */
export default defineProvider({
  id: 'webdis',
  name: 'Redis counter (Webdis)',
  icon: { text: 'Wd', color: '#991b1b' },
  fields,
  required: ['counter', 'budget'],
  methods: [
    { id: 'get', credential: 'none', auth: 'none', ...method },
    { id: 'get-with-login', credential: 'login', auth: 'basic', ...method },
  ],
});

const answerSchema = () => z.object({ GET: z.union([z.null(), z.string(), z.number()]) });

async function read({ get, fields: { counter = '', ...others } }: ReadContext): Promise<Reading> {
  try {
    return counterReading((await get(pathOf(counter), answerSchema)).GET, { counter, ...others });
  } catch (error) {
    const failure = failureOf(error, { kind: 'network' });
    // Webdis refuses a command, a client and a login all with the same empty answer.
    if (failure.kind === 'forbidden' && failure.reason === undefined) return fail({ kind: 'forbidden', reason: 'gateway' }, error);
    throw error;
  }
}

/**
 * Webdis takes whatever follows the last dot for a format, so the dots of the name are written as escapes and the format is
 * named. That also keeps a name of dots alone from being taken for a folder above.
 */
export function pathOf(counter: string): string {
  return `/GET/${encodeURIComponent(counter).replaceAll('.', '%2E')}.json`;
}

const errorSchema = () => z.object({ GET: z.tuple([z.literal(false), z.string()]) });

/** An error of Redis comes with status 200, as a pair. */
function explain({ body, now }: ExplainedAnswer): Failure | undefined {
  const error = z.safeParse(errorSchema(), body);
  return error.success ? redisFailure(error.data.GET[1], '/GET', now) : undefined;
}
