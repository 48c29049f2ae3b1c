import type { CommandInput, Draft } from '@/lib/protocol';
import { toBase64Url } from '@/lib/vault/bytes';
import { newPassphrase } from './vault-place';
import { type World, worldWith } from './world';

/** A derived key with its parameters, as a page sends it. */
export type Typed = CommandInput<'vault.setPassphrase'>;

export function newTyped(changes: object = {}): Typed {
  const { kdf, key } = newPassphrase(changes);
  return { kdf, key: toBase64Url(key) };
}

/** A world whose accounts were each read once, with a passphrase; unlocked, and nothing written since. */
export async function worldWithPassphrase(
  drafts: readonly Draft[],
  lock: Partial<CommandInput<'vault.changeLock'>> = {},
): Promise<World & { ids: string[]; passphrase: Typed }> {
  const world = await worldWith(drafts);
  const passphrase = newTyped();
  await world.handlers['vault.setPassphrase'](passphrase);
  await world.handlers['vault.changeLock']({ idleMin: 0, onOsLock: false, whenLocked: 'show', ...lock });
  world.disk.writes.length = 0;
  return Object.assign(world, { passphrase });
}
