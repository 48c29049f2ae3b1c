import { fail } from '../failure';
import type { Dependencies, Handlers } from './handlers';

/** What the commands about the history do. */
export function createHistoryHandlers({ state, history }: Dependencies): Pick<Handlers, 'history.read' | 'history.merge' | 'history.forget'> {
  return {
    async 'history.read'(query) {
      // A page asks because it has seen a change: that change is through before it is answered.
      await state.update(() => undefined);
      return history.read(query);
    },

    async 'history.merge'({ series, spend }) {
      const { accounts } = state.get();
      const isUnknown = [...series, ...spend].some(({ account }) => !Object.hasOwn(accounts, account));
      if (isUnknown) fail({ kind: 'invalid-input', field: 'account', reason: 'unknown' });
      return history.merge({ series, spend });
    },

    async 'history.forget'({ ids }) {
      await history.forget(ids);
      return null;
    },
  };
}
