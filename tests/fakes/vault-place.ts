import { usualArgon2 } from '@/lib/kdf';
import { randomBytes, toBase64Url } from '@/lib/vault/bytes';
import type { Binding, PassphraseKey, Vault, VaultChange } from '@/lib/vault/contract';
import { createDeviceKeys } from '@/lib/vault/device-key';
import type { Sealed } from '@/lib/vault/envelope';
import { type Header, headerKeys, headerRecords } from '@/lib/vault/header';
import { createVault } from '@/lib/vault/vault';
import { createFakeDeviceKeyStore } from './device-key-store';
import { createFakeDisk } from './disk';
import { createFakeVaultMemory } from './vault-memory';

export const secrets = { first: 'sk-first-4fbd8b1e0a7c', second: 'sk-second-99ab03ce71d2', third: 'sk-third-5e1f22aa90bc' };
export type Name = keyof typeof secrets;
export const names = Object.keys(secrets) as Name[];
export const bindings = names.map((name) => bindingOf(name));

export function bindingOf(name: Name, changes: Partial<Binding> = {}): Binding {
  return { id: name, providerId: 'deepseek', origin: 'https://api.deepseek.com', revision: 1, ...changes };
}

/** As a page sends it; what it was derived from does not matter to the vault. */
export function newPassphrase(changes: object = {}): PassphraseKey {
  return { kdf: { ...usualArgon2, salt: toBase64Url(randomBytes(16)), ...changes }, key: randomBytes(32) };
}

/** Everything around a vault: the disk, the profile with its device key, and memory. */
export interface Place extends ReturnType<typeof emptyPlace> {}

export function emptyPlace() {
  return { disk: createFakeDisk(), store: createFakeDeviceKeyStore(), memory: createFakeVaultMemory() };
}

/** The vault as a start of the worker finds it. */
export async function started({ disk, store, memory }: Place): Promise<Vault> {
  const vault = createVault(createDeviceKeys(store), memory);
  await vault.load(await disk.readAll());
  return vault;
}

export async function write({ disk }: Place, change: VaultChange): Promise<void> {
  await disk.write(change.set, change.remove);
  change.commit();
}

/** Removes what a change of the way in has left. */
export async function sweep({ disk }: Place, vault: Vault): Promise<void> {
  const leftovers = vault.leftovers();
  await disk.write({}, leftovers);
  vault.swept(leftovers);
}

/** Changes the way in, as the background does. */
export async function rekey(place: Place, vault: Vault, passphrase?: PassphraseKey): Promise<void> {
  const change = await vault.rekey(bindings, passphrase);
  await write(place, change);
  await change.remember();
  await change.retire();
  await sweep(place, vault);
}

export async function placeWithSecrets(): Promise<Place> {
  const place = emptyPlace();
  await write(place, await (await started(place)).change({ seal: names.map((name) => ({ binding: bindingOf(name), secret: secrets[name] })) }));
  return place;
}

export async function placeWithPassphrase(passphrase = newPassphrase()): Promise<Place & { passphrase: PassphraseKey }> {
  const place = await placeWithSecrets();
  await rekey(place, await started(place), passphrase);
  return { ...place, passphrase };
}

/** The browser was closed and started again: its memory is gone. */
export function afterRestart(place: Place): Place {
  return { ...place, memory: createFakeVaultMemory() };
}

export function headerOf({ disk }: Place): Header {
  return disk.records.get(headerKeys[0]) as Header;
}

/** The keys of all secrets and manifests on the disk. */
export function vaultKeys({ disk }: Place): string[] {
  return [...disk.records.keys()].filter((key) => /^v1:[sm]:/.test(key)).sort();
}

export function keyOf(place: Place, name: Name): string {
  return `v1:s:${headerOf(place).dekId}:${name}`;
}

export function recordOf(place: Place, name: Name): Sealed {
  return place.disk.records.get(keyOf(place, name)) as Sealed;
}

/** Somebody who can write to the disk changes the header and makes its sum right. */
export async function forge(place: Place, changes: Partial<Header>): Promise<void> {
  for (const [key, value] of Object.entries(await headerRecords({ ...headerOf(place), ...changes }))) place.disk.records.set(key, value);
}
