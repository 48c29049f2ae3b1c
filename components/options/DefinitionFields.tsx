import { type RefObject, useId, useState } from 'react';
import { useOptionsText } from '@/lib/client/use-options-text';
import { cleanCredential, maskCredential } from '@/lib/credential';
import { definitionOfFields } from '@/lib/definition/definition-of-fields';
import { readDefinition } from '@/lib/definition/read-definition';
import type { Definition } from '@/lib/definition/schema';
import { definitionText, type TemplateId, templateIds, templates } from '@/lib/definition/templates';
import type { Provider } from '@/lib/provider-host/define';
import { Field } from '../ui/Field';
import { FieldsOfProvider } from './AccountFields';
import type { Filled, Problems } from './account-draft';
import styles from './Definition.module.css';
import { DefinitionImport } from './DefinitionImport';
import { DefinitionReplay } from './DefinitionReplay';
import { problemText, requestLines } from './definition-text';

interface DefinitionFieldsProps {
  provider: Provider;
  filled: Filled;
  problems: Problems;
  onChange(patch: Partial<Filled>): void;
  /** The field that the key is typed into: what is copied must not hold it. */
  secret: RefObject<HTMLInputElement | null>;
  /** The masked key that is stored, when one is. */
  masked: string | undefined;
}

/** How a service is read that only the person knows: a few fields for the common case, a definition for the rest. */
export function DefinitionFields({ provider, filled, problems, onChange, secret, masked }: DefinitionFieldsProps) {
  const { definition: words } = useOptionsText();
  const heading = useId();
  const [replaced, setReplaced] = useState<string>();
  const [isImporting, setImporting] = useState(false);
  const { definition: written } = filled;
  // What the person has written is never lost to a choice: it can be brought back.
  const replaceBy = (text: string | undefined) => {
    if (written !== undefined && written !== text) setReplaced(written);
    onChange({ definition: text });
  };
  const typed = () => cleanCredential(secret.current?.value ?? '');
  return (
    <section className={styles.section} aria-labelledby={heading}>
      <h2 id={heading}>{words.heading}</h2>
      {written === undefined && <p>{words.simple}</p>}
      <TemplateField onChoose={(id) => replaceBy(definitionText(templates[id]()))} />
      {replaced !== undefined && (
        <p className={styles.replaced} aria-live="polite">
          {words.replaced}
          <button
            type="button"
            onClick={() => {
              setReplaced(written);
              onChange({ definition: replaced });
            }}
          >
            {words.bringBack}
          </button>
        </p>
      )}
      {written === undefined ? (
        <FieldsOfProvider provider={provider} filled={filled} problems={problems} onChange={onChange} />
      ) : (
        <Editor written={written} problem={problems.definition} onChange={(definition) => onChange({ definition })} />
      )}
      <div className={styles.buttons}>
        {written === undefined ? (
          <>
            <button type="button" onClick={() => onChange({ fields: companyFields })}>
              {words.companyShape}
            </button>
            <button type="button" onClick={() => onChange({ definition: definitionText(definitionOfFields(filledFields(filled))) })}>
              {words.write}
            </button>
          </>
        ) : (
          <button type="button" onClick={() => replaceBy(undefined)}>
            {words.useForm}
          </button>
        )}
        <button type="button" onClick={() => setImporting(true)}>
          {words.import.open}
        </button>
        <CopyButton text={() => written ?? definitionText(definitionOfFields(filledFields(filled)))} typed={typed} />
      </div>
      {isImporting && (
        <DefinitionImport
          keyName={typed() === '' ? masked : maskCredential(typed())}
          baseUrl={filled.baseUrl}
          onClose={() => setImporting(false)}
          onUse={(text, baseUrl) => {
            replaceBy(text);
            if (baseUrl !== undefined) onChange({ baseUrl });
            setImporting(false);
          }}
        />
      )}
      <ReplayOf written={written} filled={filled} />
    </section>
  );
}

/** The shape that the field's own hints name, written out. */
const companyFields: Filled['fields'] = { path: '/v1/usage', totalPointer: '/total_quota', usedPointer: '/used_quota', unit: 'tokens' };

function filledFields({ fields }: Filled): Filled['fields'] {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  );
}

function TemplateField({ onChoose }: { onChoose(id: TemplateId): void }) {
  const { definition: words } = useOptionsText();
  return (
    <Field label={words.template}>
      {(attributes) => (
        <select {...attributes} value="" onChange={(event) => event.currentTarget.value !== '' && onChoose(event.currentTarget.value as TemplateId)}>
          <option value="">{words.noTemplate}</option>
          {templateIds.map((id) => (
            <option key={id} value={id}>
              {words.templates[id]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** The text of a definition, judged while it is typed. */
function Editor({ written, problem, onChange }: { written: string; problem: string | undefined; onChange(written: string): void }) {
  const text = useOptionsText();
  const read = readDefinition(written);
  const wrong = read.ok ? undefined : problemText(read.problem, text);
  // After an attempt to save, what is wrong is said at once; while typing, when there is a pause.
  const told = problem === undefined ? undefined : (wrong ?? (problem === text.definition.holdsKey ? problem : undefined));
  const live = read.ok ? text.definition.good(requestLines(read.definition).join(', ')) : wrong;
  const hint = (
    <>
      <p aria-live="polite" className={styles.live} data-state={read.ok ? 'good' : 'bad'}>
        {told === undefined && live}
      </p>
      <p>{text.definition.about}</p>
    </>
  );
  return (
    <Field label={text.definition.editor} hint={hint} problem={told}>
      {(attributes) => (
        <textarea
          {...attributes}
          aria-invalid={wrong !== undefined || told !== undefined}
          className={styles.editor}
          rows={16}
          spellCheck={false}
          autoComplete="off"
          value={written}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function CopyButton({ text, typed }: { text(): string; typed(): string }) {
  const { definition: words } = useOptionsText();
  const [outcome, setOutcome] = useState('');
  async function copy() {
    const copied = text();
    const key = typed();
    if (key !== '' && copied.includes(key)) return setOutcome(words.holdsKey);
    const isCopied = await navigator.clipboard.writeText(copied).then(
      () => true,
      () => false,
    );
    setOutcome(isCopied ? words.copied : words.notCopied);
  }
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        {words.copy}
      </button>
      <span aria-live="polite">{outcome}</span>
    </>
  );
}

function ReplayOf({ written, filled }: { written: string | undefined; filled: Filled }) {
  const read = written === undefined ? undefined : readDefinition(written);
  const definition: Definition | undefined = read ? (read.ok ? read.definition : undefined) : definitionOfFields(filledFields(filled));
  return definition && <DefinitionReplay definition={definition} baseUrl={filled.baseUrl} />;
}
