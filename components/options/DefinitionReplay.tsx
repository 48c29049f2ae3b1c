import { useMemo, useState } from 'react';
import { parseBaseUrl } from '@/lib/base-url';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow } from '@/lib/client/use-view';
import { type Pasted, replay } from '@/lib/definition/replay';
import type { Definition } from '@/lib/definition/schema';
import type { Step } from '@/lib/definition/trace';
import type { OptionsText } from '@/lib/i18n/options-text';
import { date } from '@/lib/i18n/when';
import { formatQuantity } from '@/lib/money/format';
import type { Reading } from '@/lib/reading';
import { Field } from '../ui/Field';
import { failureText } from '../ui/failure-text';
import styles from './Definition.module.css';
import { keyHeader } from './definition-text';

/** Goes through a definition with answers that were pasted, and shows every step. Nothing is sent, nothing is kept. */
export function DefinitionReplay({ definition, baseUrl }: { definition: Definition; baseUrl: string }) {
  const text = useOptionsText();
  const now = useNow();
  const words = text.definition.replay;
  const [pasted, setPasted] = useState<Pasted[]>([]);
  const isStarted = pasted.some(({ body = '', headers = '' }) => body.trim() !== '' || headers.trim() !== '');
  const replayed = useMemo(() => (isStarted ? replay(definition, pasted, now) : undefined), [isStarted, definition, pasted, now]);
  const paste = (index: number, patch: Pasted) => {
    const next = definition.requests.map((_, at) => ({ ...pasted[at], ...(at === index ? patch : {}) }));
    setPasted(next);
  };
  const base = parseBaseUrl(baseUrl);
  return (
    <details className={styles.replay}>
      <summary>{words.open}</summary>
      <p>{words.about}</p>
      {definition.requests.map((request, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: requests have nothing but their order.
        <div key={index} className={styles.pasted}>
          {request.method !== 'HEAD' && (
            <PastedField label={words.answer(index + 1)} rows={6} value={pasted[index]?.body ?? ''} onChange={(body) => paste(index, { body })} />
          )}
          <PastedField label={words.headers(index + 1)} rows={3} value={pasted[index]?.headers ?? ''} onChange={(headers) => paste(index, { headers })} />
        </div>
      ))}
      {replayed && (
        <>
          <ol className={styles.steps} aria-label={words.steps}>
            {replayed.steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step has nothing but its place.
              <li key={index}>{stepText(step, base.ok ? base.url : '', text)}</li>
            ))}
          </ol>
          <div aria-live="polite" className={styles.outcome} data-kind={replayed.outcome.kind}>
            {outcomeLines(replayed.outcome, text, now).map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
        </>
      )}
    </details>
  );
}

function PastedField({ label, rows, value, onChange }: { label: string; rows: number; value: string; onChange(value: string): void }) {
  return (
    <Field label={label}>
      {(attributes) => (
        <textarea
          {...attributes}
          className={styles.editor}
          rows={rows}
          spellCheck={false}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function stepText(step: Step, base: string, { definition: { replay: words } }: OptionsText): string {
  switch (step.kind) {
    case 'request': {
      const { method, path, auth, json } = step.request;
      const header = keyHeader(auth);
      const asked = `${method} ${base}${path}${json === undefined ? '' : ` ${JSON.stringify(json).slice(0, 300)}`}`;
      return `${asked}, ${header === undefined ? words.noKey : words.keyIn(header)}`;
    }
    case 'found':
      return step.value === undefined ? words.nothing(step.where) : words.found(step.where, step.value);
    case 'condition':
      return step.holds ? words.holds(step.expression) : words.holdsNot(step.expression);
    case 'result':
      return words.result(step.place, step.value);
  }
}

function outcomeLines(outcome: ReturnType<typeof replay>['outcome'], text: OptionsText, now: number): string[] {
  const words = text.definition.replay;
  if (outcome.kind === 'unanswered') return [words.unanswered(outcome.number)];
  if (outcome.kind === 'failure') {
    const { failure, place } = outcome;
    // Nothing has changed yet: it is being tried.
    const isPlace = failure.kind === 'bad-response' && failure.said === undefined;
    return [words.failed(place, isPlace ? words.unusable(failure.detail) : failureText(failure, text, now))];
  }
  return readingLines(outcome.reading, text);
}

function readingLines({ remaining, used, rule, windows = [], name, expiresAt }: Reading, text: OptionsText): string[] {
  const { provenance, account, language } = text;
  const words = text.definition.replay;
  const write = (amount: Parameters<typeof formatQuantity>[0]) => formatQuantity(amount, language.tag);
  const figure =
    remaining === undefined ? words.spent(used ? write(used) : account.unknown) : words.left(remaining === 'unlimited' ? account.unlimited : write(remaining));
  // No definition adds up entries: the kind is a ledger's.
  const told = rule.kind === 'formula' ? rule.formula : rule.kind !== 'entries' && provenance.rules[rule.kind];
  return [
    figure,
    ...(typeof told === 'string' ? [words.rule(told)] : []),
    ...(name === undefined ? [] : [`${provenance.keyName}: ${name}`]),
    ...(expiresAt === undefined ? [] : [`${provenance.expires}: ${expiresAt === null ? provenance.never : date(expiresAt, language.tag)}`]),
    ...windows.map((limit) =>
      words.window(
        limit.name ?? '',
        [
          limit.remaining && provenance.windowLeft(write(limit.remaining)),
          limit.limit && `${provenance.limit} ${write(limit.limit)}`,
          limit.resetsAt !== undefined && provenance.resets(date(limit.resetsAt, language.tag)),
        ]
          .filter(Boolean)
          .join(', '),
      ),
    ),
  ];
}
