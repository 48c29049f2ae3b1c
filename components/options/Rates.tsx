import { useState } from 'react';
import { useOptionsText } from '@/lib/client/use-options-text';
import { compare, parseDecimal } from '@/lib/money/decimal';
import { isCurrency } from '@/lib/money/quantity';
import type { Settings } from '@/lib/settings';
import { Field } from '../ui/Field';
import styles from './General.module.css';

/** Exchange rates that the person sets: nothing is converted by any other. */
export function Rates({ settings, onChange }: { settings: Settings; onChange(rates: Settings['rates']): void }) {
  const { general, problem } = useOptionsText();
  const [currency, setCurrency] = useState('');
  const [rate, setRate] = useState('');
  const [isWrong, setWrong] = useState(false);

  function add() {
    const code = currency.trim().toUpperCase();
    const value = parseDecimal(rate.trim());
    const isUsable = isCurrency(code) && code !== settings.currency && value !== undefined && compare(value, '0') > 0;
    setWrong(!isUsable);
    if (!isUsable) return;
    onChange({ ...settings.rates, [code]: value });
    setCurrency('');
    setRate('');
  }

  return (
    <>
      <p>{general.ratesHint(settings.currency)}</p>
      <ul>
        {Object.entries(settings.rates).map(([code, value]) => (
          <li key={code} className={styles.rate}>
            {general.rateOf(code, settings.currency)}: {value}
            <button
              type="button"
              data-kind="quiet"
              aria-label={general.removeRate(code)}
              onClick={() => onChange(Object.fromEntries(Object.entries(settings.rates).filter(([kept]) => kept !== code)))}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      <div className={styles.newRate}>
        <Field label={general.rateCurrency}>
          {(attributes) => (
            <input {...attributes} type="text" maxLength={3} autoComplete="off" value={currency} onChange={(event) => setCurrency(event.currentTarget.value)} />
          )}
        </Field>
        <Field label={general.rateOf(currency.toUpperCase() || '…', settings.currency)} problem={isWrong ? problem.amount : undefined}>
          {(attributes) => (
            <input {...attributes} type="text" inputMode="decimal" autoComplete="off" value={rate} onChange={(event) => setRate(event.currentTarget.value)} />
          )}
        </Field>
        <button type="button" onClick={add}>
          {general.addRate}
        </button>
      </div>
    </>
  );
}
