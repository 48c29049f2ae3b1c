import { originsOf } from './credentials';
import type { Dependencies } from './handlers';

/** What follows when a person allows an origin, or takes it back, wherever they do so. */
export function createAccessWatch({
  state,
  permissions,
  refresh,
  ready,
}: Pick<Dependencies, 'state' | 'permissions' | 'refresh'> & { ready(): Promise<void> }) {
  async function read(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await refresh.run(ids);
  }

  return {
    /** Those that waited for it are read. */
    async given(): Promise<void> {
      permissions.changed();
      await ready();
      const { accounts, statuses } = state.get();
      await read(Object.keys(accounts).filter((id) => statuses[id]?.failure?.kind === 'permission-missing'));
    },

    /** Whoever lost the permission learns of it at once, without a request: the check comes before one. */
    async taken(): Promise<void> {
      permissions.changed();
      await ready();
      const lost: string[] = [];
      for (const account of Object.values(state.get().accounts)) {
        if (!(await permissions.hasAll(originsOf(account)))) lost.push(account.id);
      }
      await read(lost);
    },
  };
}
