import { compareQuantities, convert, isCurrency, plus, type Quantity } from './money/quantity';
import { type AccountView, accountState, type Snapshot } from './snapshot';

/** What is left in all accounts together, by currency. */
export interface Total {
  /** Absent when no account has a figure in this currency: unknown is not zero. */
  amount?: Quantity;
  unit: string;
  /** Part of the amount came from another currency, with the rate that the person set. */
  converted: boolean;
  /** Sums in other currencies, which no rate covers. */
  others: Quantity[];
  /** How many wallets went into `amount`, or without one into the first of `others`. */
  summed: number;
  /** Accounts whose figure is known, fresh or not, of `count` accounts that count. */
  known: number;
  count: number;
  /** Accounts without a limit are named, never added. */
  unlimited: number;
  /** How many of the amounts are what a limit still allows, which is not money. */
  limits: number;
  state: TotalState;
  /** The oldest reading that went in, Unix milliseconds. */
  readAt?: number;
  /** The account in the total's currency with the least left. */
  lowest?: AccountView;
}

/**
 * `fresh`: every account is. `partial`: some account has no figure. `stale`: every figure is known, but some are old or
 * their refresh failed. `failed` and `new`: no figure at all.
 */
export type TotalState = 'none' | 'fresh' | 'partial' | 'stale' | 'failed' | 'new' | 'locked';

/**
 * Adds up what is left. One wallet behind several accounts is counted once; budgets and balances are both what can still
 * be spent; units that are no currency are never added.
 */
export function totalOf(snapshot: Snapshot, now: number): Total {
  const { settings } = snapshot;
  // What was spent is no part of what is left, and not knowing what is left is no fault of an account that tells only that.
  const counted = snapshot.accounts.filter((account) => account.countInTotal && account.reading?.meaning !== 'spend');
  const total: Total = {
    unit: settings.currency,
    converted: false,
    others: [],
    summed: 0,
    known: 0,
    count: counted.length,
    unlimited: 0,
    limits: 0,
    state: 'none',
  };
  const sums = new Map<string, { amount: Quantity; wallets: Set<AccountView> }>();
  for (const account of oneOfEachWallet(counted)) {
    const { reading, readAt } = account;
    if (!reading?.remaining || reading.blocked) continue;
    if (reading.remaining === 'unlimited') {
      total.unlimited += 1;
      continue;
    }
    if (reading.meaning === 'budget' && isCurrency(reading.remaining.unit)) total.limits += 1;
    for (const amount of [reading.remaining, ...(reading.otherRemaining ?? [])]) {
      if (!isCurrency(amount.unit)) continue;
      const rate = amount.unit === settings.currency ? undefined : settings.rates[amount.unit];
      const counts = rate === undefined ? amount : convert(amount, rate, settings.currency);
      total.converted ||= rate !== undefined;
      const sum = sums.get(counts.unit);
      sums.set(counts.unit, { amount: sum ? plus(sum.amount, counts) : counts, wallets: (sum?.wallets ?? new Set()).add(account) });
    }
    if (readAt !== undefined) total.readAt = Math.min(readAt, total.readAt ?? readAt);
  }
  total.known = counted.filter((account) => account.reading?.remaining !== undefined).length;
  const main = sums.get(settings.currency);
  if (main) total.amount = main.amount;
  sums.delete(settings.currency);
  const others = [...sums.values()];
  total.others = others.map(({ amount }) => amount);
  total.summed = (main ?? others[0])?.wallets.size ?? 0;
  const lowest = lowestOf(counted, settings.currency);
  if (lowest) total.lowest = lowest;
  total.state = stateOf(counted, snapshot, now);
  return total;
}

/** The account in a currency with the least left, if any is known. */
export function lowestOf(accounts: readonly AccountView[], currency: string): AccountView | undefined {
  let lowest: { account: AccountView; amount: Quantity } | undefined;
  for (const account of accounts) {
    const amount = account.reading?.remaining;
    if (!amount || amount === 'unlimited' || amount.unit !== currency) continue;
    if (!lowest || isLess(amount, lowest.amount)) lowest = { account, amount };
  }
  return lowest?.account;
}

function isLess(left: Quantity, right: Quantity): boolean {
  return compareQuantities(left, right) < 0;
}

/** Whoever the others draw on stands for a wallet that several accounts share, or else the freshest reading does. */
function oneOfEachWallet(accounts: readonly AccountView[]): AccountView[] {
  const wallets = new Map<string, AccountView>();
  for (const account of accounts) {
    const rival = wallets.get(account.wallet);
    if (!rival || standsBefore(account, rival)) wallets.set(account.wallet, account);
  }
  return [...wallets.values()];
}

function standsBefore(account: AccountView, rival: AccountView): boolean {
  if ((account.sharesWith === undefined) !== (rival.sharesWith === undefined)) return account.sharesWith === undefined;
  return (account.readAt ?? 0) > (rival.readAt ?? 0);
}

function stateOf(counted: readonly AccountView[], snapshot: Snapshot, now: number): TotalState {
  if (counted.length === 0 && snapshot.unreadable.length === 0) return 'none';
  if (snapshot.vault === 'locked') return 'locked';
  const withFigure = counted.filter((account) => account.reading !== undefined);
  if (withFigure.length === 0) return counted.some((account) => !account.failure) ? 'new' : 'failed';
  if (withFigure.length < counted.length || snapshot.unreadable.length > 0) return 'partial';
  return counted.every((account) => accountState(account, snapshot, now) === 'fresh') ? 'fresh' : 'stale';
}
