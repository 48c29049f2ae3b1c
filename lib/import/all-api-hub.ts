import * as z from 'zod/mini';
import { hubAccountEntry } from './hub-account';
import { hubProfileEntry } from './hub-profile';
import { type ImportResult, mostEntries, type RefusedFile } from './import-result';

/**
 * Reads a backup of All API Hub: version 4.0, whole or in part, and older ones, which keep their accounts directly under
 * `accounts` or everything under `data`. Accounts come in the order that they had there, the pinned ones first.
 *
 * @param file what its JSON says.
 * @returns `undefined` for what is no such backup.
 */
export function readAllApiHub(file: unknown): ImportResult | undefined {
  const sections = sectionsOf(file);
  if (!sections) return undefined;
  const accounts = listOf(sections.accounts, 'accounts');
  const profiles = listOf(sections.profiles, 'profiles');
  if ('kind' in accounts) return accounts;
  if ('kind' in profiles) return profiles;
  if (accounts.items.length + profiles.items.length > mostEntries) return { kind: 'refused', reason: 'too-large' };
  const entriesOf = ({ items, path }: List, read: typeof hubAccountEntry) => items.map((item, index) => read(item, { path: `${path}/${index}` }));
  const order = orderOf(accounts.items, sections.accounts?.value);
  const accountEntries = entriesOf(accounts, hubAccountEntry);
  return {
    kind: 'all-api-hub',
    entries: [...order.flatMap((index) => accountEntries[index] ?? []), ...entriesOf(profiles, hubProfileEntry)],
  };
}

interface Section {
  value: unknown;
  path: string;
}

interface Sections {
  accounts?: Section;
  profiles?: Section;
}

interface List {
  items: unknown[];
  path: string;
}

const fileSchema = z.object({
  accounts: z.optional(z.unknown()),
  apiCredentialProfiles: z.optional(z.unknown()),
  data: z.optional(z.unknown()),
});

/** A backup of settings alone: nothing to take, but no stranger either. */
const settingsSchema = z.object({ version: z.union([z.string(), z.number()]), timestamp: z.number(), preferences: z.unknown() });

const siteSchema = z.object({ site_url: z.string() });

function sectionsOf(file: unknown): Sections | undefined {
  const top = fileSchema.safeParse(file).data;
  if (!top) return undefined;
  const inner = fileSchema.safeParse(top.data).data;
  const found = {
    ...sectionAt('accounts', '/data/accounts', inner?.accounts),
    ...sectionAt('profiles', '/data/apiCredentialProfiles', inner?.apiCredentialProfiles),
    // Many files have a list called data.
    ...sectionAt('accounts', '/data', Array.isArray(top.data) && top.data.some((item) => siteSchema.safeParse(item).success) ? top.data : undefined),
    ...sectionAt('accounts', '/accounts', top.accounts),
    ...sectionAt('profiles', '/apiCredentialProfiles', top.apiCredentialProfiles),
  };
  return Object.keys(found).length > 0 || settingsSchema.safeParse(file).success ? found : undefined;
}

function sectionAt(name: keyof Sections, path: string, value: unknown): Sections {
  return value === undefined ? {} : { [name]: { value, path } };
}

/** A list stands in its section under a name, or is the section. */
function listOf(section: Section | undefined, name: string): List | RefusedFile {
  if (!section) return { items: [], path: '' };
  const { value, path } = section;
  if (Array.isArray(value)) return { items: value, path };
  const items = z.record(z.string(), z.unknown()).safeParse(value).data?.[name];
  return Array.isArray(items) ? { items, path: `${path}/${name}` } : { kind: 'refused', reason: 'wrong-shape', place: { path } };
}

const ids = z.catch(z.array(z.unknown()), []);
const accountSchema = z.object({ id: z.unknown() });
const orderSchema = z.object({ pinnedAccountIds: ids, orderedAccountIds: ids });

/** The places of the accounts in their list, as they are to come. */
function orderOf(accounts: readonly unknown[], section: unknown): number[] {
  const order = orderSchema.safeParse(section).data;
  const ranks = new Map([...new Set([...(order?.pinnedAccountIds ?? []), ...(order?.orderedAccountIds ?? [])])].map((id, rank) => [id, rank]));
  const rankOf = (account: unknown) => ranks.get(accountSchema.safeParse(account).data?.id) ?? ranks.size;
  const ranked = accounts.map((account, index) => ({ index, rank: rankOf(account) }));
  return ranked.sort((left, right) => left.rank - right.rank).map(({ index }) => index);
}
