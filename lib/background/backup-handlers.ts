import type { Account } from '../account';
import type { Content } from '../backup/content';
import { type BackupKey, openBackup, sealBackup } from '../backup/seal-backup';
import { FailureError, fail } from '../failure';
import type { CommandName, CommandOutput } from '../protocol';
import { type Import, importOf } from './backup-import';
import { aDay, bringBack, noHistory, type Past, pastOf } from './backup-past';
import { planned, viewOf } from './backup-plan';
import { bindingOf, originsOf, originsOfDashboards } from './credentials';
import type { Dependencies, Handlers } from './handlers';
import { giveBackUnused } from './purge';
import type { State } from './state';
import { bytesOf } from './vault-handlers';

/** What is written today. */
type FullContent = Content & Past;

type BackupCommand = Extract<CommandName, `backup.${string}`>;

/** What the commands about backups do. They are sealed and opened here: what is in them reaches no page. */
export function createBackupHandlers({
  state,
  vault,
  sessions,
  refresh,
  permissions,
  history,
  ledgers,
  http,
  background,
}: Dependencies): Pick<Handlers, BackupCommand> {
  async function contentOf({ settings, accounts, statuses }: State, past: Past): Promise<FullContent> {
    const content: FullContent = { version: 2, settings, accounts: [], ...past };
    for (const account of Object.values(accounts)) {
      if (account.removedAt !== undefined) continue;
      const secret = await secretOf(account);
      const { reading, readAt, method, others } = statuses[account.id] ?? {};
      content.accounts.push({ account, ...(secret === undefined ? {} : { secret }), ...(reading ? { figures: { reading, readAt, method, others } } : {}) });
    }
    return content;
  }

  /** @returns `undefined` for a key that does not open; it must not hold up the rest. */
  async function secretOf(account: Account): Promise<string | undefined> {
    // What is in memory only was never to be written down.
    if (account.inMemory !== undefined) return undefined;
    return vault.unseal(bindingOf(account)).catch((error: unknown) => {
      if (error instanceof FailureError && error.failure.kind === 'damaged') return undefined;
      throw error;
    });
  }

  /** A file that is too long to be read again is made with less of the history, and then without figures, which are read again. */
  async function sealed(content: FullContent, key: BackupKey): Promise<Pick<CommandOutput['backup.export'], 'file' | 'history'>> {
    const daily = aDay(content.history);
    const accounts = content.accounts.map(({ figures: _figures, ...entry }) => entry);
    const lighter = [
      { content, history: 'whole' },
      { content: { ...content, history: daily }, history: 'daily' },
      { content: { ...content, history: noHistory }, history: 'none' },
    ] as const;
    for (const attempt of lighter) {
      const file = await sealBackup(attempt.content, key, http.now()).catch((error) => (isTooLarge(error) ? undefined : Promise.reject(error)));
      if (file !== undefined) return { file, history: attempt.history };
    }
    return { file: await sealBackup({ ...content, accounts, history: noHistory }, key, http.now()), history: 'none' };
  }

  return {
    async 'backup.export'({ kdf, key }) {
      if (vault.state() === 'locked') fail({ kind: 'locked' });
      let answer: CommandOutput['backup.export'] | undefined;
      const past = await pastOf(state.get(), { history, ledgers }, http.now());
      // Between two changes, so that accounts and keys belong together.
      await state.update(async (current) => {
        const content = await contentOf(current, past);
        const withoutKey = content.accounts.filter(({ secret }) => secret === undefined).length;
        answer = { ...(await sealed(content, { kdf, key: bytesOf(key) })), withoutKey };
        return undefined;
      });
      return answer ?? fail({ kind: 'damaged', part: 'storage' });
    },

    async 'backup.preview'({ file, key }) {
      const { header, content } = await openBackup(file, bytesOf(key));
      return { createdAt: Date.parse(header.createdAt), entries: (await planned(content, state.get(), vault)).map(viewOf) };
    },

    async 'backup.import'({ file, key, mode }) {
      const { content } = await openBackup(file, bytesOf(key));
      let change: Import | undefined;
      let freed: string[] = [];
      if (mode === 'replace') refresh.abortAll();
      await state.update(async (current) => {
        change = await importOf(content, current, vault, mode);
        freed = mode === 'replace' ? [...change.gone.flatMap(originsOf), ...originsOfDashboards(current.settings)] : [];
        return change.patch;
      });
      const { gone, ids, idHere, outcome } = change ?? fail({ kind: 'damaged', part: 'storage' });
      await sessions.drop(gone.map(({ id }) => id));
      await giveBackUnused(freed, state, permissions);
      await bringBack(content, { idHere, added: ids, state: state.get() }, { history, ledgers });
      // Where nothing is allowed yet, nothing is asked: each account only says so.
      background(refresh.run(ids));
      return outcome;
    },
  };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof FailureError && error.failure.kind === 'unusable-file';
}
