import type { CredentialKind } from '../account';
import type { FieldName } from '../account-fields';
import type { Method, Provider } from './define';

const files = import.meta.glob<Provider>('../providers/*.ts', { eager: true, import: 'default' });

/** Every provider there is, by name: the folder is the list. Compared as text: a collator costs the worker more than all else at its start. */
export const providers: readonly Provider[] = Object.values(files).sort((left, right) => (left.name.toLowerCase() < right.name.toLowerCase() ? -1 : 1));

const byId = new Map(providers.map((provider) => [provider.id, provider]));

/** @returns `undefined` for a provider that this version does not have. */
export function providerById(id: string): Provider | undefined {
  return byId.get(id);
}

/** The methods that work with a kind of credential, in order of preference. */
export function methodsFor(provider: Provider, credential: CredentialKind): readonly Method[] {
  return provider.methods.filter((method) => method.credential === credential);
}

/** The kinds of credential that a provider takes, in its order of preference. */
export function credentialsOf(provider: Provider): CredentialKind[] {
  return [...new Set(provider.methods.map((method) => method.credential))];
}

/** What is asked for besides a kind of credential, each once. */
export function fieldsFor(provider: Provider, credential: CredentialKind): FieldName[] {
  return [...new Set([...(provider.fields ?? []), ...methodsFor(provider, credential).flatMap((method) => method.fields ?? [])])];
}

/** Whether a kind of credential tells no more than what was spent. */
export function givesSpendOnly(provider: Provider, credential: CredentialKind): boolean {
  return methodsFor(provider, credential).every((method) => method.gives === 'spend');
}

/** Whether a pasted session looks like one. Keys come in more forms than anybody knows, so they always fit. */
export function fitsCredential(provider: Provider, credential: CredentialKind, pasted: string): boolean {
  if (credential !== 'session') return true;
  const patterns = methodsFor(provider, credential).flatMap((method) => method.key?.pattern ?? []);
  return patterns.length === 0 || patterns.some((pattern) => pattern.test(pasted));
}

/**
 * Finds what a pasted key belongs to.
 *
 * @returns the provider and the kind of credential, or `undefined` when the key looks like nobody's in particular.
 */
export function recognise(key: string): { provider: Provider; credential: CredentialKind } | undefined {
  return match(key, (method) => method.key?.pattern) ?? match(key, (method) => method.key?.likely);
}

function match(key: string, pattern: (method: Method) => RegExp | undefined) {
  for (const provider of providers) {
    const method = provider.methods.find((candidate) => pattern(candidate)?.test(key));
    if (method) return { provider, credential: method.credential };
  }
  return undefined;
}
