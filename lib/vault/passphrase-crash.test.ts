import { describe, expect, test } from 'vitest';
import {
  afterRestart,
  bindingOf,
  bindings,
  headerOf,
  names,
  newPassphrase,
  type Place,
  placeWithSecrets,
  rekey,
  secrets,
  started,
  sweep,
  vaultKeys,
  write,
} from '@/tests/fakes/vault-place';
import { randomBytes } from './bytes';

async function expectAll(place: Place): Promise<void> {
  const vault = await started(place);
  for (const name of names) expect(await vault.unseal(bindingOf(name)), name).toBe(secrets[name]);
}

describe('a change of the way in that was broken off', () => {
  test('security 22: before the write nothing has happened; after it the new way is the only one, and the next start sweeps the rest', async () => {
    const place = await placeWithSecrets();
    const change = await (await started(place)).rekey(bindings, newPassphrase());
    await expectAll(place);
    const old = vaultKeys(place);
    // The disk takes the new records, and the worker is gone before it removes the old ones.
    await write(place, change);
    expect(vaultKeys(place)).toEqual(expect.arrayContaining(old));
    const after = await started(place);
    expect(after.state()).toBe('locked');
    expect(after.leftovers().sort()).toEqual(old);
    await sweep(place, after);
    expect(after.leftovers()).toEqual([]);
    expect((await started(place)).leftovers()).toEqual([]);
    expect(vaultKeys(place)).toHaveLength(names.length + 1);
  });

  test('security 26: the halves of the device key are there until they are retired, and a start in passphrase mode finishes that', async () => {
    for (const isBrokenOff of [false, true]) {
      const place = await placeWithSecrets();
      const change = await (await started(place)).rekey(bindings, newPassphrase());
      await write(place, change);
      await change.remember();
      expect([place.store.material, place.store.salt]).not.toContain(undefined);
      if (isBrokenOff) await (await started(place)).removeDeviceKey();
      else await change.retire();
      expect([place.store.material, place.store.salt, await place.store.list()]).toEqual([undefined, undefined, []]);
      await expectAll(place);
    }
  });

  test('security 26: in device mode no start removes the device key, and in none a new one that is just being made', async () => {
    const place = await placeWithSecrets();
    await (await started(place)).removeDeviceKey();
    await expectAll(place);
    await rekey(place, await started(place), newPassphrase());
    await place.store.writeSalt('device-key-left-over', randomBytes(32));
    const vault = await started(place);
    // A slow profile: the list of what is to be removed comes late.
    const { list } = place.store;
    place.store.list = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return list();
    };
    const removal = vault.removeDeviceKey();
    await rekey(place, vault);
    await removal;
    expect(await list()).toEqual([headerOf(place).slots[0]?.id]);
    await expectAll(afterRestart(place));
  });

  test('leaves the records of a vault that was set aside alone', async () => {
    const place = await placeWithSecrets();
    place.store.salt = undefined;
    const vault = await started(place);
    await vault.fingerprint('sk-any').catch(() => undefined);
    await write(place, await vault.change({ seal: [{ binding: bindingOf('first'), secret: secrets.first }] }));
    const aside = vaultKeys(place).filter((key) => !key.includes(headerOf(place).dekId));
    expect(aside).toHaveLength(names.length + 1);
    await rekey(place, vault, newPassphrase());
    expect(vaultKeys(place)).toEqual(expect.arrayContaining(aside));
    expect((await started(place)).leftovers()).toEqual([]);
  });
});
