import type { Page } from 'puppeteer-core';
import type { FakeServices, Reply, Seen } from '../../servers/fake-services';
import { answers, hosts } from './scene';

export const creditPath = '/v1/dashboard/billing/credit_grants';
export const loginPath = '/dashboard/onboarding/login';
export const billingPage = `https://${hosts.platform}/settings/organization/billing/overview`;

export interface Organization {
  id: string;
  title: string;
  is_default: boolean;
}

/** The signed-in website and the service behind it, as far as anybody meets them here. */
export interface FakeDashboard {
  /** Organizations that every session belongs to. */
  organizations: Organization[];
  /** What is left, by session and organization. A session that is not named is refused. */
  credit: Map<string, Record<string, number>>;
  /** The session that a sign-in is exchanged for. */
  minted: string;
  /** What stands on the pages. */
  text: string;
  /** Whether pages may send their cookies along. */
  takesCookies: boolean;
  /** Answers every request that comes from no page, such as a gate that wants to see a browser. */
  gate?: Reply | undefined;
  /** Requests of the extension's background, which say of no page where they come from. */
  own(path?: string): Seen[];
  /** Requests of pages, without the preflights. */
  ofPages(path?: string): Seen[];
}

/** The access token of the website's sign-in. */
export const accessToken = 'eyJFIXTURE.access.x';

export function startDashboard(services: FakeServices): FakeDashboard {
  const dashboard: FakeDashboard = {
    organizations: [{ id: 'org-EXAMPLE0000000000000002', title: 'Example Org', is_default: true }],
    credit: new Map(),
    minted: '',
    text: '',
    takesCookies: false,
    own: (path) => asked(path).filter(({ headers }) => headers.origin === undefined),
    ofPages: (path) => asked(path).filter(({ headers }) => headers.origin !== undefined),
  };
  const asked = (path?: string) => services.seen(hosts.openAi).filter((seen) => seen.method !== 'OPTIONS' && (path === undefined || seen.path === path));
  const api = (path: string, reply: (seen: Seen) => Reply) =>
    services.on(hosts.openAi, path, (seen) => forPages(seen, dashboard, seen.headers.origin === undefined && dashboard.gate ? dashboard.gate : reply(seen)));

  for (const path of [creditPath, creditPath.slice(3)]) api(path, (seen) => creditFor(dashboard, seen));
  api('/v1/organizations', (seen) => (sessionOf(seen, dashboard) ? { body: { object: 'list', data: dashboard.organizations } } : refused));
  api(loginPath, ({ headers }) => (headers.authorization === `Bearer ${accessToken}` ? loginOf(dashboard) : refused));
  for (const path of [new URL(billingPage).pathname, '/idle']) services.on(hosts.platform, path, () => ({ body: pageOf(path, dashboard.text) }));
  services.on(hosts.platform, '/loading', () => ({ body: `${pageOf('/idle', dashboard.text)}<script src="/never.js"></script>` }));
  services.on(hosts.platform, '/never.js', { write: () => undefined });
  services.on(hosts.platform, '/favicon.ico', { status: 204 });
  return dashboard;
}

/** A page may read the answers, and is asked beforehand whether it may. */
function forPages({ method, headers: { origin } }: Seen, { takesCookies }: FakeDashboard, reply: Reply): Reply {
  if (origin === undefined) return reply;
  const shared: Record<string, string> = takesCookies
    ? { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }
    : { 'access-control-allow-origin': '*' };
  if (method !== 'OPTIONS') return { ...reply, headers: { ...shared, 'cache-control': 'no-store', ...reply.headers } };
  const allowed = 'authorization, content-type, openai-organization, openai-project';
  return { status: 204, headers: { ...shared, 'access-control-allow-headers': allowed, 'access-control-allow-methods': 'GET, POST, OPTIONS' } };
}

const refused: Reply = { status: 401, body: { error: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' } } };

function sessionOf({ headers }: Seen, { credit }: FakeDashboard): Record<string, number> | undefined {
  return credit.get((headers.authorization ?? '').replace('Bearer ', ''));
}

function creditFor(dashboard: FakeDashboard, seen: Seen): Reply {
  const left = sessionOf(seen, dashboard);
  if (!left) return refused;
  const usual = dashboard.organizations.find(({ is_default }) => is_default)?.id ?? '';
  const amount = left[String(seen.headers['openai-organization'] ?? usual)];
  return amount === undefined ? { status: 401, body: { error: { message: 'other', code: 'mismatched_organization' } } } : answers.credit(amount);
}

function loginOf({ minted, organizations }: FakeDashboard): Reply {
  return { body: { object: 'login', user: { session: { sensitive_id: minted }, orgs: { object: 'list', data: organizations } }, invites: [] } };
}

/** The billing page signs in with what is kept and asks for much at once; the idle one does nothing by itself. */
function pageOf(path: string, text: string): string {
  return `<!doctype html><title>Platform</title><main>${text}</main>${path === '/idle' ? '' : `<script>(${show.toString()})('https://${hosts.openAi}', '${loginPath}', '${creditPath}')</script>`}`;
}

async function show(api: string, login: string, credit: string): Promise<void> {
  const kept = Object.entries(localStorage).find(([key]) => key.includes('::openid'))?.[1];
  if (!kept) return;
  const authorization = `Bearer ${JSON.parse(kept).body.access_token}`;
  const minted = await fetch(api + login, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: '{"app":"api"}' });
  const { session, orgs } = (await minted.json()).user;
  const usual = orgs.data.find(({ is_default }: Organization) => is_default).id;
  const headers = { authorization: `Bearer ${session.sensitive_id}` };
  const named = { ...headers, 'openai-organization': usual, 'openai-project': 'proj_1' };
  await Promise.all([fetch(`${api}/v1/organizations`, { headers }), fetch(api + credit, { headers: named }), fetch(api + credit, { headers })]);
}

/** Leaves in a page's storage what a sign-in leaves there: an identity first, an entry of a client of years ago last. */
export function signIn(page: Page): Promise<void> {
  return page.evaluate((token) => {
    const audience = 'https://api.openai.com/v1::openid profile email offline_access';
    const entry = (access_token: string, expiresAt: number) => JSON.stringify({ body: { access_token, refresh_token: 'rt_never', audience }, expiresAt });
    localStorage.setItem('@@auth0spajs@@::app_2SKx67EdpoN0G6j64rFvigXD::@@user@@', JSON.stringify({ id_token: 'eyJFIXTURE.id.x', decodedToken: {} }));
    localStorage.setItem(`@@auth0spajs@@::DRivsnm2Mu42T3KOpqdtwB3NYviHYzwD::${audience}`, entry('eyJFIXTURE.old.x', 1_700_000_000));
    localStorage.setItem(`@@auth0spajs@@::app_2SKx67EdpoN0G6j64rFvigXD::${audience}`, entry(token, Math.floor(Date.now() / 1000) + 3600));
    localStorage.setItem('unrelated', '1');
  }, accessToken);
}

/** Lets a page ask the service, as the website's own scripts do. @returns the status, or 0 where the browser did not let it. */
export function ask(page: Page, session: string, organization?: string, { path = creditPath, method = 'GET' } = {}): Promise<number> {
  const headers = { authorization: `Bearer ${session}`, ...(organization === undefined ? {} : { 'openai-organization': organization }) };
  const request = { url: `https://${hosts.openAi}${path}`, method, headers };
  return page.evaluate(async ({ url, ...options }) => (await fetch(url, options).catch(() => undefined))?.status ?? 0, request);
}
