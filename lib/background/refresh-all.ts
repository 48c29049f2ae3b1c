import { isLedger, type Ledgers } from './ledgers';
import type { Refresh } from './refresh';
import type { StateOwner } from './state';

/** One refresh for every account: services are asked, ledgers are added up. */
export function createRefreshAll(services: Refresh, ledgers: Pick<Ledgers, 'count'>, state: StateOwner): Refresh {
  return {
    ...services,
    async run(ids) {
      const { accounts } = state.get();
      const own = ids.filter((id) => accounts[id] !== undefined && isLedger(accounts[id]));
      if (own.length === 0) return services.run(ids);
      const [counted, asked] = await Promise.all([ledgers.count(own), services.run(ids.filter((id) => !own.includes(id)))]);
      return { succeeded: counted.succeeded + asked.succeeded, failed: counted.failed + asked.failed, waiting: asked.waiting };
    },
  };
}
