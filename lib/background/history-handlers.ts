import { fail } from '../failure';
import type { Dependencies, Handlers } from './handlers';

/** What the commands about the history do. */
export function createHistoryHandlers({ state, history }: Dependencies): Pick<Handlers, 'history.read' | 'history.import' | 'history.forget'> {
  return {
    'history.read': (query) => history.read(query),

    async 'history.import'({ series, spend }) {
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
