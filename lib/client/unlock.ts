import { failureOf } from '../failure';
import { isWeaker } from '../kdf';
import type { Answer, CommandName } from '../protocol';
import type { VaultAccess } from '../snapshot';
import { deriveKey, newKdf } from './derive-key';
import { send } from './send';

/** Unlocks the vault; parameters of former times are replaced with today's on the way. Never throws. */
export function unlock(passphrase: string, { kdf }: VaultAccess): Promise<Answer<'vault.unlock'>> {
  return answered(async () => {
    if (!kdf) return unusable;
    const key = await deriveKey(passphrase, kdf);
    if (!isWeaker(kdf)) return send('vault.unlock', { key });
    const next = newKdf();
    // Without the memory for more, the passphrase still opens what it protects today.
    const stronger = await deriveKey(passphrase, next).catch(() => undefined);
    return send('vault.unlock', { key, ...(stronger === undefined ? {} : { upgrade: { kdf: next, key: stronger } }) });
  });
}

const unusable = { ok: false, failure: { kind: 'damaged', part: 'storage' } } as const;

/** What a command answers that needs a derived key first; where that cannot be made, a failure as from the background. */
export async function answered<Name extends CommandName>(work: () => Promise<Answer<Name>>): Promise<Answer<Name>> {
  try {
    return await work();
  } catch (error) {
    return { ok: false, failure: failureOf(error, unusable.failure) };
  }
}
