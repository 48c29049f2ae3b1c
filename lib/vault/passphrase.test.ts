import { describe, expect, test } from 'vitest';
import {
  afterRestart,
  bindingOf,
  bindings,
  emptyPlace,
  headerOf,
  keyOf,
  type Name,
  names,
  newPassphrase,
  placeWithPassphrase,
  placeWithSecrets,
  recordOf,
  rekey,
  secrets,
  started,
  vaultKeys,
  write,
} from '@/tests/fakes/vault-place';
import { toBase64Url } from './bytes';
import type { PassphraseKey, Rekeying, Vault } from './contract';
import { headerKeys } from './header';

const wrong = { failure: { kind: 'wrong-passphrase' } };
const locked = { failure: { kind: 'locked' } };
const damagedKey = { failure: { kind: 'damaged', part: 'key' } };

async function expectAll(vault: Vault, except: Name[] = []): Promise<void> {
  for (const name of names) {
    if (except.includes(name)) await expect(vault.unseal(bindingOf(name)), name).rejects.toMatchObject(damagedKey);
    else expect(await vault.unseal(bindingOf(name)), name).toBe(secrets[name]);
  }
}

describe('the way in', () => {
  test('security 16: is changed from device to passphrase, to another one and back, each time under a new data key that leaves nothing of the old', async () => {
    const place = await placeWithSecrets();
    const fingerprint = await (await started(place)).fingerprint('sk-any');
    const steps = [newPassphrase(), newPassphrase(), undefined];
    const [seen, old] = [new Set([headerOf(place).dekId]), [] as PassphraseKey[]];
    for (const passphrase of steps) {
      const before = [...place.disk.records.values()].map((value) => JSON.stringify(value));
      const vault = await started(place);
      await rekey(place, vault, passphrase);
      await expectAll(vault);
      const { dekId, mode, slots } = headerOf(place);
      expect([mode, slots.map(({ type }) => type)]).toEqual(passphrase ? ['passphrase', ['passphrase']] : ['device', ['device']]);
      expect(seen.has(dekId)).toBe(false);
      seen.add(dekId);
      expect(vaultKeys(place)).toEqual([`v1:m:${dekId}`, ...names.map((name) => `v1:s:${dekId}:${name}`)].sort());
      for (const value of place.disk.records.values()) expect(before).not.toContain(JSON.stringify(value));
      const after = await started(afterRestart(place));
      if (passphrase) {
        for (const { key } of old) await expect(after.unlock(key)).rejects.toMatchObject(wrong);
        await after.unlock(passphrase.key);
        old.push(passphrase);
      }
      await expectAll(after);
      expect(await after.fingerprint('sk-any')).toBe(fingerprint);
      expect(after.leftovers()).toEqual([]);
    }
    expect(place.memory.held).toBeUndefined();
  });

  test('leads through nothing that lies on disk: neither data key nor derived key, and of the device no half', async () => {
    const place = await placeWithPassphrase();
    const raw = place.memory.held?.key ?? '';
    expect(raw).toMatch(/^[\w-]{43}$/);
    for (const key of [raw, toBase64Url(place.passphrase.key)]) {
      const bytes = Buffer.from(key, 'base64url');
      for (const form of [key, bytes.toString('base64').slice(0, -1), bytes.toString('hex'), bytes.join(',')]) expect(place.disk.text()).not.toContain(form);
    }
    expect(await place.store.list()).toEqual([]);
  });

  test('security 14: is wrapped anew with stronger parameters: no record changes, the new key opens, the old one no longer', async () => {
    const [weak, strong] = [newPassphrase({ m: 19_456, t: 2 }), newPassphrase()];
    const place = await placeWithPassphrase(weak);
    const before = vaultKeys(place).map((key) => place.disk.records.get(key));
    const vault = await started(place);
    await expect(vault.rewrap(strong.key, strong)).rejects.toMatchObject(wrong);
    const change = await vault.rewrap(weak.key, strong);
    expect([Object.keys(change.set).sort(), change.remove]).toEqual([[...headerKeys], []]);
    await write(place, change);
    expect(vaultKeys(place).map((key) => place.disk.records.get(key))).toEqual(before);
    const after = await started(afterRestart(place));
    expect(after.access()?.kdf).toEqual(strong.kdf);
    await expect(after.unlock(weak.key)).rejects.toMatchObject(wrong);
    await after.unlock(strong.key);
    await expectAll(after);
  });

  test('is never made with parameters out of bounds', async () => {
    const place = await placeWithPassphrase();
    const [vault, before] = [await started(place), place.disk.text()];
    for (const kdf of [{ t: 0 }, { m: 8 }, { salt: '' }]) {
      const refused = { failure: { kind: 'invalid-input', field: 'kdf' } };
      await expect(vault.rekey(bindings, newPassphrase(kdf))).rejects.toMatchObject(refused);
      await expect(vault.rewrap(place.passphrase.key, newPassphrase(kdf))).rejects.toMatchObject(refused);
    }
    expect(place.disk.text()).toBe(before);
    await expectAll(vault);
  });

  test('is not changed over a record that does not open: it would be left behind, and may be readable again one day', async () => {
    const place = await placeWithSecrets();
    const good = recordOf(place, 'second');
    place.disk.records.set(keyOf(place, 'second'), { ...good, rev: 7 });
    const before = place.disk.text();
    await expect((await started(place)).rekey(bindings, newPassphrase())).rejects.toMatchObject({ failure: { kind: 'unreadable-keys', ids: ['second'] } });
    expect(place.disk.text()).toBe(before);
    place.disk.records.set(keyOf(place, 'second'), good);
    await rekey(place, await started(place), newPassphrase());
    await expectAll(await started(place));
  });

  test('is not changed over the key of an account that nothing more is known of; one that nobody knows of is no hindrance', async () => {
    const place = await placeWithSecrets();
    const known = [bindingOf('first'), bindingOf('second')];
    const refused = { failure: { kind: 'unreadable-keys', ids: ['third'] } };
    await expect((await started(place)).rekey(known, newPassphrase(), ['third', 'fourth'])).rejects.toMatchObject(refused);
    expect((await (await started(place)).rekey(known, newPassphrase(), ['fourth'])).kept).toEqual(['first', 'second']);
  });

  test('is changed where a record is gone altogether: there is nothing to be left behind', async () => {
    const place = await placeWithSecrets();
    place.disk.records.delete(keyOf(place, 'second'));
    await rekey(place, await started(place), newPassphrase());
    await expectAll(await started(place), ['second']);
    expect(vaultKeys(place)).toHaveLength(3);
  });

  test('is a passphrase also where the profile keeps no device key, as long as nothing was kept before', async () => {
    const place = emptyPlace();
    place.store.isBroken = true;
    const [vault, passphrase] = [await started(place), newPassphrase()];
    await expect(vault.change({ seal: [{ binding: bindingOf('first'), secret: secrets.first }] })).rejects.toMatchObject({ failure: { part: 'device-key' } });
    await rekey(place, vault, passphrase);
    await write(place, await vault.change({ seal: [{ binding: bindingOf('first'), secret: secrets.first }] }));
    const after = await started(afterRestart(place));
    await after.unlock(passphrase.key);
    expect(await after.unseal(bindingOf('first'))).toBe(secrets.first);
  });

  test('that the disk refused has not changed', async () => {
    const place = await placeWithPassphrase();
    const vault = await started(place);
    await vault.rekey(bindings, newPassphrase());
    await vault.rekey(bindings);
    expect([vault.access()?.mode, vault.access()?.kdf]).toEqual(['passphrase', place.passphrase.kdf]);
    const after = await started(afterRestart(place));
    await after.unlock(place.passphrase.key);
    await expectAll(after);
  });
});

describe('locked', () => {
  test('it opens nothing, keeps nothing in memory, and says so; the passphrase opens it again', async () => {
    const place = await placeWithPassphrase();
    const vault = await started(place);
    const locking = vault.lock();
    // At once, not when memory has answered.
    expect(vault.state()).toBe('locked');
    await locking;
    expect([vault.state(), place.memory.held]).toEqual(['locked', undefined]);
    const before = place.disk.text();
    await expect(vault.unseal(bindingOf('first'))).rejects.toMatchObject(locked);
    await expect(vault.fingerprint('sk-any')).rejects.toMatchObject(locked);
    await expect(vault.change({ seal: [{ binding: bindingOf('first'), secret: 'sk-new' }], discard: ['second'] })).rejects.toMatchObject(locked);
    await expect(vault.rekey(bindings, newPassphrase())).rejects.toMatchObject(locked);
    await expect(vault.rekey(bindings)).rejects.toMatchObject(locked);
    await expect(vault.rewrap(place.passphrase.key, newPassphrase())).rejects.toMatchObject(locked);
    await expect(vault.changeLock({ idleMin: 0, onOsLock: false, whenLocked: 'show' })).rejects.toMatchObject(locked);
    expect(place.disk.text()).toBe(before);
    await vault.unlock(place.passphrase.key);
    await expectAll(vault);
  });

  test('a secret can still be thrown away', async () => {
    const place = afterRestart(await placeWithPassphrase());
    const vault = await started(place);
    await write(place, await vault.change({ discard: ['second'] }));
    expect(vault.state()).toBe('locked');
    expect(vaultKeys(place).filter((key) => key.includes('second'))).toEqual([]);
  });

  test('is what the browser leaves behind, and not what a worker that was stopped does', async () => {
    const place = await placeWithPassphrase();
    expect((await started(place)).state()).toBe('open');
    await expectAll(await started(place));
    const closed = await started(afterRestart(place));
    expect(closed.state()).toBe('locked');
    await expect(closed.unseal(bindingOf('first'))).rejects.toMatchObject(locked);
  });

  test('is also a vault whose memory is of another data key, or damaged', async () => {
    const place = await placeWithPassphrase();
    const { dekId = '', key = '' } = place.memory.held ?? {};
    await rekey(place, await started(place), newPassphrase());
    const now = headerOf(place).dekId;
    for (const held of [
      { dekId, key },
      { dekId: now, key: '' },
      { dekId: now, key: key.slice(1) },
      { dekId: now, key: '%%' },
    ]) {
      place.memory.held = held;
      await expect((await started(place)).unseal(bindingOf('first')), JSON.stringify(held)).rejects.toMatchObject(locked);
    }
    place.memory.held = { dekId: now, key };
    const open = await started(place);
    place.memory.held = { dekId, key };
    await expect(open.unseal(bindingOf('first'))).rejects.toMatchObject(locked);
    place.memory.held = { dekId: now, key };
    await expect((await started(place)).unseal(bindingOf('first'))).rejects.toMatchObject(damagedKey);
  });

  test('security 28: it stays, whatever was begun before', async () => {
    for (const work of [
      (vault: Vault) => vault.rekey(bindings, newPassphrase()),
      (vault: Vault) => vault.change({ seal: [{ binding: bindingOf('first'), secret: secrets.first }] }),
      (vault: Vault) => vault.changeLock({ idleMin: 15, onOsLock: true, whenLocked: 'hide' }),
    ]) {
      const place = await placeWithPassphrase();
      const vault = await started(place);
      const change = await work(vault);
      await vault.lock();
      await write(place, change);
      if ('remember' in change) await (change as Rekeying).remember();
      expect([vault.state(), place.memory.held]).toEqual(['locked', undefined]);
      expect((await started(place)).state()).toBe('locked');
    }
  });

  test('security 28: locking and unlocking at once end in one or the other, in memory as in the worker', async () => {
    for (const isLockFirst of [true, false]) {
      const { passphrase, ...place } = await placeWithPassphrase();
      const vault = await started(place);
      const work = [() => vault.lock(), () => vault.unlock(passphrase.key).catch(() => undefined)];
      await Promise.all((isLockFirst ? work : work.reverse()).map((start) => start()));
      expect(vault.state()).toBe(place.memory.held ? 'open' : 'locked');
    }
  });
});
