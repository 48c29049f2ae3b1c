import type { Disk } from '../store/disk';
import type { BrowserVaultMemory } from '../store/vault-memory';
import type { DeviceKeys } from '../vault/device-key';
import type { Handlers } from './handlers';
import type { Permissions } from './permissions';
import type { Refresh } from './refresh';
import type { StateOwner } from './state';

/** What is made empty. */
export interface Erased {
  deviceKeys: Pick<DeviceKeys, 'erase'>;
  disk: Pick<Disk, 'clear'>;
  /** The history and the ledgers. */
  databases: { clear(): Promise<unknown> };
  memory: Pick<BrowserVaultMemory, 'clearAll'>;
  alarms: { clearAll(): Promise<unknown> };
}

interface Dependencies {
  erased: Erased;
  state: StateOwner;
  refresh: Refresh;
  permissions: Permissions;
}

/** Leaves nothing behind. A step that fails keeps none of the others from being done, and is told in the end. */
export function createEraseHandler({ erased, state, refresh, permissions }: Dependencies): Pick<Handlers, 'vault.erase'> {
  return {
    async 'vault.erase'() {
      const failures: unknown[] = [];
      const attempt = (step: Promise<unknown>) => step.catch((error: unknown) => void failures.push(error));
      refresh.abortAll();
      await attempt(
        state.reload(async () => {
          // First what opens the rest: what is removed from a disk may be found there for long.
          await attempt(erased.deviceKeys.erase());
          await attempt(erased.disk.clear());
          await attempt(erased.databases.clear());
          await attempt(erased.memory.clearAll());
        }),
      );
      await attempt(permissions.giveBackAll());
      await attempt(erased.alarms.clearAll());
      if (failures.length > 0) throw failures[0];
      return null;
    },
  };
}
