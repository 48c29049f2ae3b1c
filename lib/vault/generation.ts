import * as z from 'zod/mini';
import { fail } from '../failure';
import { newDataKey, open, type Sealed, seal, sealedSchema } from './envelope';
import { type Header, headerRecords } from './header';
import {
  type Binding,
  contentSchema,
  emptyManifest,
  type HeaderFields,
  hashOf,
  type Manifest,
  manifestBinding,
  manifestKey,
  manifestSchema,
  type OpenVault,
  secretBinding,
  secretKey,
  token,
} from './records';

/** The records of a vault as they lie on disk, by their key. */
export type SealedRecords = ReadonlyMap<string, unknown>;

/** A vault that nothing leads to yet, with a data key that can still be wrapped. */
export async function newVault(epoch: number): Promise<OpenVault> {
  const lock = { idleMin: 0, onOsLock: false, whenLocked: 'show' } as const;
  const header = { fmt: 1, vaultId: token(), dekId: token(), mode: 'device', gen: 0, writes: 0, slots: [], lock } satisfies HeaderFields;
  return { epoch, header, key: await newDataKey(), manifest: emptyManifest() };
}

/** Without a readable manifest no record can be trusted; each account then asks for its key again. */
export async function readManifest(sealed: SealedRecords, { dekId, vaultId, gen }: HeaderFields, key: CryptoKey): Promise<Manifest> {
  const record = z.safeParse(sealedSchema, sealed.get(manifestKey(dekId)));
  // Bound to the header's generation: an older manifest, put back together with an older record, is found out as well.
  const isOfNow = record.success && record.data.rev === gen;
  const text = isOfNow ? await open(key, record.data, manifestBinding(vaultId, dekId, gen)) : undefined;
  const manifest = text === undefined ? undefined : z.safeParse(manifestSchema, JSON.parse(text));
  return manifest?.success ? manifest.data : emptyManifest();
}

/** @returns `undefined` where the record is missing, altered, exchanged, of an older revision, or of another origin. */
export async function openSecret({ header, key, manifest }: OpenVault, sealed: SealedRecords, binding: Binding): Promise<string | undefined> {
  const record = z.safeParse(sealedSchema, sealed.get(secretKey(header.dekId, binding.id)));
  if (!record.success) return undefined;
  const [revision, hash] = manifest.records[binding.id] ?? [];
  if (revision !== record.data.rev || hash !== (await hashOf(record.data))) return undefined;
  const text = await open(key, record.data, secretBinding(header, binding));
  const content = text === undefined ? undefined : z.safeParse(contentSchema, JSON.parse(text));
  return content?.success && content.data.origin === binding.origin ? content.data.secret : undefined;
}

/**
 * Opens every secret there is.
 *
 * @param others accounts without a binding, whose records cannot be opened.
 * @throws FailureError `unreadable-keys` with the accounts of records that are there and do not open.
 */
export async function openAll(
  current: OpenVault,
  sealed: SealedRecords,
  bindings: readonly Binding[],
  others: readonly string[],
): Promise<{ binding: Binding; secret: string }[]> {
  const secrets: { binding: Binding; secret: string }[] = [];
  const unreadable: string[] = [...others];
  for (const binding of bindings) {
    const secret = await openSecret(current, sealed, binding);
    if (secret === undefined) unreadable.push(binding.id);
    else secrets.push({ binding, secret });
  }
  // Without a record there is nothing that could be left behind.
  const ids = unreadable.filter((id) => sealed.has(secretKey(current.header.dekId, id)));
  return ids.length > 0 ? fail({ kind: 'unreadable-keys', ids }) : secrets;
}

/**
 * Seals secrets and takes others out of the manifest.
 *
 * @returns the records to be written, the header's among them, and the vault as it is once they are.
 */
export async function sealed(
  current: OpenVault,
  added: readonly { binding: Binding; secret: string }[],
  discard: readonly string[],
): Promise<{ records: Record<string, Sealed | Header>; vault: OpenVault }> {
  const { vaultId, dekId } = current.header;
  const records: Record<string, Sealed | Header> = {};
  const known = { ...current.manifest.records };
  for (const { binding, secret } of added) {
    const content = JSON.stringify({ secret, origin: binding.origin });
    const record = await seal(current.key, content, binding.revision, secretBinding(current.header, binding));
    records[secretKey(dekId, binding.id)] = record;
    known[binding.id] = [binding.revision, await hashOf(record)];
  }
  for (const id of discard) delete known[id];
  const manifest = { records: known, pepper: current.manifest.pepper };
  const gen = current.header.gen + 1;
  records[manifestKey(dekId)] = await seal(current.key, JSON.stringify(manifest), gen, manifestBinding(vaultId, dekId, gen));
  const header = { ...current.header, gen, writes: current.header.writes + added.length + 1 };
  return { records: { ...records, ...(await headerRecords(header)) }, vault: { ...current, header, manifest } };
}
