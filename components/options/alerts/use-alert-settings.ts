import type { AlertSettings } from '@/lib/alert-settings';
import { send } from '@/lib/client/send';
import { useView } from '@/lib/client/use-view';

/** What the person has chosen about alerts, and how it is changed. What is given as `undefined` is as usual again. */
export function useAlertSettings(): { settings: AlertSettings; currency: string; change(patch: AlertSettings): void } {
  const { snapshot } = useView();
  const settings = snapshot?.settings.alerts ?? {};
  return {
    settings,
    currency: snapshot?.settings.currency ?? 'USD',
    change(patch) {
      const next = { ...settings, ...patch };
      const known = new Set([...(snapshot?.accounts ?? []), ...(snapshot?.removed ?? []), ...(snapshot?.unreadable ?? [])].map(({ id }) => id));
      // What was chosen for an account goes with it.
      const accounts = Object.entries(next.accounts ?? {}).filter(([id]) => known.has(id));
      void send('settings.change', { alerts: { ...next, accounts: Object.fromEntries(accounts) } });
    },
  };
}
