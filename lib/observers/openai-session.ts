import * as z from 'zod/mini';
import { defineObserver, type Organization, type SignIn } from './define';

const organizationsSchema = () =>
  z.pipe(
    z.object({ data: z.array(z.object({ id: z.string(), title: z.nullish(z.string()), is_default: z.optional(z.boolean()) })) }),
    z.transform(({ data }) => data.map(({ id, title, is_default }): Organization => ({ id, title: title ?? undefined, isDefault: is_default === true }))),
  );

const loginSchema = () =>
  z.pipe(
    z.object({
      user: z.object({
        session: z.object({ sensitive_id: z.string() }),
        orgs: z.optional(organizationsSchema()),
      }),
    }),
    z.transform(({ user }) => ({ token: user.session.sensitive_id, organizations: user.orgs ?? [] })),
  );

/**
 * The session of OpenAI's dashboard: a bearer token of `sess-…`, kept in the memory of its pages and sent with each of
 * their requests. It is as powerful as a password there, so it is only ever sent to the one service, and kept in memory.
 *
 * @see docs/sources.md
 */
export default defineObserver({
  providerId: 'openai',
  dashboard: 'https://platform.openai.com',
  urls: ['https://api.openai.com/dashboard/*', 'https://api.openai.com/v1/dashboard/*', 'https://api.openai.com/v1/organization*'],
  token: /^Bearer (sess-[\w-]{20,200})$/,
  organizationHeader: 'openai-organization',
  organizations: { path: '/v1/organizations', schema: organizationsSchema },
  signIn: { find: findSignIn, path: '/dashboard/onboarding/login', json: { app: 'api' }, schema: loginSchema },
  readBalance,
});

/**
 * Reads the sign-in that the website keeps for the API. An entry beside it holds an identity, others may be of clients of
 * years ago; the refresh token is never touched, for using it would sign the person out.
 */
function findSignIn(now: number): SignIn | null {
  // biome-ignore lint/style/noRestrictedGlobals: inside the page this is the website's own, not the extension's.
  const kept = localStorage;
  for (const key of Object.keys(kept)) {
    if (!key.startsWith('@@auth0spajs@@') || !key.includes('https://api.openai.com/v1') || key.includes('@@user@@')) continue;
    try {
      const { body, expiresAt } = JSON.parse(kept.getItem(key) ?? '');
      if (typeof body.access_token === 'string' && typeof expiresAt === 'number' && expiresAt * 1000 > now) return { accessToken: body.access_token };
    } catch {
      // Another program's entry.
    }
  }
  return null;
}

/** Looks for the words and, right behind them, one amount of dollars. Two different amounts say nothing. */
function readBalance(): string | null {
  const amounts = new Set<string>();
  for (const element of document.querySelectorAll('h1, h2, h3, h4, dt, th, p, span, div')) {
    if (!/^\s*(?:pay as you go\s*)?credit balance\b/i.test(element.textContent ?? '') || (element.textContent ?? '').length > 120) continue;
    for (let around: Element | null = element, steps = 0; around && steps < 3; around = around.parentElement, steps += 1) {
      // biome-ignore lint/performance/useDomNodeTextContent: as a person sees it; by its nodes alone, $12.40 and "3 grants" below it would be one number.
      const found = (around as Partial<HTMLElement>).innerText
        ?.slice(0, 400)
        .match(/(?<=credit balance\W*)(?:[-\u2212(]\s?)?\$\s?[-\u2212]?\d+(?:,\d{3})*(?:\.\d+)?(?![\d.,]*\d)/i);
      if (!found) continue;
      amounts.add(found[0]);
      break;
    }
  }
  return amounts.size === 1 ? ([...amounts][0] ?? null) : null;
}
