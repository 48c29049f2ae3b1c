import { fail } from '../failure';
import { isWithinBounds, type Kdf } from '../kdf';
import type { Bytes } from './bytes';
import type { DeviceKeys } from './device-key';
import { importWrappingKey, unwrapKey, unwrapRaw, wrapKey } from './envelope';
import type { Header, Slot } from './header';
import { slotBinding, token } from './records';

type Identity = Pick<Header, 'vaultId' | 'dekId'>;

/** A key derived from a passphrase, with the parameters it was derived with. The passphrase itself never comes here. */
export interface PassphraseKey {
  kdf: Kdf;
  key: Bytes;
}

/** A data key that does the work and cannot be exported, with the slot that leads to it. */
export interface WayIn {
  key: CryptoKey;
  slot: Slot;
}

/** Wraps a data key with a new key of this browser profile. @throws what the profile throws. */
export async function throughNewDeviceKey(deviceKeys: DeviceKeys, dataKey: CryptoKey, identity: Identity, id: string): Promise<WayIn> {
  const deviceKey = await deviceKeys.create(id);
  return wrapped(dataKey, deviceKey, identity, { id, type: 'device' });
}

/** Wraps a data key with a passphrase. */
export async function throughPassphrase(dataKey: CryptoKey, identity: Identity, { kdf, key }: PassphraseKey): Promise<WayIn> {
  if (!isWithinBounds(kdf)) fail({ kind: 'invalid-input', field: 'kdf', reason: 'out-of-bounds' });
  return wrapped(dataKey, await importWrappingKey(key), identity, { id: token(), type: 'passphrase', kdf });
}

/** Opened once before anything relies on it. */
async function wrapped(dataKey: CryptoKey, wrappingKey: CryptoKey, identity: Identity, slot: Pick<Slot, 'id' | 'type' | 'kdf'>): Promise<WayIn> {
  const binding = slotBinding(identity, slot);
  const lock = await wrapKey(dataKey, wrappingKey, binding);
  const key = (await unwrapKey(lock, wrappingKey, binding)) ?? fail({ kind: 'damaged', part: 'storage' });
  return { key, slot: { ...slot, ...lock } };
}

/** @returns `undefined` where the device key is gone or fits no more; throws where the profile does not answer. */
export async function openDeviceSlot(deviceKeys: DeviceKeys, header: Pick<Header, 'vaultId' | 'dekId' | 'slots'>): Promise<CryptoKey | undefined> {
  const slot = header.slots.find(({ type }) => type === 'device');
  const deviceKey = slot && (await deviceKeys.open(slot.id));
  return deviceKey && unwrapKey(slot, deviceKey, slotBinding(header, slot));
}

/**
 * Opens the slot of a passphrase.
 *
 * @returns the data key's bytes, or `undefined` for a wrong passphrase.
 * @throws FailureError `damaged` where there is no such slot, or one with parameters that nobody may have chosen.
 */
export async function openPassphraseSlot(header: Pick<Header, 'vaultId' | 'dekId' | 'slots'>, key: Bytes): Promise<Bytes | undefined> {
  const slot = header.slots.find(({ type }) => type === 'passphrase');
  if (!slot?.kdf || !isWithinBounds(slot.kdf)) return fail({ kind: 'damaged', part: 'storage' });
  return unwrapRaw(slot, await importWrappingKey(key), slotBinding(header, slot));
}
