import type { RefObject } from 'react';
import { Field } from './Field';

interface PassphraseFieldProps {
  label: string;
  inputRef: RefObject<HTMLInputElement | null>;
  hint?: string;
  problem?: string | undefined;
  isFirst?: boolean;
}

/** Where a passphrase is typed. It is in no state of the page: it is read when it is needed. */
export function PassphraseField({ label, inputRef, hint, problem, isFirst = false }: PassphraseFieldProps) {
  return (
    <Field label={label} hint={hint !== undefined && <p>{hint}</p>} problem={problem}>
      {(attributes) => (
        // biome-ignore lint/a11y/useSemanticElements: a password field has no role of its own; assistive tools and tests look for this one.
        <input
          {...attributes}
          ref={inputRef}
          type="password"
          role="textbox"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          data-1p-ignore=""
          data-lpignore="true"
          // biome-ignore lint/a11y/noAutofocus: it is the one thing that can be done here.
          autoFocus={isFirst}
        />
      )}
    </Field>
  );
}
