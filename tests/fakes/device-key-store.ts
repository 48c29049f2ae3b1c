import type { Bytes } from '@/lib/vault/bytes';
import type { DeviceKeyStore } from '@/lib/vault/device-key';

/** Both halves of a device key in memory, to be lost at will. */
export interface FakeDeviceKeyStore extends DeviceKeyStore {
  material: CryptoKey | undefined;
  salt: Bytes | undefined;
  /** Throws at every call, as in a profile that keeps nothing. */
  isBroken: boolean;
}

export function createFakeDeviceKeyStore(): FakeDeviceKeyStore {
  const store: FakeDeviceKeyStore = {
    material: undefined,
    salt: undefined,
    isBroken: false,
    readMaterial: async () => answered(store.material),
    readSalt: async () => answered(store.salt),
    async writeMaterial(material) {
      store.material = answered(material);
    },
    async writeSalt(salt) {
      store.salt = answered(salt);
    },
  };
  function answered<Value>(value: Value): Value {
    if (store.isBroken) throw new DOMException('A mutation operation was attempted', 'InvalidStateError');
    return value;
  }
  return store;
}
