import { useRef, useState } from 'react';
import { deriveKey, newKdf } from '@/lib/client/derive-key';
import { send } from '@/lib/client/send';
import { answered } from '@/lib/client/unlock';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow, useView } from '@/lib/client/use-view';
import type { Failure } from '@/lib/failure';
import { type PassphraseProblem, passphraseLength, passphraseProblem } from '@/lib/kdf';
import type { Answer } from '@/lib/protocol';
import type { VaultAccess } from '@/lib/snapshot';
import { failureText } from '../ui/failure-text';
import { PassphraseField } from '../ui/PassphraseField';
import styles from './Passphrase.module.css';
import { SuggestedWords } from './SuggestedWords';

type Problems = { passphrase?: string | undefined; repeated?: string | undefined; current?: string | undefined };

/** Sets, changes or removes the passphrase. Keys are derived here, so that it never leaves this page. */
export function Passphrase({ access }: { access: VaultAccess | undefined }) {
  const text = useOptionsText();
  const { vault, protection } = text;
  const now = useNow();
  const { snapshot } = useView();
  const current = useRef<HTMLInputElement>(null);
  const passphrase = useRef<HTMLInputElement>(null);
  const repeated = useRef<HTMLInputElement>(null);
  const suggested = useRef<HTMLOutputElement>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [outcome, setOutcome] = useState('');
  const isSet = access?.mode === 'passphrase';
  const isBusy = outcome === vault.working;

  /** @returns the new passphrase, or nothing after it has said what is wrong. */
  function chosen(): string | undefined {
    const typed = passphrase.current?.value ?? '';
    const problem: PassphraseProblem | undefined = passphraseProblem(typed);
    const differs = typed !== (repeated.current?.value ?? '');
    setProblems({ passphrase: problem && vault.problems[problem], repeated: differs ? vault.problems['not-repeated'] : undefined });
    return problem || differs ? undefined : typed;
  }

  async function give(work: () => Promise<Answer<'vault.setPassphrase' | 'vault.changePassphrase' | 'vault.removePassphrase'>>, done: string) {
    setOutcome(vault.working);
    const answer = await answered(work);
    for (const { current: field } of [current, passphrase, repeated]) if (field) field.value = '';
    if (suggested.current) suggested.current.textContent = '';
    if (answer.ok) return setOutcome(done);
    setOutcome('');
    setProblems({ [answer.failure.kind === 'wrong-passphrase' ? 'current' : 'passphrase']: sentenceFor(answer.failure) });
  }

  function sentenceFor(failure: Failure): string {
    if (failure.kind !== 'unreadable-keys') return failureText(failure, text, now);
    const labels = snapshot?.accounts.flatMap(({ id, label }) => (failure.ids.includes(id) ? label : [])) ?? [];
    return [failureText(failure, text, now), labels.join(', ')].filter((part) => part !== '').join(' ');
  }

  async function set() {
    const next = chosen();
    if (next === undefined) return;
    await give(async () => {
      const kdf = newKdf();
      return send('vault.setPassphrase', { kdf, key: await deriveKey(next, kdf) });
    }, vault.done.set);
  }

  async function change() {
    const next = chosen();
    const kdf = access?.kdf;
    if (next === undefined || !kdf) return;
    await give(async () => {
      const nextKdf = newKdf();
      const keys = { current: await deriveKey(current.current?.value ?? '', kdf), key: await deriveKey(next, nextKdf) };
      return send('vault.changePassphrase', { ...keys, kdf: nextKdf });
    }, vault.done.changed);
  }

  async function remove() {
    const kdf = access?.kdf;
    if (!kdf) return;
    setProblems({});
    await give(async () => send('vault.removePassphrase', { current: await deriveKey(current.current?.value ?? '', kdf) }), vault.done.removed);
  }

  return (
    <form className={styles.passphrase} autoComplete="off" onSubmit={(event) => event.preventDefault()}>
      <p>{isSet ? vault.aboutSet : vault.aboutUnset}</p>
      {isSet && <PassphraseField label={vault.current} inputRef={current} problem={problems.current} />}
      <PassphraseField
        label={isSet ? protection.newPassphrase : vault.passphrase}
        inputRef={passphrase}
        hint={vault.hint(passphraseLength.least)}
        problem={problems.passphrase}
      />
      <SuggestedWords shownIn={suggested} field={passphrase} />
      <PassphraseField label={vault.repeat} inputRef={repeated} problem={problems.repeated} />
      <div className={styles.buttons}>
        <button type="submit" data-kind="primary" disabled={isBusy} onClick={() => void (isSet ? change() : set())}>
          {isSet ? vault.change : vault.set}
        </button>
        {isSet && (
          <button type="button" disabled={isBusy} onClick={() => void remove()}>
            {vault.remove}
          </button>
        )}
      </div>
      <p role="status">{outcome}</p>
    </form>
  );
}
