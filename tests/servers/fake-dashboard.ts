import type { FakeServices, Reply, Seen } from './fake-services.ts';

/** What a page of the fake website offers to whoever drives it, as `globalThis.dashboard`. */
export interface DashboardPage {
  /** Makes a session of the sign-in that the page keeps, as the website does when it is opened. */
  mint(): Promise<void>;
  /** Asks for credit with the page's session. Answers the HTTP status. */
  load(organization?: string): Promise<number>;
  /** Takes a session for its own, as if it had been made by other means. */
  use(token: string): void;
}

/** The secrets that the website keeps in its own storage; no extension has any use for most of them. */
export interface SignInSecrets {
  accessToken: string;
  refreshToken: string;
  idToken: string;
  /** Of a client of years ago, long expired. */
  oldAccessToken: string;
}

/** OpenAI's website and the part of its API that only a signed-in page may use. */
export interface FakeDashboard {
  /** The address of the billing page, which signs in and asks for credit by itself. */
  billing: string;
  /** The same page, doing nothing until it is told to. */
  idle: string;
  secrets: SignInSecrets;
  /** Organizations by id, in the order in which the service lists them; the first is the usual one. */
  organizations: Map<string, { title: string; credit: unknown }>;
  /** The sessions that are good. */
  sessions: Set<string>;
  /** The session that the next sign-in makes. */
  next: string;
  /** The organization that the page asks for by itself. */
  shown: string | undefined;
  /** What the text of the billing page says. */
  text: string;
  /** Only pages of the website itself get an answer; everybody else gets a browser check. */
  guarded: boolean;
  /** The newer form of the addresses is unknown. */
  old: boolean;
  /** What was asked from outside any page, since this website was made. */
  asked(path?: string): Seen[];
  /** What its own pages have asked, without the browser's preflights. */
  askedInPages(path: string): Seen[];
}

const api = 'api.openai.com';
const website = 'platform.openai.com';
const page = '/settings/organization/billing/overview';
export const creditPath = '/v1/dashboard/billing/credit_grants';
const oldCreditPath = '/dashboard/billing/credit_grants';
export const loginPath = '/dashboard/onboarding/login';

export const refusals = {
  expired: refusal('invalid_api_key', 'Incorrect API key provided: sess-****. You can find your API key at https://platform.openai.com/account/api-keys.'),
  mismatched: refusal('mismatched_organization', 'OpenAI-Organization header should match organization for API key'),
  signIn: refusal('token_expired', 'Your authentication token has expired. Please try signing in again.'),
};

function refusal(code: string, message: string): Reply {
  return { status: 401, body: { error: { message, type: 'invalid_request_error', param: null, code } } };
}

/** What `credit_grants` says. Amounts are dollars, instants seconds. */
export function creditOf(available: number, more: { granted?: number; used?: number; grants?: object[] } = {}): object {
  const { granted = available, used = 0, grants = [] } = more;
  return {
    object: 'credit_summary',
    total_granted: granted,
    total_used: used,
    total_available: available,
    total_paid_available: available,
    grants: { object: 'list', data: grants },
  };
}

export function answerAsDashboard(services: FakeServices, secrets: SignInSecrets): FakeDashboard {
  const before = services.seen(api).length;
  const since = (path?: string) =>
    services
      .seen(api)
      .slice(before)
      .filter((seen) => path === undefined || seen.path === path);
  const dashboard: FakeDashboard = {
    billing: `https://${website}${page}`,
    idle: `https://${website}${page}?idle`,
    secrets,
    organizations: new Map(),
    sessions: new Set(),
    next: '',
    shown: undefined,
    text: '',
    guarded: false,
    old: false,
    asked: (path) => since(path).filter(({ headers }) => headers.origin === undefined),
    askedInPages: (path) => since(path).filter(({ headers, method }) => headers.origin === `https://${website}` && method !== 'OPTIONS'),
  };

  // A cookie for all hosts of the service, as its gate sets one.
  const headers = { 'set-cookie': 'cf_clearance=passed; Domain=openai.com; Path=/; Secure; SameSite=None' };
  services.on(website, page, () => ({ headers, body: pageOf(dashboard, secrets) }));
  route(creditPath, (seen) => (dashboard.old ? unknown(seen) : withSession(seen, creditFor)));
  route(oldCreditPath, (seen) => withSession(seen, creditFor));
  route('/v1/organizations', (seen) => withSession(seen, () => ({ body: { object: 'list', data: listed() } })));
  route(loginPath, signIn);

  function route(path: string, answer: (seen: Seen) => Reply): void {
    services.on(api, path, (seen) => {
      if (seen.method === 'OPTIONS') return { status: 204, headers: crossOrigin(seen) };
      const isChecked = dashboard.guarded && seen.headers.origin !== `https://${website}`;
      const reply = isChecked
        ? { status: 403, headers: { 'cf-mitigated': 'challenge' }, body: '<!doctype html><title>Just a moment...</title>' }
        : answer(seen);
      return { ...reply, headers: { ...crossOrigin(seen), ...reply.headers } };
    });
  }

  function withSession(seen: Seen, answer: (seen: Seen) => Reply): Reply {
    const token = /^Bearer (.*)$/.exec(seen.headers.authorization ?? '')?.[1] ?? '';
    return dashboard.sessions.has(token) ? answer(seen) : refusals.expired;
  }

  function creditFor({ headers }: Seen): Reply {
    const named = headers['openai-organization'];
    const organization = named === undefined ? [...dashboard.organizations.values()][0] : dashboard.organizations.get(String(named));
    return organization ? { body: organization.credit } : refusals.mismatched;
  }

  function signIn({ method, headers, body }: Seen): Reply {
    const isGood = method === 'POST' && headers.authorization === `Bearer ${secrets.accessToken}` && JSON.parse(body).app === 'api';
    if (!isGood) return refusals.signIn;
    dashboard.sessions.add(dashboard.next);
    const session = { sensitive_id: dashboard.next, object: 'session', name: null, created: 1_767_225_600, last_use: 1_767_225_600, publishable: false };
    return { body: { object: 'login', user: { object: 'user', id: 'user-1', session, orgs: { object: 'list', data: listed() } }, invites: [] } };
  }

  const listed = () =>
    [...dashboard.organizations].map(([id, { title }], place) => ({ object: 'organization', id, title, personal: false, is_default: place === 0 }));

  return dashboard;
}

const unknown = ({ method, path }: Seen): Reply => ({
  status: 404,
  body: { error: { message: `Invalid URL (${method} ${path})`, type: 'invalid_request_error', param: null, code: null } },
});

/** Whoever asks may read the answer: what keeps foreign pages out must not be this. */
function crossOrigin({ headers }: Seen): Record<string, string> {
  if (headers.origin === undefined) return {};
  return {
    'access-control-allow-origin': headers.origin,
    'access-control-allow-headers': 'authorization, content-type, openai-organization, openai-project',
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-credentials': 'true',
    vary: 'origin',
  };
}

function pageOf({ shown, text }: FakeDashboard, secrets: SignInSecrets): string {
  const made = JSON.stringify({ kept: keptBy(secrets), shown, accessToken: secrets.accessToken });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Billing</title><main>${text}</main><script>(${websiteScript})(${made})</script></html>`;
}

/** The website's storage, in the shape that its sign-in library gives it: an identity first, and one of an old client. */
function keptBy({ accessToken, refreshToken, idToken, oldAccessToken }: SignInSecrets): [string, string][] {
  const client = '@@auth0spajs@@::app_2SKx67EdpoN0G6j64rFvigXD';
  const audience = 'https://api.openai.com/v1';
  const scope = 'openid profile email offline_access';
  const current = { client_id: 'app_2SKx67EdpoN0G6j64rFvigXD', access_token: accessToken, refresh_token: refreshToken, scope, expires_in: 864_000, audience };
  return [
    [`${client}::@@user@@`, JSON.stringify({ id_token: idToken, decodedToken: { claims: {}, user: {} } })],
    [
      `@@auth0spajs@@::DRivsnm2Mu42T3KOpqdtwB3NYviHYzwD::${audience}::${scope}`,
      JSON.stringify({ body: { access_token: oldAccessToken, audience }, expiresAt: 1_700_000_000 }),
    ],
    [`${client}::${audience}::${scope}`, JSON.stringify({ body: { ...current, token_type: 'Bearer' }, expiresAt: 4_000_000_000 })],
    ['unrelated', '1'],
  ];
}

/** The website's own script. It runs in the page, so it may use nothing but its argument. */
function websiteScript({ kept, shown, accessToken }: { kept: [string, string][]; shown?: string; accessToken: string }) {
  let session = '';
  for (const [key, value] of kept) localStorage.setItem(key, value);
  const dashboard: DashboardPage = {
    async mint() {
      const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
      const response = await fetch('https://api.openai.com/dashboard/onboarding/login', { method: 'POST', headers, body: '{"app":"api"}' });
      session = (await response.json()).user.session.sensitive_id;
    },
    async load(organization) {
      const headers: Record<string, string> = { authorization: `Bearer ${session}`, 'openai-project': 'proj_1' };
      if (organization !== undefined) headers['openai-organization'] = organization;
      return (await fetch('https://api.openai.com/v1/dashboard/billing/credit_grants', { headers })).status;
    },
    use(token) {
      session = token;
    },
  };
  Object.assign(globalThis, { dashboard });
  // What a page asks for when it is opened, it asks for at once.
  if (!location.search.includes('idle')) void dashboard.mint().then(() => Promise.all([dashboard.load(), dashboard.load(shown), dashboard.load(shown)]));
}
