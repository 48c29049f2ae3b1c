import { useOptionsText } from '@/lib/client/use-options-text';
import { Check, Field } from '../ui/Field';
import type { Filled } from './account-draft';

interface FieldProps {
  filled: Filled;
  onChange(patch: Partial<Filled>): void;
}

/** Whether a pasted session outlives the browser. */
export function RememberField({ filled, onChange }: FieldProps) {
  const { form } = useOptionsText();
  return <Check label={form.remember} checked={filled.remember} onChange={(remember) => onChange({ remember })} />;
}

/** What is there now, for a credential that tells only what was spent. */
export function BalanceNowField({ filled, problem, onChange, isWished }: FieldProps & { problem: string | undefined; isWished: boolean }) {
  const { confirmed } = useOptionsText();
  return (
    <Field label={confirmed.balanceNow} hint={<p>{confirmed.balanceNowHint}</p>} problem={problem}>
      {(attributes) => (
        <input
          {...attributes}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: whoever came here by "Record a balance" came for this field.
          autoFocus={isWished}
          value={filled.balance}
          onChange={(event) => onChange({ balance: event.currentTarget.value })}
        />
      )}
    </Field>
  );
}
