import type { CredentialKind } from '../account';
import { credentialsOf, fieldsFor, methodsFor, providers, recognise } from '../provider-host/catalog';
import type { Provider } from '../provider-host/define';
import type { EntryProblem } from './import-result';
import { readAddress } from './read-address';

/** What a file tells of a key. */
export interface KeyWithHints {
  key: string;
  /** The service that the file names. */
  named?: Provider | undefined;
  /** Where the file says that the key is used. */
  address?: string | undefined;
  /** The kind of credential that the file says it is. */
  credential?: CredentialKind | undefined;
}

/** Whom a key belongs to, or why that cannot be said. */
export type Owner = { provider: Provider; credential: CredentialKind; guessed: boolean } | { problem: EntryProblem };

/**
 * Finds out whom a key is to be sent to. An address decides, as a key must go nowhere else; then the name that the file
 * gives; then the look of the key.
 */
export function ownerOfKey(hints: KeyWithHints): Owner {
  return hints.address === undefined ? ownerWithoutAddress(hints) : ownerAt(hints.address, hints);
}

/** The provider that somebody means by a name, however it is written: `NEWAPI`, `new_api`, `New API`. */
export function providerNamed(name: string): Provider | undefined {
  const wanted = plain(name);
  if (wanted === '') return undefined;
  return providers.find(({ id }) => plain(id) === wanted) ?? providers.find((provider) => plain(provider.name) === wanted);
}

/** Software that many sites run has no address of its own: an account brings one. */
export function isRelay(provider: Provider): boolean {
  return provider.baseUrl === undefined;
}

/** The relay software that is read by a method. */
export function relayReadBy(methodId: string): Provider | undefined {
  return plainest(providers.filter((provider) => isRelay(provider) && provider.methods.some(({ id }) => id === methodId)));
}

/** The relay software that tells an account's figures to its access token, and to the number of its user where a fork wants that. */
export function relayOfAccounts(): Provider | undefined {
  return plainest(providers.filter((provider) => isRelay(provider) && fieldsFor(provider, 'access-token').includes('userId')));
}

/** The one that the others of its kind descend from: at an address it is looked for after all of them. */
function plainest(kin: readonly Provider[]): Provider | undefined {
  const orderOf = ({ detection }: Provider) => detection?.order ?? 0;
  return kin.toSorted((left, right) => orderOf(right) - orderOf(left))[0];
}

export function takesAccessToken(provider: Provider): boolean {
  return methodsFor(provider, 'access-token').length > 0;
}

/** The service that lives at an address. */
export function residentOf(address: string): Provider | undefined {
  const base = readAddress(address);
  return providers.find(({ baseUrl }) => base.ok && baseUrl !== undefined && new URL(baseUrl).origin === base.origin);
}

function ownerWithoutAddress({ key, named, credential }: KeyWithHints): Owner {
  // A relay's key can look like anything; a service's own cannot look like another service's.
  if (named && (isRelay(named) || fitsForCertain(named, key))) return credentialAt(named, key, credential, false);
  const recognised = recognise(key)?.provider;
  if (named)
    return recognised && fitsForCertain(recognised, key) ? credentialAt(recognised, key, undefined, true) : credentialAt(named, key, credential, false);
  return recognised ? credentialAt(recognised, key, undefined, true) : { problem: 'unknown-provider' };
}

function ownerAt(address: string, { key, named, credential }: KeyWithHints): Owner {
  const base = readAddress(address);
  if (!base.ok) return { problem: base.problem === 'missing' ? 'no-address' : 'bad-address' };
  const resident = residentOf(address);
  if (resident) return credentialAt(resident, key, credential, false);
  if (named && (named.baseUrl === undefined || isSameSite(named.baseUrl, base.origin))) return credentialAt(named, key, credential, false);
  // Many tools name the protocol where they mean a relay that speaks it.
  const recognised = recognise(key)?.provider;
  const usual = credential === 'access-token' ? relayOfAccounts() : recognised && isRelay(recognised) ? recognised : undefined;
  const relay = usual ?? relayReadBy('billing');
  return relay ? credentialAt(relay, key, credential, true) : { problem: 'unknown-provider' };
}

function credentialAt(provider: Provider, key: string, said: CredentialKind | undefined, guessed: boolean): Owner {
  const credential = credentialOf(provider, key, said);
  if (credential === 'session') return { problem: 'session' };
  if (credential !== undefined) return { provider, credential, guessed };
  return { problem: said === 'access-token' ? 'account-mode-not-yet' : 'no-balance-for-key' };
}

/** What a key is at a provider: by its look where that is certain, else by what the file says it is. */
function credentialOf(provider: Provider, key: string, said: CredentialKind | undefined): CredentialKind | undefined {
  const offered = credentialsOf(provider);
  // An access token of a relay may look like a key of it; who says that it is one knows better.
  if (said === 'access-token') return offered.find((kind) => kind === said);
  const certain = provider.methods.find((method) => method.key?.pattern?.test(key));
  if (certain) return certain.credential;
  if (said !== undefined && offered.includes(said)) return said;
  const likely = provider.methods.find((method) => method.key?.likely?.test(key));
  return likely?.credential ?? offered.find((kind) => kind === 'api-key');
}

function fitsForCertain(provider: Provider, key: string): boolean {
  return provider.methods.some((method) => method.key?.pattern?.test(key));
}

/** Whether two hosts end alike: services ask for balances at another host than for answers. */
function isSameSite(left: string, right: string): boolean {
  return siteOf(left) === siteOf(right);
}

function siteOf(url: string): string {
  return new URL(url).hostname.split('.').slice(-2).join('.');
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
