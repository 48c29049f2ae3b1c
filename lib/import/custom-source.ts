import * as z from 'zod/mini';
import { type Fields, fieldProblem } from '../account-fields';
import { fieldsFor, providers } from '../provider-host/catalog';
import type { Provider } from '../provider-host/define';
import type { EntryProblem } from './import-result';
import { lenientText } from './lenient-text';
import { isRelay } from './owner-of-key';
import { readAddress } from './read-address';

/** An address that a person chose to read a balance from, with the places of the amounts in its answer. */
export const endpointSchema = z.catch(
  z.optional(
    z.object({
      endpoint: lenientText,
      bearerToken: lenientText,
      jsonPaths: z.catch(
        z.optional(z.object({ balanceUsd: lenientText, totalAvailableUsd: lenientText, totalGrantedUsd: lenientText, totalUsedUsd: lenientText })),
        undefined,
      ),
    }),
  ),
  undefined,
);

interface Profile {
  baseUrl: string;
  apiKey: string;
  endpoint: z.output<typeof endpointSchema>;
}

/** Makes a custom source of an endpoint of All API Hub, or says why it cannot be one. */
export function customSource({ baseUrl, apiKey, endpoint }: Profile): Source | { problem: EntryProblem } {
  const named = providers.find((provider) => isRelay(provider) && fieldsFor(provider, 'api-key').includes('remainingPointer'));
  if (!named) return { problem: 'unknown-provider' };
  if (!endpoint || endpoint.endpoint === '') return { problem: 'no-address' };
  const base = readAddress(baseUrl);
  const target = targetOf(endpoint.endpoint, base.ok ? base.origin : undefined);
  if (!target) return { problem: 'bad-address' };
  // A key is for the site it was given to: another one gets only what was given to it by name.
  const key = endpoint.bearerToken || (base.ok && target.origin === base.origin ? apiKey : '');
  if (key === '') return { problem: 'no-key' };
  const pointers = pointersOf(endpoint.jsonPaths);
  return pointers ? { named, key, address: target.origin, fields: { ...pointers, path: target.path, unit: 'USD' } } : { problem: 'no-balance-for-key' };
}

interface Source {
  named: Provider;
  key: string;
  address: string;
  fields: Fields;
}

/** Endpoints are paths of the profile's own site, or whole addresses. A path here can carry no query. */
function targetOf(endpoint: string, origin: string | undefined): { origin: string; path: string } | undefined {
  const isPath = endpoint.startsWith('/');
  if ((isPath && origin === undefined) || /[\p{Cc}\s\\]/u.test(endpoint) || !URL.canParse(endpoint, isPath ? origin : undefined)) return undefined;
  const url = new URL(endpoint, isPath ? origin : undefined);
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  return fieldProblem('path', url.pathname) ? undefined : { origin: url.origin, path: url.pathname };
}

type Paths = NonNullable<z.output<typeof endpointSchema>>['jsonPaths'];

/** @returns `undefined` where what is left is neither named nor the difference of two that are. */
function pointersOf(paths: Paths): Fields | undefined {
  const remaining = pointerOf(paths?.balanceUsd) ?? pointerOf(paths?.totalAvailableUsd);
  if (remaining !== undefined) return { remainingPointer: remaining };
  const total = pointerOf(paths?.totalGrantedUsd);
  const used = pointerOf(paths?.totalUsedUsd);
  return total === undefined || used === undefined ? undefined : { totalPointer: total, usedPointer: used };
}

/** `data.balance` is `/data/balance`: names between dots, which may hold what a pointer must escape. */
function pointerOf(path = ''): string | undefined {
  const names = path.split('.').map((name) => name.trim().replaceAll('~', '~0').replaceAll('/', '~1'));
  return names.includes('') ? undefined : `/${names.join('/')}`;
}
