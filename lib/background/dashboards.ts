import { type Account, originOf } from '../account';
import { maskCredential } from '../credential';
import { type Failure, fail, failureOf } from '../failure';
import { parseDecimal } from '../money/decimal';
import type { Organization, SessionObserver, Sighting } from '../observers/define';
import { ask, validated } from '../provider-host/ask';
import { providerById } from '../provider-host/catalog';
import type { HttpOptions } from '../provider-host/http';
import type { Sessions } from '../store/sessions';
import type { Vault } from '../vault/contract';
import { type Offer, observedAccount, organizationOf, pageReading, type Service } from './observed-account';
import { fetchThrough, type Pages } from './pages';
import type { Permissions } from './permissions';
import { blockedBy } from './politeness';
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
  permissions: Permissions;
  pages: Pages;
  http: HttpOptions;
  random(): number;
}

/** Failures after which the same session may still work. */
const mayPass: ReadonlySet<Failure['kind']> = new Set(['challenge', 'network', 'timeout', 'unavailable', 'rate-limited']);

/** So long a page's requests do not have a session tried again that did not work, in milliseconds: a page makes many of them. */
const againAfterMs = 30_000;

function isRefusal({ kind }: Failure): boolean {
  return kind === 'session-expired' || kind === 'unauthorized' || kind === 'wrong-organization';
}

/**
 * Signed-in websites whose session reads what no key may: one account for each organization. A session is tried before it
 * takes the place of another one, and is sent nowhere but to its own service.
 */
export function createDashboards({ state, vault, sessions, refresh, permissions, pages, http, random }: Dependencies) {
  const failedAt = new Map<string, number>();
  const organizationsOf = new Map<string, Organization[]>();
  let turn: Promise<unknown> = Promise.resolve();

  function serviceOf({ providerId }: SessionObserver): Service | undefined {
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

  /** The account of a website whose organization nobody knows. */
  function namelessOf(providerId: string): Account | undefined {
    return accountsOf(providerId).find(({ fields, removedAt }) => fields.organization === undefined && removedAt === undefined);
  }

  /** A session that a page of the website has just used. */
  async function sighted(observer: SessionObserver, sighting: Sighting): Promise<void> {
    if (!isOn(observer.providerId)) return;
    await sessions.noteUnlike(observer.providerId, false);
    const key = `${observer.providerId} ${sighting.organization ?? ''} ${sighting.token}`;
    await inTurn(async () => {
      if (Math.abs(http.now() - (failedAt.get(key) ?? 0)) < againAfterMs) return;
      if (await take(observer, sighting)) failedAt.delete(key);
      else failedAt.set(key, http.now());
    });
  }

  /** One session after the other: a page's requests that name an organization, and those that mean it, lead to one account. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  /** A request of the website with a credential of another kind: if nothing else ever comes, its ways have changed. */
  async function unlike({ providerId }: SessionObserver): Promise<void> {
    if (isOn(providerId)) await sessions.noteUnlike(providerId, true);
  }

  /** @returns `false` where the session was tried, and did not work. */
  async function take(observer: SessionObserver, offered: Offer): Promise<boolean> {
    const service = serviceOf(observer);
    if (!service || (offered.organization !== undefined && isDismissed(observer.providerId, offered.organization))) return true;
    // Chromium tells of a website's requests also where the person has taken away the host that they go to.
    if (!(await permissions.hasAll([observer.dashboard, service.baseUrl]))) return true;
    const offer = await withOrganization(observer, offered);
    const known = await accountFor(observer.providerId, offer);
    if (known?.removedAt !== undefined || isDismissed(observer.providerId, offer.organization)) return true;
    const held = known && (await sessions.get(known.id));
    if (known && held === offer.token && (offer.organization === undefined || known.fields.organization === offer.organization)) {
      return !state.get().statuses[known.id]?.failure || (await refresh.run([known.id])).succeeded > 0;
    }
    const changes = known ? organizationOf(known, service, offer) : {};
    const account = { ...(known ?? observedAccount(service, offer, http.now())), ...changes };
    const request = { ...service, credential: account.credential, fields: account.fields, kept: {}, secret: async () => offer.token };
    const outcome = await readAnywhere(request, http, pages);
    const { result } = outcome;
    // A session that works is not given up for one that does not; and one that was never good for anything makes no account.
    if (!result.ok && (held !== undefined || (!known && isRefusal(result.failure)))) return false;
    if (!isOn(observer.providerId) || (known && !state.get().accounts[known.id])) return true;
    if (result.ok || mayPass.has(result.failure.kind)) await sessions.put(account.id, offer.token);
    refresh.abort(account.id);
    const masked = maskCredential(offer.token);
    await state.update(async ({ accounts, statuses, settings, origins }) => {
      // Locked or switched off meanwhile: nothing of it is kept.
      if (!isOn(observer.providerId)) {
        await sessions.drop([account.id]);
        return undefined;
      }
      return {
        accounts: { [account.id]: { ...(accounts[account.id] ?? account), ...changes, masked } },
        origins: blockedBy(result, originOf(account), origins),
        statuses: { [account.id]: afterAttempt(statuses[account.id], outcome, settings, http.now(), random()) },
      };
    });
    return result.ok;
  }

  /** What was made while nobody knew its organization becomes the account of the first session that names one. */
  async function accountFor(providerId: string, { token, organization }: Offer): Promise<Account | undefined> {
    const accounts = accountsOf(providerId);
    const own = accounts.find(({ fields }) => fields.organization === organization);
    if (own) return own;
    for (const account of accounts) {
      const isNameless = account.fields.organization === undefined && account.removedAt === undefined;
      const held = await sessions.get(account.id);
      if (organization === undefined ? held === token : isNameless && (held === undefined || held === token)) return account;
    }
    return undefined;
  }

  function isDismissed(providerId: string, organization = ''): boolean {
    return state.get().settings.dismissed.includes(`${providerId} ${organization}`);
  }

  /** Finds out what an organization is called, or which one a request means that names none. Not knowing costs nothing. */
  async function withOrganization(observer: SessionObserver, offer: Offer): Promise<Offer> {
    const isKnown = accountsOf(observer.providerId).some(({ fields }) => fields.organization === offer.organization);
    if ((offer.organization !== undefined && isKnown) || offer.title !== undefined) return offer;
    const all = organizationsOf.get(offer.token) ?? (await organizations(observer, offer.token).catch(() => []));
    organizationsOf.set(offer.token, all);
    if (offer.organization !== undefined) return { ...offer, title: all.find(({ id }) => id === offer.organization)?.title };
    const usual = all.find(({ isDefault }) => isDefault) ?? (all.length === 1 ? all[0] : undefined);
    return usual ? { token: offer.token, organization: usual.id, title: usual.title } : offer;
  }

  /** Where the service turns the background away, it is asked from inside an open page. */
  async function organizations(observer: SessionObserver, token: string): Promise<Organization[]> {
    const { path, schema } = observer.organizations;
    const { baseUrl } = serviceOf(observer) ?? fail({ kind: 'unsupported', detail: 'provider' });
    const question = { baseUrl, path, credential: { auth: 'bearer' as const, secret: async () => token } };
    const answer = await ask(question, http).catch((error: unknown) => {
      if (failureOf(error, { kind: 'network' }).kind !== 'challenge') throw error;
      return ask(question, { ...http, fetch: fetchThrough(pages, observer.dashboard) });
    });
    return validated(schema, answer);
  }

  /**
   * Makes a session of the sign-in that an open page of the website keeps: one request, once for each click.
   *
   * @returns how many organizations it is for.
   */
  async function find(providerId: string): Promise<number> {
    const observer = observerOf(providerId);
    const { signIn, dashboard } = observer;
    const found = await pages.run(dashboard, signIn.find, [http.now()]);
    if (!found) return fail({ kind: 'session-missing', reason: 'not-seen' });
    const credential = { auth: 'bearer' as const, secret: async () => found.accessToken };
    const { baseUrl } = serviceOf(observer) ?? fail({ kind: 'unsupported', detail: 'provider' });
    // From inside the page: a browser adds the extension's own origin to whatever its background posts.
    const answer = await ask({ baseUrl, path: signIn.path, json: signIn.json, credential }, { ...http, fetch: fetchThrough(pages, dashboard) });
    const { token, organizations: all } = validated(signIn.schema, answer);
    if (!observer.token.test(`Bearer ${token}`)) fail({ kind: 'bad-response', detail: '/user/session' });
    // One after the other: the service is a website, and counts.
    const offers: Offer[] = all.length > 0 ? all.map(({ id, title }) => ({ token, organization: id, title: title ?? id })) : [{ token }];
    for (const offer of offers) await inTurn(() => take(observer, offer));
    return Math.max(1, all.length);
  }

  /** Takes the figure from the text of an open page. The person says by the click that the page shows this account. */
  async function readPage(providerId: string, accountId?: string): Promise<void> {
    const observer = observerOf(providerId);
    const service = serviceOf(observer) ?? fail({ kind: 'unsupported', detail: 'provider' });
    const written = await pages.run(observer.dashboard, observer.readBalance, []);
    if (written === undefined) return fail({ kind: 'session-missing', reason: 'not-seen' });
    const value = parseDecimal(written?.replaceAll(/[$,\s]/g, '').replace('\u2212', '-'));
    if (value === undefined) return fail({ kind: 'bad-response', detail: 'page' });
    const now = http.now();
    const isHeld = accountId !== undefined && (await sessions.get(accountId)) !== undefined;
    await state.update(({ accounts, settings, statuses }) => {
      if (vault.state() === 'locked') return fail({ kind: 'locked' });
      const account = accountId === undefined ? (namelessOf(providerId) ?? observedAccount(service, {}, now)) : accounts[accountId];
      if (account?.inMemory !== 'observed') return undefined;
      const outcome = {
        result: { ok: true as const, reading: pageReading(value, account), method: 'page' },
        attempts: [{ method: 'page', at: now, inPage: true }],
      };
      const { nextAttemptAt, ...status } = afterAttempt(statuses[account.id], outcome, settings, now, random());
      // Without a session nobody can read it again by itself.
      const next = isHeld && nextAttemptAt !== undefined ? { nextAttemptAt } : {};
      return { accounts: { [account.id]: account }, statuses: { [account.id]: { ...status, ...next } } };
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
}

export type Dashboards = ReturnType<typeof createDashboards>;
