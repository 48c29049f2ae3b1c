import type { Account } from '../account';
import { maskCredential } from '../credential';
import { type Failure, fail } from '../failure';
import { parseDecimal } from '../money/decimal';
import { quantity } from '../money/quantity';
import type { Organization, SessionObserver, Sighting } from '../observers/define';
import { ask, validated } from '../provider-host/ask';
import { providerById } from '../provider-host/catalog';
import type { Provider } from '../provider-host/define';
import type { HttpOptions } from '../provider-host/http';
import type { Reading } from '../reading';
import type { Sessions } from '../store/sessions';
import type { Vault } from '../vault/contract';
import { fetchThrough, type Pages } from './pages';
import { readAnywhere } from './read-anywhere';
import type { Refresh } from './refresh';
import { afterAttempt } from './schedule';
import type { StateOwner } from './state';

const files = import.meta.glob<SessionObserver>('../observers/*-session.ts', { eager: true, import: 'default' });

/** Every observer of sessions there is: the folder is the list. */
export const observers: readonly SessionObserver[] = Object.values(files);

interface Dependencies {
  state: StateOwner;
  vault: Vault;
  sessions: Sessions;
  refresh: Refresh;
  pages: Pages;
  http: HttpOptions;
  random(): number;
}

/** A session, and what is known of the organization it is for. */
interface Offer extends Sighting {
  title?: string | undefined;
}

/** Failures after which the same session may still work. */
const mayPass: ReadonlySet<Failure['kind']> = new Set(['challenge', 'network', 'timeout', 'unavailable', 'rate-limited']);

function isRefusal({ kind }: Failure): boolean {
  return kind === 'session-expired' || kind === 'unauthorized' || kind === 'wrong-organization';
}

/**
 * Signed-in websites whose session reads what no key may: one account for each organization. A session is tried before it
 * takes the place of another one, and is sent nowhere but to its own service.
 */
export function createDashboards({ state, vault, sessions, refresh, pages, http, random }: Dependencies) {
  /** Several requests of a page carry the same session at once. */
  const beingTaken = new Map<string, Promise<void>>();
  const usualOrganizations = new Map<string, Organization | undefined>();

  function serviceOf({ providerId }: SessionObserver): { provider: Provider; baseUrl: string } | undefined {
    const provider = providerById(providerId);
    return provider?.baseUrl === undefined ? undefined : { provider, baseUrl: provider.baseUrl };
  }

  function observerOf(providerId: string): SessionObserver {
    const observer = observers.find((candidate) => candidate.providerId === providerId);
    return observer && isOn(providerId) ? observer : fail({ kind: 'session-missing', reason: 'off' });
  }

  function isOn(providerId: string): boolean {
    return state.get().settings.signedIn.includes(providerId) && vault.state() !== 'locked';
  }

  function accountsOf(providerId: string): Account[] {
    return Object.values(state.get().accounts).filter((account) => account.providerId === providerId && account.inMemory === 'observed');
  }

  /** A session that a page of the website has just used. */
  async function sighted(observer: SessionObserver, sighting: Sighting): Promise<void> {
    if (!isOn(observer.providerId)) return;
    const key = `${observer.providerId} ${sighting.organization ?? ''} ${sighting.token}`;
    const taking = beingTaken.get(key) ?? take(observer, sighting).finally(() => beingTaken.delete(key));
    beingTaken.set(key, taking);
    await taking;
  }

  /** A request of the website with a credential of another kind: if nothing else ever comes, its ways have changed. */
  async function unlike({ providerId }: SessionObserver): Promise<void> {
    if (isOn(providerId)) await sessions.noteUnlike(providerId);
  }

  async function take(observer: SessionObserver, offered: Offer): Promise<void> {
    const service = serviceOf(observer);
    const offer = await withOrganization(observer, offered);
    const known = accountsOf(observer.providerId).find(({ fields }) => fields.organization === offer.organization);
    if (!service || known?.removedAt !== undefined || isDismissed(observer.providerId, offer.organization)) return;
    const held = known && (await sessions.get(known.id));
    if (known && held === offer.token) {
      if (state.get().statuses[known.id]?.failure) await refresh.run([known.id]);
      return;
    }
    const account = known ?? observedAccount(service, offer);
    const request = { ...service, credential: account.credential, fields: account.fields, kept: {}, secret: async () => offer.token };
    const outcome = await readAnywhere(request, http, pages);
    const { result } = outcome;
    // A session that works is not given up for one that does not; and one that was never good for anything makes no account.
    if (!result.ok && (held !== undefined || (!known && isRefusal(result.failure)))) return;
    if (!isOn(observer.providerId)) return;
    if (result.ok || mayPass.has(result.failure.kind)) await sessions.put(account.id, offer.token);
    refresh.abort(account.id);
    const masked = maskCredential(offer.token);
    await state.update(({ accounts, statuses, settings }) => ({
      accounts: { [account.id]: { ...(accounts[account.id] ?? account), masked } },
      statuses: { [account.id]: afterAttempt(statuses[account.id], outcome, settings, http.now(), random()) },
    }));
  }

  function isDismissed(providerId: string, organization = ''): boolean {
    return state.get().settings.dismissed.includes(`${providerId} ${organization}`);
  }

  /** Finds out what an organization is called, or which one a request means that names none. Not knowing costs nothing. */
  async function withOrganization(observer: SessionObserver, offer: Offer): Promise<Offer> {
    const isKnown = accountsOf(observer.providerId).some(({ fields }) => fields.organization === offer.organization);
    if ((offer.organization !== undefined && isKnown) || offer.title !== undefined) return offer;
    const all = usualOrganizations.has(offer.token) ? [] : await organizations(observer, offer.token).catch(() => []);
    if (offer.organization !== undefined) return { ...offer, title: all.find(({ id }) => id === offer.organization)?.title };
    const usual = usualOrganizations.get(offer.token) ?? all.find(({ isDefault }) => isDefault) ?? (all.length === 1 ? all[0] : undefined);
    usualOrganizations.set(offer.token, usual);
    return usual ? { token: offer.token, organization: usual.id, title: usual.title } : offer;
  }

  async function organizations(observer: SessionObserver, token: string): Promise<Organization[]> {
    const { path, schema } = observer.organizations;
    const { baseUrl } = serviceOf(observer) ?? fail({ kind: 'unsupported', detail: 'provider' });
    return validated(schema, await ask({ baseUrl, path, credential: { auth: 'bearer', secret: async () => token } }, http));
  }

  /**
   * Makes a session of the sign-in that an open page of the website keeps: one request, once for each click.
   *
   * @returns how many organizations it is for.
   */
  async function find(providerId: string): Promise<number> {
    const observer = observerOf(providerId);
    const { baseUrl } = serviceOf(observer) ?? fail({ kind: 'unsupported', detail: 'provider' });
    const { signIn, dashboard } = observer;
    const found = await pages.run(dashboard, signIn.find, [http.now()]);
    if (!found) return fail({ kind: 'session-missing', reason: 'not-seen' });
    const question = { baseUrl, path: signIn.path, json: signIn.json, credential: { auth: 'bearer' as const, secret: async () => found.accessToken } };
    const answer = await ask(question, http).catch((error: { failure?: Failure }) => {
      if (error.failure?.kind !== 'challenge') throw error;
      return ask(question, { ...http, fetch: fetchThrough(pages, dashboard) });
    });
    const { token, organizations: all } = validated(signIn.schema, answer);
    if (!observer.token.test(`Bearer ${token}`)) fail({ kind: 'bad-response', detail: '/user/session' });
    // One after the other: the service is a website, and counts.
    for (const { id, title } of all) await take(observer, { token, organization: id, title: title ?? id });
    if (all.length === 0) await take(observer, { token });
    return Math.max(1, all.length);
  }

  /** Takes the figure from the text of an open page. The person says by the click that the page shows this account. */
  async function readPage(providerId: string, accountId?: string): Promise<void> {
    const observer = observerOf(providerId);
    const service = serviceOf(observer) ?? fail({ kind: 'unsupported', detail: 'provider' });
    const written = await pages.run(observer.dashboard, observer.readBalance, []);
    const value = parseDecimal(written?.replaceAll(/[$,\s]/g, ''));
    if (value === undefined) return fail({ kind: 'bad-response', detail: 'page' });
    const reading: Reading = {
      remaining: quantity(value, 'USD'),
      meaning: 'balance',
      basis: 'reported',
      scope: 'organization',
      rule: { kind: 'page-text' },
    };
    const now = http.now();
    await state.update(({ accounts, settings, statuses }) => {
      const account = accountId === undefined ? observedAccount(service, {}) : accounts[accountId];
      if (account?.inMemory !== 'observed') return undefined;
      const outcome = { result: { ok: true as const, reading, method: 'page' }, attempts: [{ method: 'page', at: now, inPage: true }] };
      const { nextAttemptAt: _next, ...status } = afterAttempt(statuses[account.id], outcome, settings, now, random());
      // Nobody reads it again by itself.
      return { accounts: { [account.id]: account }, statuses: { [account.id]: status } };
    });
  }

  return {
    sighted,
    unlike,
    find,
    readPage,
    /** Forgets every session of a website. The last figures stay, and say why they are old. */
    async forget(providerId: string): Promise<void> {
      const ids = accountsOf(providerId).map(({ id }) => id);
      await sessions.drop(ids);
      await refresh.run(ids);
    },
    /** Lets the accounts of a website that was switched on say what they wait for. */
    async expect(providerId: string): Promise<void> {
      await refresh.run(accountsOf(providerId).map(({ id }) => id));
    },
  };

  function observedAccount({ provider, baseUrl }: { provider: Provider; baseUrl: string }, { token = '', organization, title }: Partial<Offer>): Account {
    return {
      v: 1,
      id: crypto.randomUUID(),
      providerId: provider.id,
      label: title === undefined ? provider.name : `${provider.name} · ${title}`.slice(0, 80),
      baseUrl,
      credential: 'session',
      inMemory: 'observed',
      masked: maskCredential(token),
      fingerprint: `observed ${organization ?? ''}`.slice(0, 64),
      fields: organization === undefined ? {} : { organization },
      revision: 1,
      createdAt: http.now(),
      countInTotal: true,
    };
  }
}

export type Dashboards = ReturnType<typeof createDashboards>;
