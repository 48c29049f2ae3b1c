import * as z from 'zod/mini';
import type { Provider } from '../provider-host/define';
import { entryOf, refusedEntry } from './entry-of';
import type { EntryProblem, ImportEntry, Place } from './import-result';
import { lenientText } from './lenient-text';
import { isRelay, providerNamed, relayOfAccounts, relayReadBy, takesAccessToken } from './owner-of-key';

/**
 * Reads an account of All API Hub: somebody's access token at a relay, with which the whole account is read. Cookies and
 * refresh tokens are named nowhere here, so they are never taken over.
 */
export function hubAccountEntry(item: unknown, place: Place): ImportEntry {
  const account = accountSchema.safeParse(item).data;
  if (!account || account.site_url === '') return refusedEntry('wrong-shape', account?.site_name ?? '', place);
  const { site_name: label, site_url: address, account_info: info } = account;
  const key = info?.access_token ?? '';
  const problem = account.disabled ? 'disabled' : signInProblems.get(account.authType);
  if (problem) return refusedEntry(problem, label, place, key);
  const named = softwareOf(account.site_type);
  if (!named) return refusedEntry('unknown-provider', label, place, key);
  const fields = { userId: info?.id ?? '' };
  return entryOf({ label, place, key, named, address, credential: 'access-token', fields, countInTotal: !account.excludeFromTotalBalance });
}

const flag = z.catch(z.optional(z.boolean()), undefined);

const accountSchema = z.object({
  site_name: lenientText,
  site_url: lenientText,
  site_type: lenientText,
  authType: lenientText,
  disabled: flag,
  excludeFromTotalBalance: flag,
  account_info: z.catch(z.optional(z.object({ id: lenientText, access_token: lenientText })), undefined),
});

/** The ways of signing in that leave nothing to take over. */
const signInProblems: ReadonlyMap<string, EntryProblem> = new Map([
  ['cookie', 'cookie-account'],
  ['none', 'no-key'],
]);

/** Software that answers for an account as New API and One API do, by the names it goes by there. Older files name none. */
const relayKin: ReadonlySet<string> = new Set(['', 'unknown', 'ModelFlare', 'anyrouter', 'v-api', 'VoAPI', 'Super-API', 'Rix-Api', 'neo-Api', 'wong-gongyi']);

/** The provider that reads a site, or the nearest to it: whether it takes access tokens is asked of it later. */
function softwareOf(siteType: string): Provider | undefined {
  const named = providerNamed(siteType);
  if (named && (!isRelay(named) || takesAccessToken(named))) return named;
  if (!named && !relayKin.has(siteType)) return undefined;
  return relayOfAccounts() ?? named ?? relayReadBy('billing');
}
