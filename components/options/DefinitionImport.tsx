import { useEffect, useRef, useState } from 'react';
import { parseBaseUrl } from '@/lib/base-url';
import { useOptionsText } from '@/lib/client/use-options-text';
import { readDefinition } from '@/lib/definition/read-definition';
import type { Definition } from '@/lib/definition/schema';
import { Field } from '../ui/Field';
import styles from './Definition.module.css';
import { keyHeader, problemText, requestLines } from './definition-text';

interface DefinitionImportProps {
  /** The masked key that would be sent; absent where none has been entered yet. */
  keyName: string | undefined;
  /** Where the account is read from until now; may be empty. */
  baseUrl: string;
  onClose(): void;
  /** `baseUrl` is the address that the definition proposes, if it does. */
  onUse(written: string, baseUrl: string | undefined): void;
}

/** Takes a definition from somebody else: what it would do, and which address would get which key, stands there before it is used. */
export function DefinitionImport({ keyName, baseUrl, onClose, onUse }: DefinitionImportProps) {
  const text = useOptionsText();
  const { form } = text;
  const words = text.definition.import;
  const dialog = useRef<HTMLDialogElement>(null);
  const [written, setWritten] = useState('');
  const read = written.trim() === '' ? undefined : readDefinition(written);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={words.heading} onClose={onClose}>
      <h2>{words.heading}</h2>
      <Field label={words.paste} problem={read && !read.ok ? problemText(read.problem, text) : undefined}>
        {(attributes) => (
          <textarea
            {...attributes}
            className={styles.editor}
            rows={10}
            spellCheck={false}
            autoComplete="off"
            value={written}
            onChange={(event) => setWritten(event.currentTarget.value)}
          />
        )}
      </Field>
      {read?.ok && <Review definition={read.definition} keyName={keyName} baseUrl={baseUrl} />}
      <div className={styles.buttons}>
        <button
          type="button"
          data-kind="primary"
          disabled={!read?.ok}
          onClick={() => read?.ok && onUse(written, parsed(read.definition.baseUrl ?? '') === undefined ? undefined : read.definition.baseUrl)}
        >
          {words.use}
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          {form.cancel}
        </button>
      </div>
    </dialog>
  );
}

function Review({ definition, keyName, baseUrl }: { definition: Definition; keyName: string | undefined; baseUrl: string }) {
  const text = useOptionsText();
  const words = text.definition.import;
  const [before, proposed] = [parsed(baseUrl), parsed(definition.baseUrl ?? '')];
  const origin = proposed ?? before ?? words.typedOrigin;
  const header = keyHeader(definition.auth);
  const place = header === undefined || header === 'Authorization' ? words.bearer : words.header(header);
  const { unit } = definition.reading;
  const unitText = unit === undefined ? '%' : typeof unit === 'string' ? unit : unit.expression;
  const figures = Object.keys(definition.reading).filter((name) => /^(?:remaining|granted|used|percent)/.test(name));
  return (
    <section className={styles.review} aria-label={words.review}>
      <h3>{definition.name ?? words.review}</h3>
      {definition.about !== undefined && <p>{definition.about}</p>}
      <p>
        <strong>{header === undefined ? words.noKey(origin) : words.key(keyName ?? words.typedKey, origin, place)}</strong>
      </p>
      {before !== undefined && proposed !== undefined && before !== proposed && <p className={styles.moves}>{words.moves(before)}</p>}
      <dl>
        <dt>{words.requests}</dt>
        {requestLines(definition, proposed ?? before).map((line) => (
          <dd key={line}>
            <code>{line}</code>
          </dd>
        ))}
        <dt>{words.figures}</dt>
        <dd>
          {figures.join(', ')} {words.unit(unitText)}
        </dd>
      </dl>
    </section>
  );
}

function parsed(address: string): string | undefined {
  const base = parseBaseUrl(address);
  return base.ok ? base.origin : undefined;
}
