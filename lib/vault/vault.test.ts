import { describe, expect, test } from 'vitest';
import { createFakeDeviceKeyStore, type FakeDeviceKeyStore } from '@/tests/fakes/device-key-store';
import { createFakeDisk, type FakeDisk } from '@/tests/fakes/disk';
import { createFakeVaultMemory } from '@/tests/fakes/vault-memory';
import { usualArgon2 } from '../kdf';
import type { Binding, Vault } from './contract';
import { createDeviceKeys } from './device-key';
import type { Sealed } from './envelope';
import { headerKeys } from './header';
import { createVault } from './vault';

const damagedKey = { kind: 'damaged', part: 'key' };
const secrets = { first: 'sk-first-4fbd8b1e0a7c', second: 'sk-second-99ab03ce71d2', third: 'sk-third-5e1f22aa90bc' };
type Name = keyof typeof secrets;

function bindingOf(name: Name, changes: Partial<Binding> = {}): Binding {
  return { id: name, providerId: 'deepseek', origin: 'https://api.deepseek.com', revision: 1, ...changes };
}

interface Place {
  disk: FakeDisk;
  store: FakeDeviceKeyStore;
}

/** A vault with three secrets, as a browser leaves it on disk. */
async function placeWithSecrets(): Promise<Place> {
  const place = { disk: createFakeDisk(), store: createFakeDeviceKeyStore() };
  const vault = await opened(place);
  const names = Object.keys(secrets) as Name[];
  await apply(place, vault, { seal: names.map((name) => ({ binding: bindingOf(name), secret: secrets[name] })) });
  place.disk.writes.length = 0;
  return place;
}

async function opened({ disk, store }: Place): Promise<Vault> {
  const vault = createVault(createDeviceKeys(store), createFakeVaultMemory());
  await vault.load(await disk.readAll());
  return vault;
}

async function apply({ disk }: Place, vault: Vault, work: Parameters<Vault['change']>[0]): Promise<void> {
  const change = await vault.change(work);
  await disk.write(change.set, change.remove);
  change.commit();
}

function secretKey({ disk }: Place, name: Name): string {
  const key = [...disk.records.keys()].find((candidate) => candidate.startsWith('v1:s:') && candidate.endsWith(`:${name}`));
  if (!key) throw new Error(`no record of ${name}`);
  return key;
}

function manifestKey({ disk }: Place): string {
  const key = [...disk.records.keys()].find((candidate) => candidate.startsWith('v1:m:'));
  if (!key) throw new Error('no manifest');
  return key;
}

function recordOf(place: Place, name: Name): Sealed {
  return place.disk.records.get(secretKey(place, name)) as Sealed;
}

async function expectDamaged(place: Place, binding: Binding, reason?: string): Promise<void> {
  await expect((await opened(place)).unseal(binding), reason).rejects.toMatchObject({ failure: damagedKey });
}

async function expectReadable(place: Place, name: Name): Promise<void> {
  expect(await (await opened(place)).unseal(bindingOf(name))).toBe(secrets[name]);
}

function flipped(text: string, index: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const place = alphabet.indexOf(text[index] ?? '');
  return text.slice(0, index) + alphabet[(place + 1) % 64] + text.slice(index + 1);
}

describe('keys in the vault', () => {
  test('come back in the next start, each for its own account', async () => {
    const place = await placeWithSecrets();
    const vault = await opened(place);
    expect(vault.state()).toBe('open');
    for (const name of Object.keys(secrets) as Name[]) expect(await vault.unseal(bindingOf(name))).toBe(secrets[name]);
  });

  test('stand in no record in any form, and neither does the data key', async () => {
    const place = await placeWithSecrets();
    const text = place.disk.text();
    for (const secret of Object.values(secrets)) {
      const bytes = Buffer.from(secret);
      for (const form of [
        secret,
        bytes.toString('hex'),
        bytes.toString('base64').slice(0, -4),
        bytes.toString('base64url').slice(0, -4),
        [...secret].reverse().join(''),
      ]) {
        expect(text).not.toContain(form);
      }
      // The other two alignments of base64.
      for (const padding of [1, 2])
        expect(text).not.toContain(
          Buffer.concat([Buffer.alloc(padding), bytes])
            .toString('base64')
            .slice(4, -4),
        );
    }
  });

  test('two equal keys leave different ciphertexts and equal fingerprints', async () => {
    const place = await placeWithSecrets();
    const vault = await opened(place);
    await apply(place, vault, { seal: [{ binding: bindingOf('second'), secret: secrets.first }] });
    expect(recordOf(place, 'second').c).not.toBe(recordOf(place, 'first').c);
    expect(await vault.fingerprint(secrets.first)).toBe(await (await opened(place)).fingerprint(secrets.first));
    expect(await vault.fingerprint(secrets.first)).not.toBe(await vault.fingerprint(secrets.second));
  });

  test('a fingerprint says nothing in another vault', async () => {
    const [here, there] = await Promise.all([placeWithSecrets(), placeWithSecrets()]);
    expect(await (await opened(here)).fingerprint('sk-same')).not.toBe(await (await opened(there)).fingerprint('sk-same'));
  });

  test('a replaced key is the new one, and a discarded one is gone from the disk', async () => {
    const place = await placeWithSecrets();
    const vault = await opened(place);
    await apply(place, vault, { seal: [{ binding: bindingOf('first', { revision: 2 }), secret: 'sk-replaced-key' }], discard: ['second'] });
    const after = await opened(place);
    expect(await after.unseal(bindingOf('first', { revision: 2 }))).toBe('sk-replaced-key');
    await expect(after.unseal(bindingOf('first'))).rejects.toMatchObject({ failure: damagedKey });
    await expect(after.unseal(bindingOf('second'))).rejects.toMatchObject({ failure: damagedKey });
    expect(() => secretKey(place, 'second')).toThrow();
    await expectReadable(place, 'third');
  });

  test('security 23, 24: a change that the disk refused has not happened', async () => {
    const place = await placeWithSecrets();
    const vault = await opened(place);
    await vault.change({ seal: [{ binding: bindingOf('first', { revision: 2 }), secret: 'sk-replaced-key' }], discard: ['second'] });
    expect(await vault.unseal(bindingOf('first'))).toBe(secrets.first);
    expect(await vault.unseal(bindingOf('second'))).toBe(secrets.second);
    await apply(place, vault, { discard: ['third'] });
    await expectReadable(place, 'second');
  });

  test('both copies of the header, the manifest and the records of a change are one write', async () => {
    const place = await placeWithSecrets();
    const change = await (await opened(place)).change({ seal: [{ binding: bindingOf('first', { revision: 2 }), secret: 'sk-replaced-key' }] });
    expect(Object.keys(change.set).sort()).toEqual([...headerKeys, manifestKey(place), secretKey(place, 'first')].sort());
  });
});

describe('records that were tampered with', () => {
  test('security 2: flipping any byte of a record never opens to anything', async () => {
    const place = await placeWithSecrets();
    const key = secretKey(place, 'first');
    const good = recordOf(place, 'first');
    for (const part of ['n', 'c'] as const) {
      for (let index = 0; index < good[part].length; index += 1) {
        place.disk.records.set(key, { ...good, [part]: flipped(good[part], index) });
        await expectDamaged(place, bindingOf('first'), `${part}[${index}]`);
      }
    }
    for (const rev of [0, 2, -1, 1.5]) {
      place.disk.records.set(key, { ...good, rev });
      await expectDamaged(place, bindingOf('first'), `rev ${rev}`);
      await expectDamaged(place, bindingOf('first', { revision: rev }), `rev ${rev} on both sides`);
    }
    place.disk.records.set(key, { ...good, v: 2 });
    await expectDamaged(place, bindingOf('first'), 'v');
    await expectReadable(place, 'second');
  });

  test('security 3: a truncated, empty or garbled record is damaged, and the others stay readable', async () => {
    const place = await placeWithSecrets();
    const key = secretKey(place, 'first');
    const good = recordOf(place, 'first');
    for (let length = 0; length < good.c.length; length += 1) {
      place.disk.records.set(key, { ...good, c: good.c.slice(0, length) });
      await expectDamaged(place, bindingOf('first'), `length ${length}`);
    }
    for (const garbled of [{ ...good, c: `${good.c}=` }, { ...good, n: '%%' }, { ...good, c: 7 }, 'text', null, [], {}]) {
      place.disk.records.set(key, garbled);
      await expectDamaged(place, bindingOf('first'), JSON.stringify(garbled));
    }
    await expectReadable(place, 'second');
    await expectReadable(place, 'third');
  });

  test('security 4: swapped records fail both', async () => {
    const place = await placeWithSecrets();
    const [first, second] = [recordOf(place, 'first'), recordOf(place, 'second')];
    place.disk.records.set(secretKey(place, 'first'), second);
    place.disk.records.set(secretKey(place, 'second'), first);
    await expectDamaged(place, bindingOf('first'));
    await expectDamaged(place, bindingOf('second'));
    await expectReadable(place, 'third');
  });

  test('security 5, 6: another origin, provider, revision or account does not get the key', async () => {
    const place = await placeWithSecrets();
    for (const changes of [
      { origin: 'https://evil.example' },
      { origin: 'https://api.deepseek.com:444' },
      { providerId: 'openai' },
      { revision: 2 },
      { id: 'second' },
      { id: '__proto__' },
    ]) {
      const change = { ...bindingOf('first'), ...changes };
      const result = (await opened(place)).unseal(change);
      // Another account's id opens at most that account's own key, which is bound to the same service here.
      if (changes.id === 'second') expect(await result).toBe(secrets.second);
      else await expect(result, JSON.stringify(changes)).rejects.toMatchObject({ failure: damagedKey });
    }
    await expectReadable(place, 'first');
  });

  test('security 6: a header with another vaultId or dekId opens no key, even with its sum made right', async () => {
    const place = await placeWithSecrets();
    const { headerRecords } = await import('./header');
    const good = place.disk.records.get(headerKeys[0]) as Parameters<typeof headerRecords>[0];
    for (const changes of [{ vaultId: 'other' }, { dekId: 'other' }, { slots: good.slots.map((slot) => ({ ...slot, id: 'other' })) }]) {
      const tampered = { disk: createFakeDisk(Object.fromEntries(place.disk.records)), store: place.store };
      for (const [key, value] of Object.entries(await headerRecords({ ...good, ...changes }))) tampered.disk.records.set(key, value);
      await expect((await opened(tampered)).unseal(bindingOf('first')), JSON.stringify(changes)).rejects.toMatchObject({ failure: { kind: 'damaged' } });
    }
  });

  test('security 7: one record rolled back to an older copy is found out', async () => {
    const place = await placeWithSecrets();
    const old = recordOf(place, 'first');
    await apply(place, await opened(place), { seal: [{ binding: bindingOf('first'), secret: 'sk-newer-key-same-revision' }] });
    place.disk.records.set(secretKey(place, 'first'), old);
    await expectDamaged(place, bindingOf('first'));
    await expectReadable(place, 'second');
  });

  test('security 7: a discarded record put back is not trusted', async () => {
    const place = await placeWithSecrets();
    const [key, old] = [secretKey(place, 'first'), recordOf(place, 'first')];
    await apply(place, await opened(place), { discard: ['first'] });
    place.disk.records.set(key, old);
    await expectDamaged(place, bindingOf('first'));
  });

  test('security 8: a deleted record asks for that key again and costs nothing else', async () => {
    const place = await placeWithSecrets();
    place.disk.records.delete(secretKey(place, 'first'));
    await expectDamaged(place, bindingOf('first'));
    await expectReadable(place, 'second');
    await apply(place, await opened(place), { seal: [{ binding: bindingOf('first', { revision: 2 }), secret: secrets.first }] });
    expect(await (await opened(place)).unseal(bindingOf('first', { revision: 2 }))).toBe(secrets.first);
  });

  test('security 8: without its manifest no record is trusted, nothing is rewritten by reading, and no ciphertext goes', async () => {
    const place = await placeWithSecrets();
    place.disk.records.delete(manifestKey(place));
    const before = place.disk.text();
    for (const name of Object.keys(secrets) as Name[]) await expectDamaged(place, bindingOf(name));
    expect(place.disk.text()).toBe(before);
    await apply(place, await opened(place), { seal: [{ binding: bindingOf('first', { revision: 2 }), secret: secrets.first }] });
    await expectDamaged(place, bindingOf('second'));
    expect(recordOf(place, 'second')).toBeDefined();
  });

  test('a tampered manifest is no manifest', async () => {
    const place = await placeWithSecrets();
    const good = place.disk.records.get(manifestKey(place)) as Sealed;
    for (const bad of [{ ...good, rev: good.rev + 1 }, { ...good, c: flipped(good.c, 3) }, recordOf(place, 'first'), 'text']) {
      place.disk.records.set(manifestKey(place), bad);
      await expectDamaged(place, bindingOf('first'), JSON.stringify(bad));
    }
    place.disk.records.set(manifestKey(place), good);
    await expectReadable(place, 'first');
  });
});

describe('a vault that cannot be opened', () => {
  test('security 15: with its first header damaged it opens by the second, and the next change repairs the first', async () => {
    const place = await placeWithSecrets();
    place.disk.records.set(headerKeys[0], { fmt: 1, sum: 'damaged' });
    await expectReadable(place, 'first');
    await apply(place, await opened(place), { discard: ['third'] });
    expect(place.disk.records.get(headerKeys[0])).toEqual(place.disk.records.get(headerKeys[1]));
    await expectReadable(place, 'first');
  });

  test.each([
    ['security 15: with both headers damaged', { fmt: 1, sum: 'damaged' }, 'damaged', { kind: 'damaged', part: 'storage' }],
    ['security 17: with a header of a newer format', { fmt: 2, any: 'thing' }, 'newer', { kind: 'damaged', part: 'newer-record' }],
    ['with secrets and no header at all', undefined, 'damaged', { kind: 'damaged', part: 'storage' }],
  ] as const)('%s nothing is read, changed or lost', async (_name, header, state, failure) => {
    const place = await placeWithSecrets();
    for (const key of headerKeys) {
      if (header) place.disk.records.set(key, header);
      else place.disk.records.delete(key);
    }
    const before = place.disk.text();
    const { material, salt } = place.store;
    const vault = await opened(place);
    expect(vault.state()).toBe(state);
    await expect(vault.unseal(bindingOf('first'))).rejects.toMatchObject({ failure });
    await expect(vault.fingerprint('sk-any')).rejects.toMatchObject({ failure });
    await expect(vault.change({ seal: [{ binding: bindingOf('first'), secret: 'sk-any-new' }], discard: ['second'] })).rejects.toMatchObject({ failure });
    expect(place.disk.text()).toBe(before);
    // A new device key in the place of the old one would close the old vault for ever.
    expect([place.store.material, place.store.salt]).toEqual([material, salt]);
    expect(vault.state()).toBe(state);
  });

  test.each(['material', 'salt'] as const)('with the %s of its device key gone it says so, touches nothing, and opens again when it is back', async (half) => {
    const place = await placeWithSecrets();
    const before = place.disk.text();
    const kept = place.store[half];
    place.store[half] = undefined;
    const vault = await opened(place);
    const failure = { kind: 'damaged', part: 'device-key' };
    await expect(vault.unseal(bindingOf('first'))).rejects.toMatchObject({ failure });
    expect(vault.state()).toBe('device-key-lost');
    expect(place.store[half]).toBeUndefined();
    expect(place.disk.text()).toBe(before);
    Object.assign(place.store, { [half]: kept });
    expect(await vault.unseal(bindingOf('first'))).toBe(secrets.first);
    expect(vault.state()).toBe('open');
  });

  test.each(['material', 'salt'] as const)(
    'security 25: with the %s gone for good a key that is entered again is kept beside what cannot be opened',
    async (half) => {
      const place = await placeWithSecrets();
      const before = new Map(place.disk.records);
      const kept = { material: place.store.material, salt: place.store.salt };
      place.store[half] = undefined;
      const vault = await opened(place);
      await expect(vault.unseal(bindingOf('first'))).rejects.toMatchObject({ failure: { part: 'device-key' } });
      await vault.fingerprint('sk-entered-again');
      const change = await vault.change({ seal: [{ binding: bindingOf('first'), secret: 'sk-entered-again' }] });
      await place.disk.write(change.set, change.remove);
      change.commit();
      expect(vault.state()).toBe('open');
      const again = await opened(place);
      expect(await again.unseal(bindingOf('first'))).toBe('sk-entered-again');
      await expect(again.unseal(bindingOf('second'))).rejects.toMatchObject({ failure: { part: 'key' } });
      // The old records, the old header and the other half are where they were.
      for (const [key, value] of before) if (key.startsWith('v1:s:')) expect(place.disk.records.get(key)).toEqual(value);
      expect([...place.disk.records.values()]).toContainEqual(before.get(headerKeys[0]));
      const other = half === 'material' ? 'salt' : 'material';
      expect(place.store[other]).toBe(kept[other]);
    },
  );

  test('with its device key gone a secret can still be thrown away', async () => {
    const place = await placeWithSecrets();
    place.store.salt = undefined;
    const vault = await opened(place);
    const change = await vault.change({ discard: ['first'] });
    expect(change.set).toEqual({});
    expect(change.remove).toHaveLength(1);
    expect(change.remove[0]).toMatch(/^v1:s:.*:first$/);
  });

  test('security 24: a device key that is out of reach for a moment costs nothing', async () => {
    const place = await placeWithSecrets();
    const vault = await opened(place);
    place.store.isBroken = true;
    await expect(vault.unseal(bindingOf('first'))).rejects.toMatchObject({ failure: { kind: 'damaged', part: 'device-key' } });
    place.store.isBroken = false;
    expect(await vault.unseal(bindingOf('first'))).toBe(secrets.first);
    expect(vault.state()).toBe('open');
  });

  test('where the profile keeps no device key nothing is ever written in its place', async () => {
    const place = { disk: createFakeDisk(), store: createFakeDeviceKeyStore() };
    place.store.isBroken = true;
    const vault = await opened(place);
    expect(vault.state()).toBe('empty');
    await expect(vault.change({ seal: [{ binding: bindingOf('first'), secret: secrets.first }] })).rejects.toMatchObject({ failure: { part: 'device-key' } });
    expect(vault.state()).toBe('unavailable');
    expect(place.disk.writes).toEqual([]);
  });

  test('in passphrase mode it is locked, and says so', async () => {
    const place = await placeWithSecrets();
    const { headerRecords } = await import('./header');
    const good = place.disk.records.get(headerKeys[0]) as Parameters<typeof headerRecords>[0];
    const slots = good.slots.map((slot) => ({ ...slot, type: 'passphrase' as const, kdf: { ...usualArgon2, salt: 'A'.repeat(22) } }));
    for (const [key, value] of Object.entries(await headerRecords({ ...good, mode: 'passphrase', slots }))) place.disk.records.set(key, value);
    const vault = await opened(place);
    expect(vault.state()).toBe('locked');
    await expect(vault.unseal(bindingOf('first'))).rejects.toMatchObject({ failure: { kind: 'locked' } });
  });
});
