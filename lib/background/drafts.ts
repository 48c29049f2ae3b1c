import { type Account, type CredentialKind, originOf } from '../account';
import { type FieldName, type Fields, fieldProblem } from '../account-fields';
import { parseBaseUrl } from '../base-url';
import { cleanCredential, credentialProblem, maskCredential } from '../credential';
import { readDefinition } from '../definition/read-definition';
import { fail } from '../failure';
import { credentialsOf, fieldsFor, fitsCredential, providerById, readsLedger } from '../provider-host/catalog';
import type { Provider } from '../provider-host/define';
import { cleanText } from '../text';

/** What a person fills in, with or without a key. */
interface Filled {
  providerId: string;
  label: string;
  baseUrl: string;
  credential: CredentialKind;
  fields: Fields;
  definition?: string | undefined;
  countInTotal: boolean;
  sharesWith?: string | undefined;
}

/** The part of an account that a form decides, checked and tidied. */
export type Checked = Pick<Account, 'providerId' | 'label' | 'baseUrl' | 'credential' | 'fields' | 'definition' | 'countInTotal' | 'sharesWith'> & {
  provider: Provider;
  origin: string;
};

/** The address of an account that asks nobody. */
const nowhere = { ok: true, url: '', origin: '' } as const;

/**
 * Checks what a form sent, strictly: a page checks the same to show a sentence beside the field, but does not decide.
 *
 * @throws FailureError `invalid-input` with the field and the reason.
 */
export function checkDraft(draft: Filled): Checked {
  const provider = providerById(draft.providerId) ?? fail({ kind: 'invalid-input', field: 'provider', reason: 'unknown' });
  if (!credentialsOf(provider).includes(draft.credential)) fail({ kind: 'invalid-input', field: 'credential', reason: 'unknown' });
  const base = readsLedger(provider, draft.credential) ? nowhere : parseBaseUrl(provider.baseUrl ?? draft.baseUrl);
  if (!base.ok) return fail({ kind: 'invalid-input', field: 'baseUrl', reason: base.problem });
  return {
    provider,
    providerId: provider.id,
    label: cleanText(draft.label, 80) || provider.name,
    baseUrl: base.url,
    origin: base.origin,
    credential: draft.credential,
    fields: checkFields(fieldsFor(provider, draft.credential), draft.fields, provider.required),
    ...(draft.definition === undefined ? {} : { definition: checkDefinitionOf(provider, draft.definition) }),
    countInTotal: draft.countInTotal,
    ...(draft.sharesWith === undefined ? {} : { sharesWith: draft.sharesWith }),
  };
}

/**
 * The credential of a new account.
 *
 * @returns `undefined` where it needs none.
 * @throws FailureError `invalid-input`
 */
export function secretFor(pasted: string | undefined, checked: Pick<Checked, 'provider' | 'credential' | 'definition'>): string | undefined {
  return checked.credential === 'none' ? undefined : checkSecret(pasted ?? '', checked);
}

/** @throws FailureError `invalid-input` with what is wrong with it. */
function checkDefinitionOf({ definable }: Provider, text: string): string {
  const read = readDefinition(text);
  const reason = definable ? (read.ok ? undefined : read.problem.reason) : 'unknown';
  if (reason) fail({ kind: 'invalid-input', field: 'definition', reason });
  return text;
}

/** @throws FailureError `invalid-input` */
export function checkSecret(pasted: string, { provider, credential, definition }: Pick<Checked, 'provider' | 'credential' | 'definition'>): string {
  const secret = cleanCredential(pasted);
  const reason = credentialProblem(secret) ?? (fitsCredential(provider, credential, secret) ? undefined : 'no-session');
  // A definition lies on the disk as it is, and is made to be shared.
  if (definition?.includes(secret)) fail({ kind: 'invalid-input', field: 'definition', reason: 'holds-key' });
  if (reason) fail({ kind: 'invalid-input', field: 'secret', reason });
  return secret;
}

/** @param fingerprint of the credential; without a credential no two accounts are one wallet. */
export function newAccount(checked: Checked, secret: string, fingerprint: string, now: number): Account {
  const { provider: _provider, origin: _origin, ...filled } = checked;
  const id = crypto.randomUUID();
  const marks = filled.credential === 'none' ? withoutCredential(id) : { masked: maskCredential(secret), fingerprint };
  return { v: 1, id, ...filled, ...marks, revision: 1, createdAt: now };
}

/** What stands in the place of a credential's traces where there is none. */
export function withoutCredential(id: string): Pick<Account, 'masked' | 'fingerprint'> {
  return { masked: '', fingerprint: `none ${id}`.slice(0, 64) };
}

/** Whether a change means that another wallet, or none, may answer: the old figure then belongs to nobody. */
export function asksElsewhere(before: Account, after: Pick<Account, 'providerId' | 'baseUrl' | 'credential' | 'fields' | 'definition'>): boolean {
  return (
    before.providerId !== after.providerId ||
    before.baseUrl !== after.baseUrl ||
    before.credential !== after.credential ||
    before.definition !== after.definition ||
    JSON.stringify(Object.entries(before.fields).sort()) !== JSON.stringify(Object.entries(after.fields).sort())
  );
}

/** Whether a change needs the key again: a key is bound to the service and the origin it was entered for. */
export function needsSecret(before: Account, after: Checked): boolean {
  if (after.credential === 'none') return false;
  return before.providerId !== after.providerId || originOf(before) !== after.origin || before.credential !== after.credential;
}

function checkFields(names: readonly FieldName[], fields: Fields, required: readonly FieldName[] = []): Fields {
  const checked: Fields = {};
  for (const name of names) {
    const value = fields[name]?.trim() ?? '';
    if (value === '' && !required.includes(name)) continue;
    const reason = value === '' ? 'required' : fieldProblem(name, value);
    if (reason) fail({ kind: 'invalid-input', field: name, reason });
    checked[name] = value;
  }
  return checked;
}
