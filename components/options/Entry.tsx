import { useState } from 'react';
import { isNegative, parseDecimal } from '@/lib/money/decimal';
import { Field } from '../ui/Field';

interface EntryProps {
  label: string;
  hint?: string | undefined;
  value: string;
  problem: string;
  /** @returns the value to keep, or nothing when the entry cannot be one. */
  read(entered: string): string | undefined;
  onChange(value: string): void;
}

/** A typed value, kept when the field is left or Enter is pressed; a wrong one stays in the field, with a sentence. */
export function Entry({ label, hint, value, problem, read, onChange }: EntryProps) {
  const [entered, setEntered] = useState(value);
  const [isWrong, setWrong] = useState(false);
  function keep() {
    const kept = read(entered.trim());
    setWrong(kept === undefined);
    if (kept !== undefined && kept !== value) onChange(kept);
  }
  return (
    <Field label={label} hint={hint === undefined ? undefined : <p>{hint}</p>} problem={isWrong ? problem : undefined}>
      {(attributes) => (
        <input
          {...attributes}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          value={entered}
          onChange={(event) => setEntered(event.currentTarget.value)}
          onBlur={keep}
          onKeyDown={(event) => event.key === 'Enter' && keep()}
        />
      )}
    </Field>
  );
}

/** @returns the amount, where it is one that is not negative. */
export function amountOf(entered: string): string | undefined {
  const amount = parseDecimal(entered);
  return amount === undefined || isNegative(amount) ? undefined : amount;
}
