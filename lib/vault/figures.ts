import * as z from 'zod/mini';
import type { Figures } from './contract';
import { open, seal, sealedSchema } from './envelope';
import { figuresBinding, type HeaderFields, type OpenVault } from './records';

/** How figures lie on disk with a vault of this header. */
export function figuresOf(header: HeaderFields | undefined, vault: () => Promise<OpenVault>): Figures {
  return {
    hidden: header?.mode === 'passphrase' && header.lock.whenLocked === 'hide',
    async seal(place, text) {
      const { header: of, key } = await vault();
      return seal(key, text, of.gen, figuresBinding(of, place));
    },
  };
}

/** @returns `undefined` for what cannot be opened. */
export async function openFigures({ header, key }: OpenVault, place: string, stored: unknown): Promise<string | undefined> {
  const record = z.safeParse(sealedSchema, stored);
  return record.success ? open(key, record.data, figuresBinding(header, place)) : undefined;
}
