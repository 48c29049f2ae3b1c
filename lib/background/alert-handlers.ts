import { changedAlerts } from '../alert-settings';
import type { Dependencies, Handlers } from './handlers';

/** What the command about alerts does. */
export function createAlertHandlers({ state }: Pick<Dependencies, 'state'>): Pick<Handlers, 'alert.change'> {
  return {
    async 'alert.change'(change) {
      await state.update(({ settings, accounts, unreadable }) => {
        if (Object.keys(change).length === 0) return undefined;
        if (change.account !== undefined && !Object.hasOwn(accounts, change.account)) return undefined;
        const { accounts: chosen = {}, ...alerts } = changedAlerts(settings.alerts ?? {}, change);
        const known = new Set([...Object.keys(accounts), ...unreadable.map(({ id }) => id)]);
        // What was chosen for an account goes with it.
        return { settings: { ...settings, alerts: { ...alerts, accounts: Object.fromEntries(Object.entries(chosen).filter(([id]) => known.has(id))) } } };
      });
      return null;
    },
  };
}
