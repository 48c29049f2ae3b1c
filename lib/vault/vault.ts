import { fail } from '../failure';
import type { VaultState } from '../snapshot';
import { fromBase64Url, sha256, toBase64Url, utf8 } from './bytes';
import type { Vault, VaultChange, VaultMemory } from './contract';
import { type DeviceKeys, firstDeviceKey } from './device-key';
import { exportKey, importDataKey, newDataKey } from './envelope';
import { figuresOf, openFigures } from './figures';
import { newVault, openAll, openSecret, readManifest, sealed as sealSecrets } from './generation';
import { accessOf, asideIds, headerKeys, headerRecords, readHeader } from './header';
import { asideKey, type HeaderFields, isVaultRecord, leftoversOf, type OpenVault, token } from './records';
import { openDeviceSlot, openPassphraseSlot, throughNewDeviceKey, throughPassphrase } from './slots';

/** The vault: with the device key of this browser profile, or with a passphrase. */
export function createVault(deviceKeys: DeviceKeys, memory: VaultMemory): Vault {
  let state: VaultState = 'empty';
  let header: HeaderFields | undefined;
  let aside: Set<string> = new Set();
  const sealed = new Map<string, unknown>();
  let opening: Promise<OpenVault> | undefined;
  /** How often it was locked: what was begun before must not open it again. */
  let locks = 0;
  let removal: Promise<unknown> = Promise.resolve();

  async function openVault(): Promise<OpenVault> {
    if (!header) return create();
    const epoch = locks;
    const key = header.mode === 'passphrase' ? await rememberedKey(header) : await keyOfDevice(header);
    return { epoch, header, key, manifest: await readManifest(sealed, header, key) };
  }

  async function rememberedKey({ dekId }: HeaderFields): Promise<CryptoKey> {
    const held = await memory.read();
    const raw = held?.dekId === dekId ? fromBase64Url(held.key) : undefined;
    if (raw?.length === 32) return importDataKey(raw);
    state = 'locked';
    return fail({ kind: 'locked' });
  }

  async function keyOfDevice(current: HeaderFields): Promise<CryptoKey> {
    const key = await orUnavailable(openDeviceSlot(deviceKeys, current));
    // It may have been out of reach a moment ago.
    state = key ? 'open' : 'device-key-lost';
    if (key) return key;
    return fail({ kind: 'damaged', part: 'device-key' });
  }

  function orUnavailable<Result>(attempt: Promise<Result>): Promise<Result> {
    return attempt.catch(() => {
      state = 'unavailable';
      return fail({ kind: 'damaged', part: 'device-key' });
    });
  }

  /** A new vault exists in memory only; the first change writes it. */
  async function create(slotId = firstDeviceKey): Promise<OpenVault> {
    const { header: blank, ...created } = await newVault(locks);
    const { key, slot } = await orUnavailable(throughNewDeviceKey(deviceKeys, created.key, blank, slotId));
    return { ...created, header: { ...blank, slots: [slot] }, key };
  }

  function refuseUnusable(): void {
    if (state === 'damaged') fail({ kind: 'damaged', part: 'storage' });
    if (state === 'newer') fail({ kind: 'damaged', part: 'newer-record' });
  }

  async function opened(): Promise<OpenVault> {
    refuseUnusable();
    if (state === 'locked') fail({ kind: 'locked' });
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

  /** Without the data key secrets can still be thrown away; the manifest, which nobody can open then, stays as it is. */
  async function isClosed(): Promise<boolean> {
    const closed = () => state === 'device-key-lost' || state === 'locked';
    await opened().catch((error: unknown) => {
      if (!closed()) throw error;
    });
    return closed();
  }

  function forget(keys: readonly string[]): void {
    for (const key of keys) sealed.delete(key);
  }

  /** A change that leads to another vault, which holds from the moment it is written. */
  function changeTo(next: OpenVault, set: Record<string, unknown>, remove: string[]): VaultChange {
    return {
      set,
      remove,
      state: 'open',
      access: accessOf(next.header),
      figures: figuresOf(next.header, async () => next),
      commit() {
        header = next.header;
        const isLocked = header.mode === 'passphrase' && next.epoch !== locks;
        opening = isLocked ? undefined : Promise.resolve(next);
        state = isLocked ? 'locked' : 'open';
        for (const [key, value] of Object.entries(set)) if (isVaultRecord(key)) sealed.set(key, value);
        for (const id of asideIds(new Map(Object.entries(set)))) aside.add(id);
        forget(remove);
      },
    };
  }

  return {
    state: () => state,
    figures: () => figuresOf(header, opened),
    access: () => accessOf(header),
    openFigures: async (place, stored) => openFigures(await opened(), place, stored),
    swept: forget,

    async load(records) {
      const found = await readHeader(records);
      header = found.state === 'good' ? found.header : undefined;
      aside = asideIds(records);
      opening = undefined;
      sealed.clear();
      for (const [key, value] of records) if (isVaultRecord(key)) sealed.set(key, value);
      if (found.state === 'good') state = found.header.mode === 'device' || (await memory.read())?.dekId === found.header.dekId ? 'open' : 'locked';
      // Secrets without any header: a header was lost, and a new vault must not be laid over the old one.
      else state = found.state === 'absent' ? (sealed.size > 0 ? 'damaged' : 'empty') : found.state;
    },

    leftovers: () => leftoversOf([...sealed.keys()], header, aside),

    async unseal(binding) {
      return (await openSecret(await opened(), sealed, binding)) ?? fail({ kind: 'damaged', part: 'key' });
    },

    async fingerprint(secret) {
      const { manifest } = await openedForWriting();
      return (await sha256(utf8(`${manifest.pepper}:${secret}`))).slice(0, 22);
    },

    async change({ seal: added = [], discard = [] }) {
      const gone = new Set(discard);
      const remove = [...sealed.keys()].filter((key) => key.startsWith('v1:s:') && gone.has(key.slice(key.lastIndexOf(':') + 1)));
      if (added.length === 0 && (await isClosed())) {
        return { set: {}, remove, state, access: accessOf(header), figures: figuresOf(header, opened), commit: () => forget(remove) };
      }
      const { lost, ...current } = await openedForWriting();
      const { records, vault } = await sealSecrets(current, added, discard);
      const kept = lost ? { [asideKey(lost.vaultId)]: (await headerRecords(lost))[headerKeys[0]] } : {};
      return changeTo(vault, { ...records, ...kept }, remove);
    },

    async unlock(key) {
      refuseUnusable();
      if (header?.mode !== 'passphrase') return fail({ kind: 'invalid-input', field: 'passphrase', reason: 'none' });
      const raw = (await openPassphraseSlot(header, key)) ?? fail({ kind: 'wrong-passphrase' });
      await memory.write({ dekId: header.dekId, key: toBase64Url(raw) });
      raw.fill(0);
      state = 'open';
      opening = undefined;
      await opened();
    },

    async lock() {
      if (header?.mode !== 'passphrase') return;
      locks += 1;
      opening = undefined;
      state = 'locked';
      await memory.clear();
    },

    async rekey(bindings, passphrase, others = []) {
      // Where nothing was kept before, a passphrase needs no device key: some profiles have none.
      const isFirst = passphrase && !header && !opening && (state === 'empty' || state === 'unavailable');
      const current = isFirst ? await newVault(locks) : await opened();
      const secrets = await openAll(current, sealed, bindings, others);
      // The removal of old device keys must not meet the new one.
      await removal.catch(() => undefined);
      const dataKey = await newDataKey();
      const identity = { vaultId: current.header.vaultId, dekId: token() };
      const way = passphrase
        ? await throughPassphrase(dataKey, identity, passphrase)
        : await orUnavailable(throughNewDeviceKey(deviceKeys, dataKey, identity, `${firstDeviceKey}-${token()}`));
      const mode = passphrase ? ('passphrase' as const) : ('device' as const);
      const empty = {
        ...current,
        key: way.key,
        header: { ...current.header, ...identity, mode, writes: 0, slots: [way.slot] },
        manifest: { ...current.manifest, records: {} },
      };
      const { records, vault } = await sealSecrets(empty, secrets, []);
      const raw = passphrase && toBase64Url(await exportKey(dataKey));
      return {
        ...changeTo(vault, records, []),
        kept: secrets.map(({ binding }) => binding.id),
        async remember() {
          if (raw === undefined) await memory.clear();
          else if (vault.epoch === locks) await memory.write({ dekId: identity.dekId, key: raw });
        },
        async retire() {
          if (current.header.mode === 'device') for (const { id, type } of current.header.slots) if (type === 'device') await deviceKeys.remove(id);
        },
      };
    },

    async startAnew() {
      if (state !== 'damaged') return fail({ kind: 'invalid-input', field: 'vault', reason: 'not-damaged' });
      const { records, vault } = await sealSecrets(await create(`${firstDeviceKey}-${token()}`), [], []);
      return changeTo(vault, records, [...sealed.keys()]);
    },

    async rewrap(currentKey, next) {
      const current = await opened();
      const raw = (await openPassphraseSlot(current.header, currentKey)) ?? fail({ kind: 'wrong-passphrase' });
      const { slot } = await throughPassphrase(await importDataKey(raw, true), current.header, next);
      raw.fill(0);
      const vault = { ...current, header: { ...current.header, slots: [slot] } };
      return changeTo(vault, await headerRecords(vault.header), []);
    },

    async changeLock(lock) {
      const current = await opened();
      const vault = { ...current, header: { ...current.header, lock } };
      return changeTo(vault, await headerRecords(vault.header), []);
    },

    async removeDeviceKey() {
      if (header?.mode !== 'passphrase') return;
      removal = deviceKeys.removeAll();
      await removal;
    },
  };
}
