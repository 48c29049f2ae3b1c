import * as z from 'zod/mini';
import { dayOf } from '../confirmed-balance';
import { fail } from '../failure';
import { instant } from '../instant';
import { divide } from '../money/decimal';
import { quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type GetOptions, type ReadContext } from '../provider-host/define';
import { allPages, type Cost, inPartsOrWhole, monthStart, spendReading } from '../spend';

const day = 24 * 60 * 60 * 1000;

/** No key reads what is left: there is no such address. Organizations alone have keys that read what was spent. */
export default defineProvider({
  id: 'anthropic',
  name: 'Anthropic',
  icon: { text: 'AN', color: '#a34a2b' },
  baseUrl: 'https://api.anthropic.com',
  billingUrl: 'https://platform.claude.com/settings/billing',
  // Once a minute for good, and more often for a short while.
  politeness: { requests: 10, windowMs: 10 * 60_000, silentWaitMs: 60_000 },
  methods: [
    {
      id: 'cost-report',
      credential: 'admin-key',
      key: { pattern: /^sk-ant-admin\d{2}-[\w-]{20,}$/, likely: /^sk-ant-admin/, createUrl: 'https://platform.claude.com/settings/admin-keys' },
      auth: { header: 'x-api-key' },
      gives: 'spend',
      source: { url: 'https://platform.claude.com/docs/en/api/admin-api/usage-cost/get-cost-report', checked: 'never' },
      read: async (context) => spendReading(await readCosts(context), context.now),
    },
  ],
});

/** Amounts are text, in the smallest unit of the currency. */
const reportSchema = () =>
  z.object({
    data: z.array(
      z.object({
        starting_at: instant,
        results: z.array(
          z.object({
            amount: decimal,
            currency: z.string(),
            workspace_id: z.nullish(z.string()),
            description: z.nullish(z.string()),
          }),
        ),
      }),
    ),
    has_more: z.optional(z.boolean()),
    next_page: z.nullish(z.string()),
  });

/** This month, and the days before it that a confirmed balance needs. The end is the first instant that no longer counts. */
function readCosts(context: ReadContext): Promise<Cost[]> {
  const { now, spendSince = now } = context;
  const period = { starting_at: firstInstantOf(Math.min(monthStart(now), spendSince)), ending_at: firstInstantOf(now + day) };
  return inPartsOrWhole(
    () => costsIn(context, { ...period, 'group_by[]': ['workspace_id', 'description'] }),
    () => costsIn(context, period),
  );
}

function firstInstantOf(at: number): string {
  return `${dayOf(at)}T00:00:00Z`;
}

function costsIn({ get }: ReadContext, period: NonNullable<GetOptions['query']>): Promise<Cost[]> {
  return allPages(async (page) => {
    const query = { ...period, bucket_width: '1d', limit: '31', ...(page === undefined ? {} : { page }) };
    const report = await get('/v1/organizations/cost_report', reportSchema, { query, headers: { 'anthropic-version': '2023-06-01' } });
    if (report.has_more && !report.next_page) fail({ kind: 'bad-response', detail: '/next_page' });
    return { items: report.data.flatMap(costsOf), next: report.has_more ? (report.next_page ?? undefined) : undefined };
  });
}

/** Without a workspace it is the organization's first one, which has no id. */
function costsOf({ starting_at, results }: z.output<ReturnType<typeof reportSchema>>['data'][number]): Cost[] {
  return results.map(({ amount, currency, workspace_id, description }) => ({
    day: dayOf(starting_at ?? fail({ kind: 'bad-response', detail: '/data/starting_at' })),
    amount: quantity(divide(amount, '100'), currency.toUpperCase()),
    parts: [
      ...(workspace_id ? [{ kind: 'workspace' as const, name: workspace_id }] : []),
      ...(description ? [{ kind: 'line-item' as const, name: description }] : []),
    ],
  }));
}
