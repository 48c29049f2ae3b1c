import type { RefObject } from 'react';
import type { CredentialKind } from '@/lib/account';
import { accountFields } from '@/lib/account-fields';
import { parseBaseUrl } from '@/lib/base-url';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useView } from '@/lib/client/use-view';
import { credentialsOf, fieldsFor, methodsFor, providers } from '@/lib/provider-host/catalog';
import type { Provider } from '@/lib/provider-host/define';
import type { AccountView } from '@/lib/snapshot';
import { Check, Field } from '../ui/Field';
import { type Filled, type Problems, providerOf } from './account-draft';

interface FieldsProps {
  filled: Filled;
  problem?: string | undefined;
  onChange(patch: Partial<Filled>): void;
}

interface CredentialFieldProps extends FieldsProps {
  inputRef: RefObject<HTMLInputElement | null>;
  onInput(pasted: string): void;
  /** The service that the key was recognised as, or nothing. */
  recognised: string;
  /** The masked key that is stored, when one is. */
  masked: string | undefined;
}

/** Where a key is pasted. Browsers keep what is typed in other fields for a restart; not what is in this one. */
export function CredentialField({ filled, inputRef, problem, onInput, onChange, recognised, masked }: CredentialFieldProps) {
  const { form } = useOptionsText();
  const provider = providerOf(filled);
  const kinds = provider ? credentialsOf(provider) : [];
  const isSession = filled.credential === 'session';
  const createUrl = provider && methodsFor(provider, filled.credential).find((method) => method.key?.createUrl)?.key?.createUrl;
  const hint = (
    <>
      {masked ? (
        <p>{form.keepKey(masked)}</p>
      ) : (
        <p>{recognised !== '' && recognised === provider?.name ? form.recognised(recognised) : (form.pastes[filled.credential] ?? form.paste)}</p>
      )}
      {createUrl && (
        <a href={createUrl} target="_blank" rel="noreferrer">
          {isSession ? form.openSessionPage : form.createKey}
        </a>
      )}
    </>
  );
  return (
    <>
      {filled.credential !== 'none' && (
        <Field label={form.credentials[filled.credential]} hint={hint} problem={problem}>
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
              onInput={(event) => onInput(event.currentTarget.value)}
            />
          )}
        </Field>
      )}
      {kinds.length > 1 && (
        <Field label={form.credential}>
          {(attributes) => (
            <select {...attributes} value={filled.credential} onChange={(event) => onChange({ credential: event.currentTarget.value as CredentialKind })}>
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {form.credentials[kind]}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </>
  );
}

export function ProviderField({ filled, problem, onChange }: FieldsProps) {
  const { form } = useOptionsText();
  function choose(providerId: string) {
    const provider = providerOf({ providerId });
    const kinds = provider ? credentialsOf(provider) : [];
    const credential = kinds.includes(filled.credential) ? filled.credential : (kinds[0] ?? 'api-key');
    onChange({ providerId, credential, fields: {}, definition: undefined });
  }
  return (
    <Field label={form.provider} problem={problem} hint={filled.providerId === '' && <p>{form.findOutHint}</p>}>
      {(attributes) => (
        <select {...attributes} value={filled.providerId} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">{form.findOut}</option>
          {providers.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** The address of a service that anybody can run, with what its way there means for the key. */
export function AddressField({ filled, problem, plainProblem, onChange }: FieldsProps & { plainProblem: string | undefined }) {
  const { form, passing } = useOptionsText();
  const base = parseBaseUrl(filled.baseUrl);
  const hasKey = filled.credential !== 'none';
  return (
    <>
      <Field
        label={form.baseUrl}
        problem={problem}
        hint={
          base.ok && (
            <p>
              {(hasKey ? form.willAsk : form.willAskOnly)(new URL(base.origin).host)} {providerOf(filled)?.passive && passing.asksNothing}
            </p>
          )
        }
      >
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            placeholder="https://relay.example.com"
            value={filled.baseUrl}
            onChange={(event) => onChange({ baseUrl: event.currentTarget.value })}
          />
        )}
      </Field>
      {hasKey && base.ok && base.transport === 'this-machine' && <p>{form.plainThisMachine}</p>}
      {hasKey && base.ok && base.transport === 'local-network' && (
        <Check
          label={form.acceptPlain}
          hint={form.plainNetwork}
          problem={plainProblem}
          checked={filled.acceptPlain}
          onChange={(acceptPlain) => onChange({ acceptPlain })}
        />
      )}
    </>
  );
}

export function NameField({ filled, onChange }: FieldsProps) {
  const { form } = useOptionsText();
  return (
    <Field label={form.name}>
      {(attributes) => (
        <input
          {...attributes}
          type="text"
          autoComplete="off"
          maxLength={80}
          value={filled.label}
          onChange={(event) => onChange({ label: event.currentTarget.value })}
        />
      )}
    </Field>
  );
}

/** Whose money it is, where another account at the same address may have the same: few relays tell. */
export function SharesField({ filled, account, onChange }: FieldsProps & { account: AccountView | undefined }) {
  const { form } = useOptionsText();
  const { snapshot } = useView();
  const base = parseBaseUrl(providerOf(filled)?.baseUrl ?? filled.baseUrl);
  const others = (snapshot?.accounts ?? []).filter(
    ({ id, origin, sharesWith }) => id !== account?.id && sharesWith === undefined && base.ok && origin === base.origin,
  );
  if (others.length === 0) return null;
  return (
    <Field label={form.sharesWith} hint={<p>{form.sharesWithHint}</p>}>
      {(attributes) => (
        <select {...attributes} value={filled.sharesWith ?? ''} onChange={(event) => onChange({ sharesWith: event.currentTarget.value || undefined })}>
          <option value="">{form.sharesWithNobody}</option>
          {others.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** What a provider asks for besides the key. */
export function FieldsOfProvider({ provider, filled, problems, onChange }: FieldsProps & { provider: Provider; problems: Problems }) {
  const { form } = useOptionsText();
  return fieldsFor(provider, filled.credential).map((name) => {
    const { label, hint } = form.fields[name];
    const value = filled.fields[name] ?? '';
    const set = (next: string) => onChange({ fields: { ...filled.fields, [name]: next } });
    if (accountFields[name].kind === 'switch') {
      return <Check key={name} label={label} hint={hint} checked={value === 'yes'} onChange={(checked) => set(checked ? 'yes' : '')} />;
    }
    return (
      <Field key={name} label={label} hint={<p>{hint}</p>} problem={problems[name]}>
        {(attributes) => (
          <input
            {...attributes}
            type={accountFields[name].kind}
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={(event) => set(event.currentTarget.value)}
          />
        )}
      </Field>
    );
  });
}
