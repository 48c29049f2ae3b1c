import { type AlertKind, alertKinds, alertLimits, limitOf } from '@/lib/alert-settings';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { Check } from '../../ui/Field';
import { Entry } from '../Entry';
import { limitIn } from './limit-entry';
import { useAlertSettings } from './use-alert-settings';

const switches = alertKinds.filter((kind) => alertLimits[kind].unit === 'none');
const limits = alertKinds.filter((kind) => !switches.includes(kind));

/** The limits that hold for all accounts. */
export function Rules() {
  const { alerts } = useOptionsText();
  const { settings, currency } = useAlertSettings();
  const set = (kind: AlertKind, limit: string) => void send('alert.change', { limits: { [kind]: limit } });
  return (
    <section>
      <h2>{alerts.rules}</h2>
      <p>{alerts.rulesHint}</p>
      {[...limits, ...switches].map((kind) => {
        const limit = limitOf(kind, settings, '', currency, currency);
        const label = alerts.kinds[kind](currency);
        if (alertLimits[kind].unit === 'none') {
          return <Check key={kind} label={label} checked={limit !== null} onChange={(isOn) => set(kind, isOn ? '1' : 'off')} />;
        }
        return (
          <Entry
            key={`${kind} ${limit}`}
            label={label}
            hint={kind === 'below-share' ? alerts.shareHint : undefined}
            value={limit ?? ''}
            problem={alerts.wrong}
            read={(entered) => (entered === '' ? '' : limitIn(kind, entered))}
            onChange={(entered) => set(kind, entered === '' ? 'off' : entered)}
          />
        );
      })}
    </section>
  );
}
