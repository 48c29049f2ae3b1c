import * as z from 'zod/mini';
import { isWithinBounds } from '../kdf';
import { kdfSchema, lockChoices } from '../kdf-schema';
import type { VaultAccess } from '../snapshot';
import { sha256, utf8 } from './bytes';

const text = z.string().check(z.maxLength(200));

/** A way to the data key. The format knows all three kinds, so that a passphrase needs no migration. */
const slotSchema = () =>
  z.object({
    id: text,
    type: z.enum(['device', 'passphrase', 'prf']),
    kdf: z.optional(kdfSchema()),
    n: text,
    wrapped: text,
  });

/** What is needed to open the vault. Stored twice, in the same write. */
const headerSchema = () =>
  z.object({
    fmt: z.literal(1),
    vaultId: text,
    mode: z.enum(['device', 'passphrase']),
    dekId: text,
    gen: z.number(),
    /** Encryptions under this data key. */
    writes: z.number(),
    slots: z.array(slotSchema()).check(z.minLength(1), z.maxLength(8)),
    lock: z.object(lockChoices()),
    /** SHA-256 over the rest: tells damage from a wrong passphrase. */
    sum: text,
  });

export type Header = z.output<ReturnType<typeof headerSchema>>;
export type Slot = Header['slots'][number];

export const headerKeys = ['v1:hdr', 'v1:hdr2'] as const;

/** `absent`: there never was a vault. `newer`: a later version wrote it, and it must not be touched. */
export type HeaderResult = { state: 'good'; header: Header } | { state: 'absent' | 'damaged' | 'newer' };

/** Reads the header from its first copy, or from the second when the first is damaged. One without a usable way in is damaged as well. */
export async function readHeader(records: ReadonlyMap<string, unknown>): Promise<HeaderResult> {
  const copies = headerKeys.map((key) => records.get(key)).filter((copy) => copy !== undefined);
  if (copies.length === 0) return { state: 'absent' };
  const schema = headerSchema();
  for (const copy of copies) {
    const parsed = z.safeParse(schema, copy);
    if (parsed.success && (await sumOf(parsed.data)) === parsed.data.sum && hasWayIn(parsed.data)) return { state: 'good', header: parsed.data };
  }
  return { state: copies.some(isNewer) ? 'newer' : 'damaged' };
}

/** Whether any slot could be opened by its kind. One for a passphrase whose parameters nobody may have chosen never will be. */
function hasWayIn({ mode, slots }: Header): boolean {
  if (mode === 'device') return slots.some(({ type }) => type === 'device');
  return slots.some(({ type, kdf }) => type === 'prf' || (type === 'passphrase' && kdf !== undefined && isWithinBounds(kdf)));
}

const asideSchema = z.object({ dekId: text });

/** The data keys of vaults that were set aside: their records are nobody's to remove. */
export function asideIds(records: ReadonlyMap<string, unknown>): Set<string> {
  const ids = new Set<string>();
  for (const [key, value] of records) {
    const aside = key.startsWith('v1:hdr:') ? z.safeParse(asideSchema, value) : undefined;
    if (aside?.success) ids.add(aside.data.dekId);
  }
  return ids;
}

/** What a page has to know of a header to open the vault, and to say when it closes. */
export function accessOf(header: Omit<Header, 'sum'> | undefined): VaultAccess | undefined {
  if (!header) return undefined;
  const kdf = header.slots.find(({ type }) => type === 'passphrase')?.kdf;
  return { mode: header.mode, lock: header.lock, ...(kdf ? { kdf } : {}) };
}

/** The two records of a header, with its sum made anew. */
export async function headerRecords(header: Omit<Header, 'sum'>): Promise<Record<string, Header>> {
  const summed = { ...header, sum: await sumOf(header) };
  return Object.fromEntries(headerKeys.map((key) => [key, summed]));
}

function isNewer(copy: unknown): boolean {
  const format = z.safeParse(z.object({ fmt: z.number() }), copy);
  return format.success && format.data.fmt > 1;
}

/** The order of fields in a stored object is not to be relied on, so they are named. */
async function sumOf(header: Omit<Header, 'sum'>): Promise<string> {
  const { fmt, vaultId, mode, dekId, gen, writes, slots, lock } = header;
  const flatSlots = slots.map(({ id, type, kdf, n, wrapped }) => [id, type, kdf ? Object.entries(kdf).sort() : null, n, wrapped]);
  return sha256(utf8(JSON.stringify([fmt, vaultId, mode, dekId, gen, writes, flatSlots, lock.idleMin, lock.onOsLock, lock.whenLocked])));
}
