import { browser } from 'wxt/browser';
import { unlikeKey } from '../snapshot';

/**
 * Sessions of websites, in memory only: `storage.session` is never written to disk and goes with the browser. Each belongs
 * to one account, and so to one organization.
 */
export interface Sessions {
  get(accountId: string): Promise<string | undefined>;
  put(accountId: string, token: string): Promise<void>;
  drop(accountIds: readonly string[]): Promise<void>;
  /** Those of accounts that are just being made as well. */
  dropAll(): Promise<void>;
  /** Notes whether a provider's website uses credentials of another kind. Nothing of them is kept. */
  noteUnlike(providerId: string, isUnlike: boolean): Promise<void>;
}

const keyOf = (accountId: string) => `session:${accountId}`;

export function browserSessions(): Sessions {
  const { session } = browser.storage;
  return {
    async get(accountId) {
      const { [keyOf(accountId)]: token } = await session.get(keyOf(accountId));
      return typeof token === 'string' ? token : undefined;
    },
    put: (accountId, token) => session.set({ [keyOf(accountId)]: token }),
    drop: (accountIds) => session.remove(accountIds.map(keyOf)),
    dropAll: async () => session.remove(Object.keys(await session.get(null)).filter((key) => key.startsWith(keyOf('')))),
    noteUnlike: (providerId, isUnlike) => (isUnlike ? session.set({ [unlikeKey(providerId)]: true }) : session.remove(unlikeKey(providerId))),
  };
}
