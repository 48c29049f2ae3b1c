import { type CredentialKind, originOf, pageOriginOf } from '@/lib/account';
import { type FieldName, type Fields, fieldProblem } from '@/lib/account-fields';
import { type BaseUrlResult, parseBaseUrl } from '@/lib/base-url';
import { credentialProblem } from '@/lib/credential';
import type { OptionsText } from '@/lib/i18n/options-text';
import { parseDecimal } from '@/lib/money/decimal';
import { fieldsFor, fitsCredential, providerById, readsLedger, recognise } from '@/lib/provider-host/catalog';
import type { Provider } from '@/lib/provider-host/define';
import type { AccountView } from '@/lib/snapshot';
import { definitionProblem } from './definition-text';

/** What is in the form, apart from the key. */
export interface Filled {
  providerId: string;
  credential: CredentialKind;
  label: string;
  baseUrl: string;
  fields: Fields;
  /** The text of a definition; without one the fields say how the service is read. */
  definition?: string | undefined;
  countInTotal: boolean;
  /** The account whose money this one draws on. */
  sharesWith?: string | undefined;
  /** The person accepts that plain http on the local network can be read by others. */
  acceptPlain: boolean;
  /** A session is kept in the vault, and not only until the browser is closed. */
  remember: boolean;
  /** What is there now, where the service tells only what was spent. */
  balance: string;
}

/** What is wrong, by field, in words. */
export type Problems = Partial<Record<'secret' | 'provider' | 'baseUrl' | 'acceptPlain' | 'balance' | 'definition' | FieldName, string>>;

export type Checked =
  | { ok: true; problems: Problems; baseUrl: string /** All that are to be allowed, the service's own first; none for a ledger. */; origins: string[] }
  | { ok: false; problems: Problems };

/** What a new account is to be, where the way to the form said so. */
export interface Wish {
  providerId?: string;
  credential?: CredentialKind;
  /** They came to record a balance. */
  balance?: boolean;
}

export function filledFrom(account?: AccountView, { providerId = '', credential = 'api-key' }: Wish = {}): Filled {
  const usual = { label: '', baseUrl: '', fields: {}, countInTotal: true, acceptPlain: false, remember: true, balance: '' };
  if (!account) return { ...usual, providerId, credential };
  const { label, baseUrl, fields, definition, countInTotal, sharesWith } = account;
  const kept = { label, baseUrl, fields, definition, countInTotal, sharesWith, acceptPlain: true, remember: account.inMemory === undefined };
  return { ...usual, ...kept, providerId: account.providerId, credential: account.credential };
}

export function providerOf({ providerId }: Pick<Filled, 'providerId'>): Provider | undefined {
  return providerById(providerId);
}

/** An account without a name of its own is called after its service, and its host where there are many. */
export function labelOf({ label, providerId, baseUrl }: Pick<Filled, 'label' | 'providerId' | 'baseUrl'>, text: OptionsText): string {
  if (label.trim() !== '') return label.trim();
  const provider = providerById(providerId);
  if (!provider) return text.account.unknown;
  return provider.baseUrl || baseUrl === '' ? provider.name : new URL(baseUrl).host;
}

/**
 * Checks the form, with a sentence for each field that cannot be used.
 *
 * @param secret the cleaned key, empty when nothing was typed.
 */
export function check(filled: Filled, secret: string, account: AccountView | undefined, text: OptionsText): Checked {
  const problems: Problems = {};
  const provider = providerById(filled.providerId);
  const isWanted = provider !== undefined || filled.baseUrl.trim() !== '';
  // An address may say by itself what answers there.
  if (!isWanted) problems.provider = text.problem.provider;
  const base = isWanted ? addressOf(provider, filled) : undefined;
  if (base && !base.ok) problems.baseUrl = text.problem.baseUrl[base.problem];
  const hasKey = filled.credential !== 'none';
  if (base?.ok && base.transport === 'local-network' && hasKey && !filled.acceptPlain) problems.acceptPlain = text.problem.acceptPlain;
  const wrong = provider?.definable && filled.definition !== undefined ? definitionProblem(filled.definition, secret, text) : undefined;
  if (wrong !== undefined) problems.definition = wrong;
  for (const name of provider && wrong === undefined ? fieldsFor(provider, filled.credential) : []) {
    const value = filled.fields[name]?.trim() ?? '';
    const reason = value === '' ? (provider?.required?.includes(name) ? 'required' : undefined) : fieldProblem(name, value);
    if (reason) problems[name] = text.problem.field[reason];
  }
  const isSame =
    account && base?.ok && originOf(account) === base.origin && account.providerId === filled.providerId && account.credential === filled.credential;
  const secretProblem = secret === '' && account ? (isSame ? undefined : 'address-changed') : credentialProblem(secret);
  if (hasKey && secretProblem) problems.secret = text.problem.secret[secretProblem];
  else if (hasKey && provider && secret !== '' && !fitsCredential(provider, filled.credential, secret)) problems.secret = noSessionText(provider, secret, text);
  if (filled.balance.trim() !== '' && parseDecimal(filled.balance.trim()) === undefined) problems.balance = text.problem.amount;
  if (Object.keys(problems).length > 0 || !base?.ok) return { ok: false, problems };
  const pages = pageOriginOf(filled.fields);
  return { ok: true, problems, baseUrl: base.url, origins: [...new Set([base.origin, pages ?? ''])].filter((origin) => origin !== '') };
}

/** Whether an account is kept by its person: no service, no address, no permission. */
export function isLedger({ providerId, credential }: Pick<Filled, 'providerId' | 'credential'>): boolean {
  const provider = providerById(providerId);
  return provider !== undefined && readsLedger(provider, credential);
}

function addressOf(provider: Provider | undefined, filled: Filled): BaseUrlResult {
  if (provider && readsLedger(provider, filled.credential)) return { ok: true, url: '', origin: '', transport: 'this-machine' };
  return parseBaseUrl(provider?.baseUrl ?? filled.baseUrl);
}

/** Why something pasted as a session is none. */
function noSessionText({ name }: Provider, secret: string, { form }: OptionsText): string {
  if (secret.startsWith('eyJ')) return form.notASession.jwt;
  return recognise(secret)?.credential === 'api-key' ? form.notASession['api-key'](name) : form.notASession.other;
}
