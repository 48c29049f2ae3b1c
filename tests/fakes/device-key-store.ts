import type { Bytes } from '@/lib/vault/bytes';
import { type DeviceKeyStore, firstDeviceKey } from '@/lib/vault/device-key';

/** Both halves of the first device key in memory, to be lost at will. */
export interface FakeDeviceKeyStore extends DeviceKeyStore {
  material: CryptoKey | undefined;
  salt: Bytes | undefined;
  /** Throws at every call, as in a profile that keeps nothing. */
  isBroken: boolean;
}

export function createFakeDeviceKeyStore(): FakeDeviceKeyStore {
  const later = { material: new Map<string, CryptoKey>(), salt: new Map<string, Bytes>() };
  const store: FakeDeviceKeyStore = {
    material: undefined,
    salt: undefined,
    isBroken: false,
    readMaterial: async (id) => answered(id === firstDeviceKey ? store.material : later.material.get(id)),
    readSalt: async (id) => answered(id === firstDeviceKey ? store.salt : later.salt.get(id)),
    async writeMaterial(id, material) {
      if (id === firstDeviceKey) store.material = answered(material);
      else later.material.set(id, answered(material));
    },
    async writeSalt(id, salt) {
      if (id === firstDeviceKey) store.salt = answered(salt);
      else later.salt.set(id, answered(salt));
    },
    list: async () => answered([...(store.material || store.salt ? [firstDeviceKey] : []), ...new Set([...later.material.keys(), ...later.salt.keys()])]),
    async remove(id) {
      answered(undefined);
      if (id === firstDeviceKey) {
        store.material = undefined;
        store.salt = undefined;
      }
      later.material.delete(id);
      later.salt.delete(id);
    },
    drop: async () => answered(undefined),
  };
  function answered<Value>(value: Value): Value {
    if (store.isBroken) throw new DOMException('A mutation operation was attempted', 'InvalidStateError');
    return value;
  }
  return store;
}
