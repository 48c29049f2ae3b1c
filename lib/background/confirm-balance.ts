import { type Confirmed, confirm, derivedFrom } from '../confirmed-balance';
import { fail } from '../failure';
import type { Status } from '../status';
import { existing } from './existing-account';
import type { Dependencies, Handlers } from './handlers';
import type { Patch, State } from './state';

/** How far apart, in milliseconds, a balance and a reading may be and still be of one moment. */
const currentMs = 10 * 60_000;

interface Balance {
  amount: string;
  at: number;
}

/** Records a balance that spend is taken from. */
export function createConfirmHandler({
  state,
  vault,
  refresh,
  http,
}: Pick<Dependencies, 'state' | 'vault' | 'refresh' | 'http'>): Pick<Handlers, 'account.confirm'> {
  return {
    async 'account.confirm'({ id, balance, by }) {
      // Nothing could be asked, and a balance that lies encrypted could neither be written nor be found.
      if (vault.state() === 'locked') fail({ kind: 'locked' });
      const { accounts } = state.get();
      existing(accounts, id);
      if (by !== undefined && (by === id || !Object.hasOwn(accounts, by))) fail({ kind: 'invalid-input', field: 'by', reason: 'unknown' });
      if (balance && balance.at > http.now() + 60_000) fail({ kind: 'invalid-input', field: 'at', reason: 'in-future' });
      if (balance && isAbout(balance.at, http.now())) {
        // What is spent by now was spent before: it is read first, and not once more for the balance.
        await refresh.run([id]);
        await state.update((current) => confirmedNow(id, balance, current));
        return null;
      }
      await state.update((current) => {
        const { confirmed, confirmedBy: _by, ...account } = existing(current.accounts, id);
        if (by !== undefined) return { accounts: { [id]: { ...account, ...(confirmed ? { confirmed } : {}), confirmedBy: by } } };
        return { accounts: { [id]: { ...account, ...(balance ? { confirmed: confirmedWith(balance, current.statuses[id]) } : {}) } } };
      });
      refresh.abort(id);
      await refresh.run(by === undefined ? [id] : [by, id]);
      return null;
    },
  };
}

function isAbout(at: number, other: number): boolean {
  return Math.abs(at - other) <= currentMs;
}

/** A balance of this moment comes with what was already spent of the day, where that has just been read. */
function confirmedWith({ amount, at }: Balance, { reading, readAt = 0 }: Partial<Status> = {}): Confirmed {
  return confirm({ value: amount, unit: reading?.used?.unit ?? 'USD' }, at, 'person', reading, isAbout(at, readAt));
}

function confirmedNow(id: string, balance: Balance, { accounts, statuses }: State): Patch {
  const { confirmedBy: _by, ...account } = existing(accounts, id);
  const status = statuses[id];
  const confirmed = confirmedWith(balance, status);
  const patch: Patch = { accounts: { [id]: { ...account, confirmed } } };
  if (status?.reading && isAbout(balance.at, status.readAt ?? 0)) patch.statuses = { [id]: { ...status, reading: derivedFrom(status.reading, confirmed) } };
  return patch;
}
