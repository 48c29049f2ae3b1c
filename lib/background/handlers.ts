import type * as z from 'zod/mini';
import type { CommandName, CommandOutput, commands } from '../protocol';
import type { HttpOptions } from '../provider-host/http';
import type { Sessions } from '../store/sessions';
import type { BrowserVaultMemory } from '../store/vault-memory';
import type { Binding, Vault } from '../vault/contract';
import { createAccountHandlers } from './account-handlers';
import { createAlertHandlers } from './alert-handlers';
import type { AutoLock } from './auto-lock';
import { createBackupHandlers } from './backup-handlers';
import type { BusyOrigins } from './busy-origins';
import { createChannelHandlers } from './channel-handlers';
import type { Channels } from './channels';
import { createConfirmHandler } from './confirm-balance';
import type { Dashboards } from './dashboards';
import { createEraseHandler, type Erased } from './erase';
import type { HistoryKeeper } from './history';
import { createHistoryHandlers } from './history-handlers';
import { createLedgerHandlers } from './ledger-handlers';
import type { Ledgers } from './ledgers';
import type { Permissions } from './permissions';
import type { Refresh } from './refresh';
import { createSettingsHandlers } from './settings-handlers';
import type { StateOwner } from './state';
import { createTrialHandlers } from './trials';
import { createVaultHandlers } from './vault-handlers';

/** What each command does. Inputs have been validated; what is thrown becomes the answer's failure. */
export type Handlers = { [Name in CommandName]: (input: z.output<ReturnType<(typeof commands)[Name]>>) => Promise<CommandOutput[Name]> };

export interface Dependencies {
  state: StateOwner;
  vault: Vault;
  memory: Pick<BrowserVaultMemory, 'readWatch' | 'writeWatch'>;
  autoLock: AutoLock;
  /** Locks the vault and everything that hangs on it. */
  lock(): Promise<void>;
  /** Opens one secret of what really lies on disk. */
  readBack(binding: Binding | undefined): Promise<void>;
  /** What “erase everything” makes empty. */
  erased: Erased;
  sessions: Sessions;
  dashboards: Dashboards;
  ledgers: Ledgers;
  channels: Channels;
  refresh: Refresh;
  origins: BusyOrigins;
  history: HistoryKeeper;
  permissions: Permissions;
  http: HttpOptions;
  random(): number;
  /** Starts work that nobody waits for, and keeps the worker awake for it. */
  background(work: Promise<unknown>): void;
  /** Sees to it that removed accounts are purged when their time has come. */
  purgeLater(): void;
}

export function createHandlers(dependencies: Dependencies): Handlers {
  const { dashboards } = dependencies;
  return {
    ...createAccountHandlers(dependencies),
    ...createTrialHandlers(dependencies),
    ...createConfirmHandler(dependencies),
    ...createLedgerHandlers(dependencies),
    ...createChannelHandlers(dependencies),
    ...createSettingsHandlers(dependencies),
    ...createAlertHandlers(dependencies),
    ...createHistoryHandlers(dependencies),
    ...createVaultHandlers(dependencies),
    ...createBackupHandlers(dependencies),
    ...createEraseHandler(dependencies),
    'session.find': async ({ providerId }) => ({ organizations: await dashboards.find(providerId) }),
    async 'session.readPage'({ providerId, id }) {
      await dashboards.readPage(providerId, id);
      return null;
    },
  };
}
