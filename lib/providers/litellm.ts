import * as z from 'zod/mini';
import { type Failure, failureOf } from '../failure';
import { instant } from '../instant';
import { add, compare, type Decimal, subtract } from '../money/decimal';
import { quantity } from '../money/quantity';
import { decimal } from '../money/schemas';
import { defineProvider, type ExplainedAnswer } from '../provider-host/define';
import { expiry, type Reading } from '../reading';

export default defineProvider({
  id: 'litellm',
  name: 'LiteLLM',
  icon: { text: 'LL', color: '#4d7c0f' },
  detection: { order: 60, withKey: true },
  methods: [
    {
      id: 'budgets',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'budget',
      source: { url: 'https://docs.litellm.ai/docs/proxy/users', checked: 'never' },
      explain,
      async read(context) {
        const { info } = await context.get('/key/info', keySchema);
        const { team_id, user_id } = info;
        const team = team_id ? await orRefused(true, () => context.get('/team/info', teamSchema, { query: { team_id }, aside: true })) : undefined;
        const user = user_id ? await orRefused(!team_id, () => context.get('/user/info', userSchema, { query: { user_id }, aside: true })) : undefined;
        return parse(info, { team, user }, context.now);
      },
    },
  ],
});

const budget = () => ({ max_budget: z.nullish(decimal), budget_reset_at: z.optional(instant) });

const keySchema = () =>
  z.object({
    info: z.object({
      ...budget(),
      spend: decimal,
      soft_budget: z.nullish(decimal),
      key_alias: z.nullish(z.string()),
      key_name: z.nullish(z.string()),
      user_id: z.nullish(z.string()),
      team_id: z.nullish(z.string()),
      expires: z.optional(instant),
      blocked: z.nullish(z.boolean()),
      litellm_budget_table: z.nullish(z.object(budget())),
      // Whoever made the key may have put anything here.
      metadata: z.catch(z.nullish(z.object({ temp_budget_increase: z.nullish(decimal), temp_budget_expiry: z.optional(instant) })), undefined),
    }),
  });

const teamSchema = () =>
  z.object({
    team_info: z.object({ ...budget(), spend: z.nullish(decimal), team_alias: z.nullish(z.string()), blocked: z.nullish(z.boolean()) }),
    team_memberships: z.nullish(
      z.array(z.object({ user_id: z.nullish(z.string()), spend: z.nullish(decimal), litellm_budget_table: z.nullish(z.object(budget())) })),
    ),
  });

const userSchema = () => z.object({ user_info: z.nullish(z.object({ ...budget(), spend: z.nullish(decimal) })) });

type Key = z.output<ReturnType<typeof keySchema>>['info'];

/** Budgets besides the key's. `refused` where the key may not see them; absent where the key names none. */
interface Others {
  team?: z.output<ReturnType<typeof teamSchema>> | 'refused' | undefined;
  user?: z.output<ReturnType<typeof userSchema>> | 'refused' | undefined;
}

/** One budget that the key has to do with. */
interface Budget {
  /** As LiteLLM calls it. */
  name: string;
  scope: Reading['scope'];
  owner?: string;
  spend: Decimal | null | undefined;
  /** Absent where there is no limit. */
  limit: Decimal | null | undefined;
  /** Unix milliseconds. */
  resetsAt: number | null | undefined;
  /** It stops this key. */
  isEnforced: boolean;
}

/**
 * Many keys may not look at their team. One that cannot be reached is another matter: then there is no new figure at all.
 *
 * @param isEnforced what is asked for may be the tightest budget; a budget that stops nobody must not cost the figure.
 */
async function orRefused<Answer>(isEnforced: boolean, question: () => Promise<Answer>): Promise<Answer | 'refused'> {
  try {
    return await question();
  } catch (error) {
    const { kind } = failureOf(error, { kind: 'network' });
    if (isEnforced && (kind === 'network' || kind === 'timeout' || kind === 'unavailable' || kind === 'rate-limited')) throw error;
    return 'refused';
  }
}

/**
 * What is left is what the tightest of the budgets that stop the key still allows. US dollars.
 *
 * @param now Unix milliseconds.
 * @see https://docs.litellm.ai/docs/proxy/users for which budget stops which key.
 */
export function parse(key: Key, others: Others, now: number): Reading {
  const budgets = budgetsOf(key, others, now);
  const limiting = budgets
    .flatMap((one) =>
      one.isEnforced && one.limit != null && one.spend != null ? [{ ...one, limit: one.limit, spend: one.spend, left: subtract(one.limit, one.spend) }] : [],
    )
    .reduce<(Budget & { limit: Decimal; spend: Decimal; left: Decimal }) | undefined>(
      (least, one) => (least && compare(least.left, one.left) <= 0 ? least : one),
      undefined,
    );
  const name = key.key_alias || key.key_name;
  const team = others.team === 'refused' ? undefined : others.team?.team_info;
  const details = {
    ...(name ? { name } : {}),
    windows: budgets.filter(({ limit, spend }) => limit != null || spend != null).map(windowOf),
    ...expiry(key.expires, now),
    ...(key.blocked || team?.blocked ? { blocked: true } : {}),
  };
  if (limiting) {
    return {
      remaining: quantity(limiting.left, 'USD'),
      used: quantity(limiting.spend, 'USD'),
      granted: quantity(limiting.limit, 'USD'),
      meaning: 'budget',
      basis: 'derived',
      scope: limiting.scope,
      ...(limiting.owner === undefined ? {} : { owner: limiting.owner }),
      rule: { kind: 'limit-minus-used' },
      ...(limiting.scope === 'key' && key.soft_budget != null ? { softLimit: quantity(key.soft_budget, 'USD') } : {}),
      ...details,
    };
  }
  // A budget that could not be seen, or whose spend is not told, may be a limit: then nobody knows what is left.
  const isUnknown = (key.team_id ? others.team : others.user) === 'refused' || budgets.some(({ isEnforced, limit }) => isEnforced && limit != null);
  return {
    ...(isUnknown ? ({ meaning: 'spend' } as const) : ({ remaining: 'unlimited', meaning: 'budget' } as const)),
    used: quantity(key.spend, 'USD'),
    basis: 'reported',
    scope: 'key',
    rule: { kind: 'as-reported' },
    ...details,
  };
}

function budgetsOf(key: Key, { team, user }: Others, now: number): Budget[] {
  const budgets: Budget[] = [
    {
      name: 'key',
      scope: 'key',
      spend: key.spend,
      limit: limitOf(key, now),
      resetsAt: key.budget_reset_at ?? key.litellm_budget_table?.budget_reset_at,
      isEnforced: true,
    },
  ];
  if (key.team_id && team && team !== 'refused') {
    const { team_info, team_memberships } = team;
    const owner = key.team_id;
    const { team_alias, spend, max_budget, budget_reset_at } = team_info;
    budgets.push({
      name: team_alias ? `team ${team_alias}` : 'team',
      scope: 'organization',
      owner,
      spend,
      limit: max_budget,
      resetsAt: budget_reset_at,
      isEnforced: true,
    });
    const member = key.user_id ? team_memberships?.find(({ user_id }) => user_id === key.user_id) : undefined;
    const share = member?.litellm_budget_table;
    if (member && share?.max_budget != null) {
      budgets.push({ name: 'team member', scope: 'account', spend: member.spend, limit: share.max_budget, resetsAt: share.budget_reset_at, isEnforced: true });
    }
  }
  if (key.user_id && user && user !== 'refused' && user.user_info) {
    const { spend, max_budget, budget_reset_at } = user.user_info;
    // The budget of a person does not stop that person's keys in a team.
    budgets.push({ name: 'user', scope: 'account', owner: key.user_id, spend, limit: max_budget, resetsAt: budget_reset_at, isEnforced: !key.team_id });
  }
  return budgets;
}

/** A key without a budget of its own has that of its tier, and may have more for a while. */
function limitOf({ max_budget, litellm_budget_table, metadata }: Key, now: number): Decimal | null | undefined {
  const limit = max_budget ?? litellm_budget_table?.max_budget;
  const { temp_budget_increase: more, temp_budget_expiry: until } = metadata ?? {};
  return limit != null && more != null && typeof until === 'number' && until > now ? add(limit, more) : limit;
}

function windowOf({ name, spend, limit, resetsAt, isEnforced }: Budget): NonNullable<Reading['windows']>[number] {
  return {
    name,
    ...(limit != null && spend != null ? { remaining: quantity(subtract(limit, spend), 'USD') } : {}),
    ...(spend == null ? {} : { used: quantity(spend, 'USD') }),
    ...(limit == null ? {} : { limit: quantity(limit, 'USD') }),
    ...(limit != null && !isEnforced ? { enforced: false } : {}),
    ...(typeof resetsAt === 'number' ? { resetsAt } : {}),
  };
}

const errorSchema = () => z.object({ error: z.object({ type: z.nullish(z.string()), message: z.nullish(z.string()) }) });

/** Its statuses differ from release to release: 400, 401 and 429 have all meant that a budget is used up. */
function explain({ status, body }: ExplainedAnswer): Failure | undefined {
  const parsed = z.safeParse(errorSchema(), body);
  if (status < 400 || !parsed.success) return undefined;
  const { type, message } = parsed.data.error;
  // Without a database a proxy knows neither keys nor spend.
  if (type === 'no_db_connection') return { kind: 'unsupported', detail: 'no_db_connection' };
  if (type === 'budget_exceeded' || /^(?:ExceededBudget|Budget has been exceeded)/.test(message ?? '')) return { kind: 'exhausted' };
  return undefined;
}
