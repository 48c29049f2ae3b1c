import { describe, expect, test } from 'vitest';
import {
  afterRestart,
  bindingOf,
  bindings,
  forge,
  headerOf,
  keyOf,
  type Name,
  names,
  newPassphrase,
  type Place,
  placeWithPassphrase,
  recordOf,
  secrets,
  started,
  write,
} from '@/tests/fakes/vault-place';
import { type Kdf, usualScrypt } from '../kdf';
import { randomBytes } from './bytes';
import { createDeviceKeys } from './device-key';
import { importDataKey } from './envelope';
import { type Header, headerKeys } from './header';
import { throughNewDeviceKey } from './slots';

const wrong = { failure: { kind: 'wrong-passphrase' } };
const locked = { failure: { kind: 'locked' } };
const damaged = { failure: { kind: 'damaged', part: 'storage' } };
const damagedKey = { failure: { kind: 'damaged', part: 'key' } };

async function expectDamaged(place: Place, name: Name, changes = {}, reason = ''): Promise<void> {
  await expect((await started(place)).unseal(bindingOf(name, changes)), reason).rejects.toMatchObject(damagedKey);
}

async function expectReadable(place: Place, ...readable: Name[]): Promise<void> {
  const vault = await started(place);
  for (const name of readable) expect(await vault.unseal(bindingOf(name)), name).toBe(secrets[name]);
}

function flipped(text: string, index: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, index) + alphabet[(alphabet.indexOf(text[index] ?? '') + 1) % 64] + text.slice(index + 1);
}

function slotOf(place: Place): Header['slots'][number] & { kdf: Kdf } {
  const slot = headerOf(place).slots.find(({ type }) => type === 'passphrase');
  if (!slot?.kdf) throw new Error('no slot of a passphrase');
  return { ...slot, kdf: slot.kdf };
}

describe('records of a vault with a passphrase', () => {
  test('security 2, 3: with any byte changed or missing never open to anything, and the others do', async () => {
    const place = await placeWithPassphrase();
    const [key, good] = [keyOf(place, 'first'), recordOf(place, 'first')];
    const bad: object[] = [{ rev: 0 }, { rev: 2 }, { v: 2 }, { c: '' }, { n: '' }, { c: `${good.c}=` }];
    for (const part of ['n', 'c'] as const) {
      for (let index = 0; index < good[part].length; index += 1) bad.push({ [part]: flipped(good[part], index) }, { [part]: good[part].slice(0, index) });
    }
    for (const changes of bad) {
      place.disk.records.set(key, { ...good, ...changes });
      await expectDamaged(place, 'first', {}, JSON.stringify(changes));
    }
    await expectReadable(place, 'second', 'third');
    place.disk.records.set(key, good);
    await expectReadable(place, 'first');
  });

  test('security 4: do not open in the place of one another', async () => {
    const place = await placeWithPassphrase();
    const [first, second] = [recordOf(place, 'first'), recordOf(place, 'second')];
    place.disk.records.set(keyOf(place, 'first'), second);
    place.disk.records.set(keyOf(place, 'second'), first);
    await expectDamaged(place, 'first');
    await expectDamaged(place, 'second');
    await expectReadable(place, 'third');
  });

  test('security 5, 6: open for no other origin, provider, revision or account, and under no other vaultId or dekId', async () => {
    const place = await placeWithPassphrase();
    for (const changes of [
      { origin: 'https://evil.example' },
      { origin: 'https://api.deepseek.com:444' },
      { providerId: 'openai' },
      { revision: 2 },
      { id: '__proto__' },
    ]) {
      await expectDamaged(place, 'first', changes, JSON.stringify(changes));
    }
    await forge(place, { vaultId: 'another' });
    await expectDamaged(place, 'first');
    await expect((await started(afterRestart(place))).unlock(place.passphrase.key)).rejects.toMatchObject(wrong);
    await forge(place, { dekId: 'another' });
    await expect((await started(place)).unseal(bindingOf('first'))).rejects.toMatchObject(locked);
  });

  test('security 7: put back from before, or after they were discarded, are not trusted', async () => {
    const place = await placeWithPassphrase();
    const [keys, old] = [[keyOf(place, 'first'), keyOf(place, 'second')] as const, [recordOf(place, 'first'), recordOf(place, 'second')] as const];
    await write(
      place,
      await (await started(place)).change({ seal: [{ binding: bindingOf('first'), secret: 'sk-newer-of-the-same-revision' }], discard: ['second'] }),
    );
    place.disk.records.set(keys[0], old[0]);
    place.disk.records.set(keys[1], old[1]);
    await expectDamaged(place, 'first');
    await expectDamaged(place, 'second');
    await expectReadable(place, 'third');
  });
});

describe('a header', () => {
  test('security 11: with lowered parameters, or others, opens with no key, not even the right one', async () => {
    for (const changes of [{ m: 19_456 }, { t: 2 }, { p: 2 }, { salt: 'A'.repeat(22) }, { name: 'scrypt' }]) {
      const place = await placeWithPassphrase();
      const slot = slotOf(place);
      const kdf = 'name' in changes ? { ...usualScrypt, salt: slot.kdf.salt } : { ...slot.kdf, ...changes };
      await forge(place, { slots: [{ ...slot, kdf }] });
      const before = place.disk.text();
      await expect((await started(afterRestart(place))).unlock(place.passphrase.key), JSON.stringify(changes)).rejects.toMatchObject(wrong);
      expect(place.disk.text()).toBe(before);
      await forge(place, { slots: [slot] });
      await (await started(afterRestart(place))).unlock(place.passphrase.key);
    }
  });

  test('security 10, 11: with parameters out of bounds, or none, is damaged, and nobody is asked to try', async () => {
    const place = await placeWithPassphrase();
    const slot = slotOf(place);
    const { kdf: _kdf, ...bare } = slot;
    for (const slots of [
      [bare],
      [{ ...slot, kdf: { ...slot.kdf, m: 8 } as Kdf }],
      [{ ...slot, kdf: { ...slot.kdf, t: 2 ** 31 } as Kdf }],
      [{ ...slot, type: 'prf' as const }],
    ]) {
      await forge(place, { slots });
      await expect((await started(afterRestart(place))).unlock(place.passphrase.key), JSON.stringify(slots)).rejects.toMatchObject(damaged);
    }
  });

  test('security 12: is not changed by wrong passphrases, which all fail alike, and the right one still opens', async () => {
    const right = newPassphrase();
    const closed = afterRestart(await placeWithPassphrase(right));
    const [vault, before] = [await started(closed), closed.disk.text()];
    const failures = new Set<string>();
    const near = Uint8Array.from(right.key, (byte, index) => (index === 31 ? byte ^ 1 : byte));
    for (const key of [near, new Uint8Array(32), ...Array.from({ length: 48 }, () => randomBytes(32))]) {
      await vault.unlock(key).catch((error: { failure: object }) => failures.add(JSON.stringify(error.failure)));
      expect([vault.state(), closed.memory.held]).toEqual(['locked', undefined]);
    }
    expect([...failures]).toEqual(['{"kind":"wrong-passphrase"}']);
    expect(closed.disk.text()).toBe(before);
    await vault.unlock(right.key);
    await expectReadable(closed, ...names);
  });

  test('security 12: wrong passphrases do not close a vault that is open', async () => {
    const place = await placeWithPassphrase();
    const vault = await started(place);
    await expect(vault.unlock(randomBytes(32))).rejects.toMatchObject(wrong);
    expect(vault.state()).toBe('open');
    expect(await vault.unseal(bindingOf('first'))).toBe(secrets.first);
  });

  test('security 15: of which one copy is damaged opens by the other, and the next change repairs it', async () => {
    for (const key of headerKeys) {
      const passphrase = newPassphrase();
      const place = afterRestart(await placeWithPassphrase(passphrase));
      place.disk.records.set(key, { ...headerOf(place), gen: 99 });
      const vault = await started(place);
      await vault.unlock(passphrase.key);
      expect(await vault.unseal(bindingOf('first'))).toBe(secrets.first);
      await write(place, await vault.change({ discard: ['third'] }));
      expect(place.disk.records.get(headerKeys[0])).toEqual(place.disk.records.get(headerKeys[1]));
      await expectReadable(place, 'first', 'second');
    }
  });

  test.each([
    ['security 15: of which both copies are damaged', { fmt: 1, mode: 'passphrase', sum: 'damaged' }, 'damaged'],
    ['security 17: of a newer format', { fmt: 2, mode: 'passphrase' }, 'newer'],
  ] as const)('%s loses nothing: nothing is read, changed or swept, and memory does not open it', async (_name, header, state) => {
    const place = await placeWithPassphrase();
    for (const key of headerKeys) place.disk.records.set(key, header);
    const before = place.disk.text();
    const vault = await started(place);
    expect([vault.state(), vault.access(), vault.leftovers()]).toEqual([state, undefined, []]);
    const failure = { failure: { kind: 'damaged' } };
    await expect(vault.unlock(place.passphrase.key)).rejects.toMatchObject(failure);
    await expect(vault.unseal(bindingOf('first'))).rejects.toMatchObject(failure);
    await expect(vault.rekey(bindings, newPassphrase())).rejects.toMatchObject(failure);
    await expect(vault.change({ discard: ['first'] })).rejects.toMatchObject(failure);
    await vault.removeDeviceKey();
    expect(place.disk.text()).toBe(before);
  });

  test('with a slot of the device beside the passphrase is opened by the passphrase only', async () => {
    const place = await placeWithPassphrase();
    const dataKey = await importDataKey(Buffer.from(place.memory.held?.key ?? '', 'base64url') as unknown as Uint8Array<ArrayBuffer>, true);
    const { slot } = await throughNewDeviceKey(createDeviceKeys(place.store), dataKey, headerOf(place), 'device-key-forged');
    for (const slots of [
      [slot, slotOf(place)],
      [slotOf(place), slot],
    ]) {
      await forge(place, { slots });
      const closed = afterRestart(place);
      const vault = await started(closed);
      expect([vault.state(), vault.access()?.kdf]).toEqual(['locked', place.passphrase.kdf]);
      await expect(vault.unseal(bindingOf('first'))).rejects.toMatchObject(locked);
      await vault.unlock(place.passphrase.key);
      expect(await vault.unseal(bindingOf('first'))).toBe(secrets.first);
    }
    // The slot is a good one: in the other mode it would open.
    await forge(place, { mode: 'device', slots: [slot] });
    await expectReadable(afterRestart(place), 'first');
  });
});
