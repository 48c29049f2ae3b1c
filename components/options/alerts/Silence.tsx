import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { Check, Field } from '../../ui/Field';
import styles from './Alerts.module.css';
import { Snooze } from './Snooze';
import { useAlertSettings } from './use-alert-settings';

/** From ten in the evening to seven in the morning. */
const usual = { from: 22 * 60, to: 7 * 60 };

/** When nothing is told: at night, and while it is snoozed. */
export function Silence() {
  const { alerts } = useOptionsText();
  const { settings } = useAlertSettings();
  const { quiet, snoozedUntil } = settings;
  return (
    <section>
      <h2>{alerts.silence}</h2>
      <p>{alerts.silenceHint}</p>
      <Check label={alerts.quiet} checked={quiet !== undefined} onChange={(isOn) => void send('alert.change', { quiet: isOn ? usual : null })} />
      {quiet && (
        <div className={styles.times}>
          <Time label={alerts.quietFrom} minutes={quiet.from} onChange={(from) => void send('alert.change', { quiet: { ...quiet, from } })} />
          <Time label={alerts.quietTo} minutes={quiet.to} onChange={(to) => void send('alert.change', { quiet: { ...quiet, to } })} />
        </div>
      )}
      <Snooze label={alerts.snoozeAll} until={snoozedUntil} onChange={(until) => void send('alert.change', { snoozedUntil: until })} />
    </section>
  );
}

function Time({ label, minutes, onChange }: { label: string; minutes: number; onChange(minutes: number): void }) {
  const digits = (number: number) => String(number).padStart(2, '0');
  return (
    <Field label={label}>
      {(attributes) => (
        <input
          {...attributes}
          type="time"
          value={`${digits(Math.floor(minutes / 60))}:${digits(minutes % 60)}`}
          onChange={({ currentTarget: { value } }) => {
            const [hours = Number.NaN, rest = Number.NaN] = value.split(':').map(Number);
            if (Number.isInteger(hours * 60 + rest)) onChange(hours * 60 + rest);
          }}
        />
      )}
    </Field>
  );
}
