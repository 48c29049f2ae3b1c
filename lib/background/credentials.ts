import { type Account, originOf, pageOriginOf } from '../account';
import type { Channel } from '../channel';
import { fail } from '../failure';
import { providerById } from '../provider-host/catalog';
import type { Settings } from '../settings';
import type { Sessions } from '../store/sessions';
import type { Binding, Vault } from '../vault/contract';

/** What an account's secret is bound to in the vault. */
export function bindingOf(account: Account): Binding {
  return { id: account.id, providerId: account.providerId, origin: originOf(account), revision: account.revision };
}

/** What a channel's address and tokens are bound to in the vault. */
export function channelBindingOf({ id, kind, origin, revision }: Channel): Binding {
  return { id, providerId: `channel:${kind}`, origin, revision };
}

/**
 * Takes an account's credential from where it is kept.
 *
 * @throws FailureError `session-missing` where it was in memory only and is gone; what the vault throws.
 */
export async function credentialOf(account: Account, vault: Vault, sessions: Sessions): Promise<string> {
  if (account.inMemory === undefined) return vault.unseal(bindingOf(account));
  return (await sessions.get(account.id)) ?? fail({ kind: 'session-missing', reason: 'not-seen' });
}

/** The origins that must be allowed for an account to be read, each once, a website's first. */
export function originsOf(account: Account): string[] {
  const dashboard = account.inMemory === 'observed' ? providerById(account.providerId)?.dashboard : undefined;
  const pages = pageOriginOf(account.fields);
  const all = [...(dashboard ? [dashboard.origin] : []), originOf(account), ...(pages === undefined ? [] : [pages])];
  return [...new Set(all)].filter((origin) => origin !== '');
}

/** The origins that a signed-in website needs, before there is an account of it. */
export function originsOfDashboards({ signedIn }: Pick<Settings, 'signedIn'>): string[] {
  return signedIn.flatMap((id) => {
    const provider = providerById(id);
    return provider?.dashboard && provider.baseUrl ? [provider.dashboard.origin, new URL(provider.baseUrl).origin] : [];
  });
}
