import type { Content } from '../backup/content';
import { seriesElsewhere } from '../history/series-point';
import { condense } from '../history/thin';
import type { History } from '../history-point';
import type { LedgerEntry } from '../ledger-entry';
import type { HistoryKeeper } from './history';
import { isLedger, type Ledgers } from './ledgers';
import type { State } from './state';

/** What was in the past of accounts: their history, and the entries of ledgers. */
export type Past = Pick<Content, 'ledgers'> & { history: History };

interface Keepers {
  history: Pick<HistoryKeeper, 'read' | 'merge'>;
  ledgers: Pick<Ledgers, 'read' | 'append'>;
}

const day = 24 * 60 * 60_000;
export const noHistory: History = { series: [], spend: [] };

/**
 * The past of every account.
 *
 * @param now Unix milliseconds.
 * @throws FailureError where a ledger cannot be read: a backup without some of its entries would be a wrong one. A history that cannot be
 *   read is left out.
 */
export async function pastOf({ accounts }: Pick<State, 'accounts'>, { history, ledgers }: Keepers, now: number): Promise<Past> {
  const kept = Object.values(accounts).filter(({ removedAt }) => removedAt === undefined);
  const ids = kept.map(({ id }) => id);
  const { series, spend } = await history.read({ ids, from: 0, to: now, span: 0 }).catch(() => noHistory);
  const books: NonNullable<Past['ledgers']> = [];
  for (const { id } of kept.filter(isLedger)) books.push({ account: id, entries: (await ledgers.read(id)).entries });
  return { history: { series, spend }, ledgers: books.filter(({ entries }) => entries.length > 0) };
}

/** The first, last, lowest and highest value of each day. */
export function aDay({ series, spend }: History): History {
  return { series: series.map((one) => ({ ...one, points: condense(one.points, day) })), spend };
}

/**
 * Puts the past of accounts back that were taken over. Of what is here already nothing is replaced, and a ledger that has
 * entries keeps those.
 *
 * @param idHere what an id of the backup is called here; accounts without one are passed over.
 * @param added the accounts that were not here before, by their ids here.
 */
export async function bringBack(
  { accounts, history, ledgers = [] }: Content,
  { idHere, added, state }: { idHere: ReadonlyMap<string, string>; added: readonly string[]; state: Pick<State, 'accounts'> },
  keepers: Keepers,
): Promise<void> {
  const accountOf = new Map(
    accounts.flatMap(({ account: from }) => {
      const to = state.accounts[idHere.get(from.id) ?? ''];
      return to ? [[from.id, { from, to }] as const] : [];
    }),
  );
  for (const { account, entries } of ledgers) {
    const to = accountOf.get(account)?.to;
    if (to && added.includes(to.id)) await enter(to.id, entries, keepers.ledgers);
  }
  const { series, spend } = 'series' in history ? history : noHistory;
  const moved = {
    series: series.flatMap((one) => {
      const both = accountOf.get(one.account);
      return both ? { ...one, account: both.to.id, series: seriesElsewhere(one.series, both.from, both.to) } : [];
    }),
    spend: spend.flatMap((day) => ({ ...day, account: accountOf.get(day.account)?.to.id ?? '' })).filter(({ account }) => account !== ''),
  };
  // A history that cannot be written is told about by whoever keeps it, and the accounts are there.
  if (moved.series.length + moved.spend.length > 0) await keepers.history.merge(moved).catch(() => undefined);
}

/** Corrections come last: they name entries by ids, which are made anew. */
async function enter(account: string, entries: readonly LedgerEntry[], ledgers: Keepers['ledgers']): Promise<void> {
  const recorded = entries.flatMap((entry) => (entry.kind === 'correction' ? [] : entry));
  const written = await ledgers.append(account, ({ entries: there }) => (there.length > 0 ? undefined : { entries: recorded.map(asNew) }));
  const idOf = new Map(written.map(({ id }, place) => [recorded[place]?.id ?? '', id]));
  const corrections = entries.flatMap((entry) => {
    const corrects = entry.kind === 'correction' ? idOf.get(entry.corrects) : undefined;
    return entry.kind === 'correction' && corrects !== undefined ? { ...asNew(entry), corrects } : [];
  });
  if (corrections.length > 0) await ledgers.append(account, () => ({ entries: corrections }));
}

/** What the store gives an entry is given anew. */
function asNew<Entry extends LedgerEntry>({
  v: _v,
  id: _id,
  accountId: _account,
  number: _number,
  ...entry
}: Entry): Omit<Entry, 'v' | 'id' | 'accountId' | 'number'> {
  return entry;
}
