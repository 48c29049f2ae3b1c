import type { Definition } from './schema';

/** Every generic shape, ready to be changed. The id names a sentence in the language files. */
export const templateIds = [
  'company',
  'remaining',
  'percentage',
  'list',
  'two-requests',
  'error-at-200',
  'graphql',
  'text',
  'redis-webdis',
  'redis-upstash',
  'quota-header',
  'rate-limit-headers',
  'anthropic-headers',
  'ietf-header',
  'list-header',
] as const;
export type TemplateId = (typeof templateIds)[number];

/** Made when one is looked at: most people never do. */
export const templates: Readonly<Record<TemplateId, () => Definition>> = {
  company: () => ({
    version: 1,
    name: 'Company quota',
    auth: 'bearer',
    requests: [{ path: '/v1/usage' }],
    reading: { granted: '/total_quota', used: '/used_quota', unit: 'tokens' },
  }),
  remaining: () => ({
    version: 1,
    name: 'Balance in one place',
    auth: 'bearer',
    requests: [{ path: '/v1/balance' }],
    reading: { remaining: { expression: '/data/balance', divide: 100 }, unit: { expression: '/data/currency' } },
  }),
  percentage: () => ({
    version: 1,
    name: 'Percentage used',
    auth: 'bearer',
    requests: [{ path: '/v1/limits' }],
    reading: {
      percentUsed: '/percent_used',
      expires: '/expires_at',
      windows: [{ name: 'Month', used: '/used', limit: '/limit', resets: '/resets_at', unit: 'requests' }],
    },
  }),
  list: () => ({
    version: 1,
    name: 'Sum of wallets that have not expired',
    auth: { header: 'x-api-key' },
    requests: [{ path: '/v1/wallets' }],
    reading: {
      remaining: "sum(where(/wallets, /currency == 'USD' and /expires >= today), /amount)",
      unit: 'USD',
      expires: "min(where(/wallets, /currency == 'USD' and /expires >= today), time(/expires))",
      scope: 'account',
    },
  }),
  'two-requests': () => ({
    version: 1,
    name: 'First the project, then its usage',
    auth: 'bearer',
    requests: [{ path: '/v1/projects' }, { path: '/v1/projects/{{$1/data/0/id}}/usage?from={{month-start}}&to={{today}}' }],
    reading: { granted: '$1/data/0/limit', used: { expression: '$2/total_usage', divide: 100 }, unit: 'USD', name: '$1/data/0/name', meaning: 'budget' },
  }),
  'error-at-200': () => ({
    version: 1,
    name: 'Errors with HTTP 200',
    auth: 'bearer',
    requests: [{ path: '/api/balance', success: '/code == 0', errorText: '/msg' }],
    reading: { remaining: '/data/balance', unlimited: '/data/unlimited', unlimitedValues: ['-1', '100000000'], unit: 'USD' },
  }),
  graphql: () => ({
    version: 1,
    name: 'GraphQL, in cents',
    auth: 'bearer',
    requests: [
      {
        method: 'POST',
        path: '/graphql',
        json: { query: 'query { me { credit { available currency } } }' },
        success: 'not exists(/errors)',
        errorText: '/errors/0/message',
      },
    ],
    reading: { remaining: { expression: '/data/me/credit/available', divide: 100 }, unit: { expression: '/data/me/credit/currency' } },
  }),
  text: () => ({
    version: 1,
    name: 'Plain text',
    auth: 'bearer',
    requests: [{ path: '/balance?type=TEXT', answer: 'text' }],
    reading: { remaining: { text: '^OK\\|([0-9.]+)$' }, unit: 'USD' },
  }),
  'redis-webdis': () => ({
    version: 1,
    name: 'Redis counter over Webdis',
    auth: 'none',
    requests: [{ path: '/MGET/my_quota/my_usage', success: 'not /MGET/0 == false', errorText: '/MGET/1' }],
    reading: { granted: '/MGET/0', used: { expression: '/MGET/1', otherwise: 0 }, unit: 'requests' },
  }),
  'redis-upstash': () => ({
    version: 1,
    name: 'Redis counter over Upstash',
    auth: 'bearer',
    requests: [
      {
        method: 'POST',
        path: '/pipeline',
        json: [
          ['GET', 'my_quota'],
          ['GET', 'my_usage'],
        ],
      },
    ],
    reading: { granted: '/0/result', used: { expression: '/1/result', otherwise: 0 }, unit: 'requests' },
  }),
  'quota-header': () => ({
    version: 1,
    name: 'Quota in headers',
    auth: 'bearer',
    requests: [{ path: '/v1/models' }],
    reading: {
      remaining: { header: 'x-quota-remaining' },
      granted: { header: 'x-quota-limit' },
      unit: 'tokens',
      windows: [
        {
          name: 'Quota',
          remaining: { header: 'x-quota-remaining' },
          limit: { header: 'x-quota-limit' },
          resets: { header: 'x-quota-reset', form: 'seconds' },
        },
      ],
    },
  }),
  'rate-limit-headers': () => ({
    version: 1,
    name: 'Rate limit of OpenAI’s form',
    about: 'What may be asked in a short while. It is not money.',
    auth: 'bearer',
    requests: [{ path: '/v1/models' }],
    reading: {
      remaining: { header: 'x-ratelimit-remaining-tokens' },
      granted: { header: 'x-ratelimit-limit-tokens' },
      unit: 'tokens',
      meaning: 'budget',
      windows: [
        {
          name: 'Requests',
          remaining: { header: 'x-ratelimit-remaining-requests' },
          limit: { header: 'x-ratelimit-limit-requests' },
          resets: { header: 'x-ratelimit-reset-requests', form: 'duration' },
          unit: 'requests',
        },
        {
          name: 'Tokens',
          remaining: { header: 'x-ratelimit-remaining-tokens' },
          limit: { header: 'x-ratelimit-limit-tokens' },
          resets: { header: 'x-ratelimit-reset-tokens', form: 'duration' },
        },
      ],
    },
  }),
  'anthropic-headers': () => ({
    version: 1,
    name: 'Rate limit of Anthropic’s form',
    about: 'What may be asked in a short while. It is not money.',
    auth: { header: 'x-api-key' },
    requests: [{ path: '/v1/models', headers: { 'anthropic-version': '2023-06-01' } }],
    reading: {
      remaining: { header: 'anthropic-ratelimit-tokens-remaining' },
      granted: { header: 'anthropic-ratelimit-tokens-limit' },
      unit: 'tokens',
      meaning: 'budget',
      windows: [
        {
          name: 'Tokens',
          remaining: { header: 'anthropic-ratelimit-tokens-remaining' },
          limit: { header: 'anthropic-ratelimit-tokens-limit' },
          resets: { header: 'anthropic-ratelimit-tokens-reset', form: 'iso' },
        },
      ],
    },
  }),
  'ietf-header': () => ({
    version: 1,
    name: 'RateLimit header of the IETF',
    about: 'What may be asked in a while. It is not money.',
    auth: 'bearer',
    requests: [{ method: 'HEAD', path: '/v1/models' }],
    reading: {
      remaining: { header: 'RateLimit', item: 'daily', parameter: 'r' },
      granted: { header: 'RateLimit-Policy', item: 'daily', parameter: 'q' },
      unit: 'requests',
      meaning: 'budget',
      windows: [
        {
          name: 'Day',
          remaining: { header: 'RateLimit', item: 'daily', parameter: 'r' },
          limit: { header: 'RateLimit-Policy', item: 'daily', parameter: 'q' },
          resets: { header: 'RateLimit', item: 'daily', parameter: 't', form: 'seconds-from-now' },
        },
      ],
    },
  }),
  'list-header': () => ({
    version: 1,
    name: 'List in a header',
    about: 'The last of several limits, usually the month’s.',
    auth: { header: 'X-Subscription-Token' },
    requests: [{ path: '/v1/status' }],
    reading: {
      remaining: { header: 'X-RateLimit-Remaining', item: -1 },
      granted: { header: 'X-RateLimit-Limit', item: -1 },
      unit: 'requests',
      meaning: 'budget',
      windows: [
        {
          name: 'Month',
          remaining: { header: 'X-RateLimit-Remaining', item: -1 },
          limit: { header: 'X-RateLimit-Limit', item: -1 },
          resets: { header: 'X-RateLimit-Reset', item: -1, form: 'seconds-from-now' },
        },
      ],
    },
  }),
};

/** A definition as text, the way people write one. */
export function definitionText(definition: Definition): string {
  return JSON.stringify(definition, null, 2);
}
