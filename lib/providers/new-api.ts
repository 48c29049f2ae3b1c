import * as z from 'zod/mini';
import { instant } from '../instant';
import { isNegative } from '../money/decimal';
import { decimal } from '../money/schemas';
import { defineProvider } from '../provider-host/define';
import { expiry, type Reading } from '../reading';
import { readBilling } from '../relay/billing';
import { explain } from '../relay/errors';
import { relayGreeting } from '../relay/greeting';
import { quotaAmount, quotaRule, quotaUnit, type RelayUnit, readStatus } from '../relay/status';
import { explainUser, readUser, userHeaders } from '../relay/user';

export default defineProvider({
  id: 'new-api',
  name: 'New API',
  icon: { text: 'NA', color: '#0f766e' },
  // The usage route shares its bucket of 20 requests in 20 minutes with the person's own login: some are left for that.
  politeness: { requests: 16, windowMs: 20 * 60_000, silentWaitMs: 20 * 60_000 },
  required: ['userId'],
  // What One API, which it comes from, does not say.
  detection: {
    order: 10,
    greeting: relayGreeting(({ quota_display_type, usd_exchange_rate, price }) => (quota_display_type ?? usd_exchange_rate ?? price) !== undefined),
    withKey: true,
  },
  methods: [
    {
      id: 'token-usage',
      credential: 'api-key',
      key: { likely: /^sk-[A-Za-z0-9]{48}(?:-\d+)?$/ },
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/QuantumNous/new-api-docs/blob/main/docs/en/api/token-usage.md', checked: 'never' },
      explain,
      async read(context) {
        const unit = quotaUnit(await readStatus(context));
        // With its slash: the route without one redirects, and a redirect is refused.
        const usage = await context.get('/api/usage/token/', usageSchema);
        return parse(usage.data, unit, context.now);
      },
    },
    {
      id: 'billing',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      // Releases without the route of the key answer its path with their web page.
      onlyAfter: ['unsupported', 'challenge'],
      source: { url: 'https://github.com/QuantumNous/new-api/blob/main/controller/billing.go', checked: 'never' },
      explain,
      read: (context) => readBilling(context, { hasUnlimitedSign: true }),
    },
    {
      id: 'account',
      credential: 'access-token',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      fields: ['userId'],
      source: { url: 'https://github.com/QuantumNous/new-api-docs/blob/main/docs/en/api/fei-user.md', checked: 'never' },
      explain: explainUser,
      read: (context) => readUser(context, userHeaders(context.fields)),
    },
  ],
});

const usageSchema = () =>
  z.object({
    data: z.object({
      name: z.optional(z.string()),
      total_granted: decimal,
      total_used: decimal,
      total_available: decimal,
      unlimited_quota: z.optional(z.boolean()),
      model_limits: z.nullish(z.record(z.string(), z.union([z.number(), z.boolean()]))),
      model_limits_enabled: z.optional(z.boolean()),
      expires_at: z.optional(instant),
    }),
  });

/** Quota units become money; an unlimited key keeps no meaningful remainder. */
function parse(usage: z.output<ReturnType<typeof usageSchema>>['data'], relay: RelayUnit, now: number): Reading {
  const isUnlimited = usage.unlimited_quota === true || isNegative(usage.total_granted);
  return {
    remaining: isUnlimited ? 'unlimited' : quotaAmount(usage.total_available, relay),
    used: quotaAmount(usage.total_used, relay),
    ...(isUnlimited ? {} : { granted: quotaAmount(usage.total_granted, relay) }),
    meaning: 'balance',
    basis: 'reported',
    scope: 'key',
    rule: quotaRule(relay),
    ...(usage.name ? { name: usage.name } : {}),
    ...(usage.model_limits && usage.model_limits_enabled !== false ? { modelLimits: usage.model_limits } : {}),
    ...expiry(usage.expires_at, now),
  };
}
