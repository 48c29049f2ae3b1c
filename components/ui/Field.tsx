import { type ReactNode, useId } from 'react';
import styles from './Field.module.css';

interface FieldProps {
  label: string;
  hint?: ReactNode;
  problem?: string | undefined;
  /** The control, with the attributes that tie it to its label, hint and problem. */
  children(attributes: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }): ReactNode;
}

/** A control with its label above, and below it what is wrong with it. */
export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-about`, 'aria-invalid': problem !== undefined })}
      <About id={`${id}-about`} hint={hint} problem={problem} />
    </div>
  );
}

/** A switch with its label beside it. */
export function Check({
  label,
  hint,
  problem,
  ...control
}: {
  label: string;
  hint?: string;
  problem?: string | undefined;
  checked: boolean;
  onChange(checked: boolean): void;
}) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={control.checked}
          aria-describedby={`${id}-about`}
          aria-invalid={problem !== undefined}
          onChange={(event) => control.onChange(event.currentTarget.checked)}
        />
        {label}
      </label>
      <About id={`${id}-about`} hint={hint} problem={problem} />
    </div>
  );
}

/** What is wrong with a control, then what there is to say about it. */
function About({ id, hint, problem }: { id: string; hint: ReactNode; problem: string | undefined }) {
  return (
    <div id={id} className={styles.about}>
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {hint}
    </div>
  );
}
