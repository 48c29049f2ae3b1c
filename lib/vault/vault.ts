import * as z from 'zod/mini';
import { fail } from '../failure';
import type { VaultState } from '../snapshot';
import { randomBytes, sha256, toBase64Url, utf8 } from './bytes';
import { type DeviceKeys, firstDeviceKey } from './device-key';
import { type AssociatedData, newDataKey, open, type Sealed, seal, sealedSchema, unwrapKey, wrapKey } from './envelope';
import { type Header, headerKeys, headerRecords, readHeader } from './header';

/** What a secret is bound to. If any of it differs, the secret cannot be opened. */
export interface Binding {
  id: string;
  providerId: string;
  origin: string;
  revision: number;
}

/** Records to be written and removed together with whatever else the change means, in one write. */
export interface VaultChange {
  set: Record<string, unknown>;
  remove: string[];
  /** The state of the vault once this is written. */
  state: VaultState;
  /** To be called when the write has succeeded. */
  commit(): void;
}

export interface Vault {
  state(): VaultState;
  /** Takes in what lies on disk. Opens nothing yet: that costs time and is done when the first secret is needed. */
  load(records: ReadonlyMap<string, unknown>): Promise<void>;
  /** @throws {FailureError} `damaged` where the record is missing, altered or exchanged; `locked`. */
  unseal(binding: Binding): Promise<string>;
  /** Equal for equal secrets, and of no use without the vault. */
  fingerprint(secret: string): Promise<string>;
  /** Seals and discards secrets as one change. Changes must not overlap; the owner of the state sees to that. */
  change(work: { seal?: { binding: Binding; secret: string }[]; discard?: string[] }): Promise<VaultChange>;
}

function isNumberAndHash(input: unknown): boolean {
  return Array.isArray(input) && input.length === 2 && typeof input[0] === 'number' && typeof input[1] === 'string';
}

const manifestSchema = z.object({
  /** Revision and hash of every record: an older copy of a record, put back, is found out. */
  records: z.record(z.string(), z.custom<[number, string]>(isNumberAndHash)),
  /** Makes fingerprints useless outside this vault. */
  pepper: z.string(),
});
type Manifest = z.output<typeof manifestSchema>;
type Identity = Pick<Header, 'vaultId' | 'dekId'>;
type HeaderFields = Omit<Header, 'sum'>;

/** The secret again names its origin inside the ciphertext. */
const contentSchema = z.object({ secret: z.string(), origin: z.string() });

interface OpenVault {
  /** The header of the vault before, whose device key is lost; to be set aside with the next write. */
  lost?: HeaderFields;
  header: HeaderFields;
  key: CryptoKey;
  manifest: Manifest;
}

const prefix = 'remainder-v1';

/** The vault in device-key mode. */
export function createVault(deviceKeys: DeviceKeys): Vault {
  let state: VaultState = 'empty';
  let header: HeaderFields | undefined;
  const sealed = new Map<string, unknown>();
  let opening: Promise<OpenVault> | undefined;

  async function openVault(): Promise<OpenVault> {
    if (!header) return create();
    const slot = header.slots.find((candidate) => candidate.type === 'device');
    if (!slot) return fail({ kind: 'locked' });
    const deviceKey = await deviceKeys.open(slot.id).catch(() => {
      state = 'unavailable';
      return fail({ kind: 'damaged', part: 'device-key' });
    });
    const key = deviceKey && (await unwrapKey(slot, deviceKey, slotBinding(header, slot)));
    if (!key) {
      state = 'device-key-lost';
      return fail({ kind: 'damaged', part: 'device-key' });
    }
    // It may have been out of reach a moment ago.
    state = 'open';
    return { header, key, manifest: await readManifest(header, key) };
  }

  /** A new vault exists in memory only; the first change writes it. */
  async function create(slotId = firstDeviceKey): Promise<OpenVault> {
    const deviceKey = await deviceKeys.create(slotId).catch(() => {
      state = 'unavailable';
      return fail({ kind: 'damaged', part: 'device-key' });
    });
    const dataKey = await newDataKey();
    const identity = { vaultId: token(), dekId: token() };
    const slot = { id: slotId, type: 'device' as const };
    const wrapped = await wrapKey(dataKey, deviceKey, slotBinding(identity, slot));
    const lock = { idleMin: 0, onOsLock: false, whenLocked: 'show' } as const;
    const created: HeaderFields = { fmt: 1, ...identity, mode: 'device', gen: 0, writes: 0, slots: [{ ...slot, ...wrapped }], lock };
    // From here on the key that cannot be exported does the work.
    const key = await unwrapKey(wrapped, deviceKey, slotBinding(identity, slot));
    return key ? { header: created, key, manifest: emptyManifest() } : fail({ kind: 'damaged', part: 'device-key' });
  }

  /** Without a readable manifest no record can be trusted; each account then asks for its key again. */
  async function readManifest({ dekId, vaultId, gen }: HeaderFields, key: CryptoKey): Promise<Manifest> {
    const record = z.safeParse(sealedSchema, sealed.get(manifestKey(dekId)));
    // Bound to the header's generation: an older manifest, put back together with an older record, is found out as well.
    const isOfNow = record.success && record.data.rev === gen;
    const text = isOfNow ? await open(key, record.data, manifestBinding(vaultId, dekId, gen)) : undefined;
    const manifest = text === undefined ? undefined : z.safeParse(manifestSchema, JSON.parse(text));
    return manifest?.success ? manifest.data : emptyManifest();
  }

  async function opened(): Promise<OpenVault> {
    if (state === 'damaged') fail({ kind: 'damaged', part: 'storage' });
    if (state === 'newer') fail({ kind: 'damaged', part: 'newer-record' });
    return opening ?? keepOpening(openVault());
  }

  /** Opened once and kept; what failed is tried anew the next time. */
  function keepOpening(attempt: Promise<OpenVault>): Promise<OpenVault> {
    opening = attempt.catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  /**
   * For new secrets. Where the device key is lost they go into a vault beside the old one, whose header is set aside: what
   * cannot be opened now is kept, in case the missing half comes back.
   */
  async function openedForWriting(): Promise<OpenVault> {
    try {
      return await opened();
    } catch (error) {
      if (state !== 'device-key-lost' || !header) throw error;
      const lost = header;
      return keepOpening(create(`${firstDeviceKey}-${token()}`).then((created) => ({ ...created, lost })));
    }
  }

  /** Whether the device key is gone: secrets can then still be thrown away, and a manifest that nobody can open stays as it is. */
  async function isLost(): Promise<boolean> {
    await opened().catch((error: unknown) => {
      if (state !== 'device-key-lost') throw error;
    });
    return state === 'device-key-lost';
  }

  function forget(keys: readonly string[]): void {
    for (const key of keys) sealed.delete(key);
  }

  return {
    state: () => state,

    async load(records) {
      const found = await readHeader(records);
      header = found.state === 'good' ? found.header : undefined;
      opening = undefined;
      sealed.clear();
      for (const [key, value] of records) if (isVaultRecord(key)) sealed.set(key, value);
      if (found.state === 'good') state = found.header.mode === 'device' ? 'open' : 'locked';
      // Secrets without any header: a header was lost, and a new vault must not be laid over the old one.
      else state = found.state === 'absent' ? (sealed.size > 0 ? 'damaged' : 'empty') : found.state;
    },

    async unseal(binding) {
      const { header: current, key, manifest } = await opened();
      const damaged = () => fail({ kind: 'damaged', part: 'key' });
      const record = z.safeParse(sealedSchema, sealed.get(secretKey(current.dekId, binding.id)));
      if (!record.success) return damaged();
      const [revision, hash] = manifest.records[binding.id] ?? [];
      if (revision !== record.data.rev || hash !== (await hashOf(record.data))) return damaged();
      const text = await open(key, record.data, secretBinding(current, binding));
      const content = text === undefined ? undefined : z.safeParse(contentSchema, JSON.parse(text));
      return content?.success && content.data.origin === binding.origin ? content.data.secret : damaged();
    },

    async fingerprint(secret) {
      const { manifest } = await openedForWriting();
      return (await sha256(utf8(`${manifest.pepper}:${secret}`))).slice(0, 22);
    },

    async change({ seal: added = [], discard = [] }) {
      const gone = new Set(discard);
      const remove = [...sealed.keys()].filter((key) => key.startsWith('v1:s:') && gone.has(key.slice(key.lastIndexOf(':') + 1)));
      if (added.length === 0 && (await isLost())) return { set: {}, remove, state, commit: () => forget(remove) };
      const { lost, ...current } = await openedForWriting();
      const { vaultId, dekId } = current.header;
      const { pepper } = current.manifest;
      const records = { ...current.manifest.records };
      const set: Record<string, unknown> = {};
      for (const { binding, secret } of added) {
        const content = JSON.stringify({ secret, origin: binding.origin });
        const record = await seal(current.key, content, binding.revision, secretBinding(current.header, binding));
        set[secretKey(dekId, binding.id)] = record;
        records[binding.id] = [binding.revision, await hashOf(record)];
      }
      for (const id of discard) delete records[id];
      const manifest = { records, pepper };
      const gen = current.header.gen + 1;
      set[manifestKey(dekId)] = await seal(current.key, JSON.stringify(manifest), gen, manifestBinding(vaultId, dekId, gen));
      const next = { ...current.header, gen, writes: current.header.writes + added.length + 1 };
      Object.assign(set, await headerRecords(next));
      if (lost) set[`v1:hdr:${lost.vaultId}`] = (await headerRecords(lost))[headerKeys[0]];
      return {
        set,
        remove,
        state: 'open',
        commit() {
          header = next;
          opening = Promise.resolve({ ...current, header, manifest });
          state = 'open';
          for (const [key, value] of Object.entries(set)) if (isVaultRecord(key)) sealed.set(key, value);
          forget(remove);
        },
      };
    },
  };
}

/** Whether a stored key belongs to the vault. */
function isVaultRecord(key: string): boolean {
  return /^v1:[sm]:/.test(key);
}

const emptyManifest = (): Manifest => ({ records: {}, pepper: toBase64Url(randomBytes(32)) });
const token = () => toBase64Url(randomBytes(12));
const secretKey = (dekId: string, id: string) => `v1:s:${dekId}:${id}`;
const manifestKey = (dekId: string) => `v1:m:${dekId}`;
const hashOf = (record: Sealed) => sha256(utf8(record.c));

function slotBinding({ vaultId, dekId }: Identity, slot: { id: string; kdf?: object | undefined }): AssociatedData {
  return [prefix, 'dek', vaultId, dekId, slot.id, slot.kdf];
}

function secretBinding({ vaultId, dekId }: Identity, { id, providerId, origin, revision }: Binding): AssociatedData {
  return [prefix, 'secret', vaultId, dekId, id, providerId, origin, revision];
}

function manifestBinding(vaultId: string, dekId: string, rev: number): AssociatedData {
  return [prefix, 'manifest', vaultId, dekId, rev];
}
