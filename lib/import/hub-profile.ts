import * as z from 'zod/mini';
import { customSource, endpointSchema } from './custom-source';
import { entryOf, refusedEntry } from './entry-of';
import type { ImportEntry, Place } from './import-result';
import { lenientText } from './lenient-text';
import { providerNamed, relayReadBy, residentOf } from './owner-of-key';

/** Reads a credential profile of All API Hub: a key, where it is used, and how its balance is asked for. */
export function hubProfileEntry(item: unknown, place: Place): ImportEntry {
  const profile = profileSchema.safeParse(item).data;
  if (!profile) return refusedEntry('wrong-shape', '', place);
  const { name: label, apiKey: key, baseUrl: address, telemetryConfig } = profile;
  const mode = telemetryConfig?.mode || 'auto';
  if (mode === 'disabled') return refusedEntry('disabled', label, place, key);
  if (mode === 'customReadOnlyEndpoint') {
    const source = customSource({ baseUrl: address, apiKey: key, endpoint: telemetryConfig?.customEndpoint });
    return 'problem' in source ? refusedEntry(source.problem, label, place, key) : entryOf({ label, place, ...source });
  }
  const methodId = methodOfMode.get(mode);
  // A way of asking that is not known here does no harm where the address alone tells whom to ask.
  if (methodId === undefined && mode !== 'auto' && !residentOf(address)) return refusedEntry('unknown-provider', label, place, key);
  return entryOf({ label, place, key, address, named: methodId === undefined ? providerNamed(profile.apiType) : relayReadBy(methodId) });
}

const profileSchema = z.object({
  name: lenientText,
  apiType: lenientText,
  baseUrl: lenientText,
  apiKey: lenientText,
  telemetryConfig: z.catch(z.optional(z.object({ mode: lenientText, customEndpoint: endpointSchema })), undefined),
});

/** Which of our ways of reading a relay does what a mode does there. */
const methodOfMode: ReadonlyMap<string, string> = new Map([
  ['openaiBilling', 'billing'],
  ['newApiTokenUsage', 'token-usage'],
]);
