import type { Account } from '../account';
import type { VaultState } from '../snapshot';
import { items } from '../store/items';
import type { Figures, Vault } from '../vault/contract';
import type { Patch, State } from './state';

const families = [items.status.key, items.confirmed.key, items.delivery.key];

/** The figures of accounts, with those that lie encrypted opened; while the vault is locked these are unknown. */
export async function figuresIn(records: ReadonlyMap<string, unknown>, vault: Vault): Promise<Map<string, unknown>> {
  const { hidden } = vault.figures();
  const found = [...records].filter(([key]) => families.some((family) => key.startsWith(family)));
  // All at once: the browser decrypts elsewhere, and a thousand ways there and back, one after the other, are noticed.
  const opened = found.map(async ([key, raw]): Promise<[string, unknown] | undefined> => {
    if (!isSealed(raw)) return [key, raw];
    // Where nothing is hidden, the account holds the balance: what lies apart was left by a write that was broken off.
    if (vault.state() !== 'open' || (!hidden && key.startsWith(items.confirmed.key))) return undefined;
    const text = await vault.openFigures(key, raw).catch(() => undefined);
    return text === undefined ? undefined : [key, JSON.parse(text)];
  });
  return new Map((await Promise.all(opened)).filter((entry) => entry !== undefined));
}

function isSealed(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'c' in raw;
}

/** Everything with an amount in it: to be written anew when it changes how figures lie on disk. */
export function everyFigure({ accounts, statuses, deliveries }: State): Pick<Patch, 'accounts' | 'statuses' | 'deliveries'> {
  return { statuses, deliveries, accounts: Object.fromEntries(Object.entries(accounts).filter(([, { confirmed }]) => confirmed !== undefined)) };
}

/** Records as they are written, by account; `null` removes one. */
export type FiguresOnDisk = Record<'accounts' | 'statuses' | 'confirmed' | 'deliveries', Record<string, unknown>>;

/** What a change writes of accounts and their figures: every amount encrypted, where they are hidden. */
export async function figuresOnDisk({ accounts = {}, statuses = {}, deliveries = {} }: Patch, figures: Figures, vault: VaultState): Promise<FiguresOnDisk> {
  const sealedAs = async (family: string, values: Readonly<Record<string, object | null>>) => {
    const entries = Object.entries(values).map(async ([id, value]) => [id, value && (await figures.seal(family + id, JSON.stringify(value)))] as const);
    return Object.fromEntries(await Promise.all(entries));
  };
  const confirmed: Record<string, Account['confirmed'] | null> = {};
  for (const [id, account] of Object.entries(accounts)) {
    if (figures.hidden && account?.confirmed) confirmed[id] = account.confirmed;
    // While it is locked nobody knows of a balance that lies apart: it stays.
    else if (account === null || vault !== 'locked') confirmed[id] = null;
  }
  if (!figures.hidden) return { accounts, statuses, confirmed, deliveries };
  const bare = Object.entries(accounts).map(([id, account]) => [id, account && withoutConfirmed(account)]);
  return {
    accounts: Object.fromEntries(bare),
    statuses: await sealedAs(items.status.key, statuses),
    confirmed: await sealedAs(items.confirmed.key, confirmed as Record<string, object | null>),
    deliveries: await sealedAs(items.delivery.key, deliveries),
  };
}

function withoutConfirmed({ confirmed: _confirmed, ...account }: Account): Account {
  return account;
}
