import { isWeaker } from '../kdf';
import type { Answer } from '../protocol';
import type { VaultAccess } from '../snapshot';
import { deriveKey, newKdf } from './derive-key';
import { send } from './send';

/** Unlocks the vault; parameters of former times are replaced with today's on the way. */
export async function unlock(passphrase: string, { kdf }: VaultAccess): Promise<Answer<'vault.unlock'>> {
  if (!kdf) return { ok: false, failure: { kind: 'damaged', part: 'storage' } };
  const key = await deriveKey(passphrase, kdf);
  if (!isWeaker(kdf)) return send('vault.unlock', { key });
  const next = newKdf();
  return send('vault.unlock', { key, upgrade: { kdf: next, key: await deriveKey(passphrase, next) } });
}
