import type { AlertSettings } from '@/lib/alert-settings';
import { useView } from '@/lib/client/use-view';

/** What the person has chosen about alerts, and the currency that amounts for all accounts are in. */
export function useAlertSettings(): { settings: AlertSettings; currency: string } {
  const { settings } = useView().snapshot ?? {};
  return { settings: settings?.alerts ?? {}, currency: settings?.currency ?? 'USD' };
}
