import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow } from '@/lib/client/use-view';
import { clock } from '@/lib/i18n/when';
import styles from './Alerts.module.css';

const hour = 60 * 60_000;
const lengths = { hour, day: 24 * hour, week: 7 * 24 * hour };

/** Nothing is told for a while. */
export function Snooze({ label, until, onChange }: { label: string; until: number | undefined; onChange(until: number | null): void }) {
  const { alerts, language } = useOptionsText();
  const now = useNow();
  if (until !== undefined && until > now) {
    return (
      <p className={styles.buttons} role="status">
        {label}: {alerts.snoozedUntil(clock(until, now, language.tag))}
        <button type="button" onClick={() => onChange(null)}>
          {alerts.endSnooze}
        </button>
      </p>
    );
  }
  return (
    <fieldset className={styles.snooze}>
      <legend>{label}</legend>
      {(Object.keys(lengths) as (keyof typeof lengths)[]).map((length) => (
        <button key={length} type="button" onClick={() => onChange(Date.now() + lengths[length])}>
          {alerts.snoozeFor[length]}
        </button>
      ))}
    </fieldset>
  );
}
