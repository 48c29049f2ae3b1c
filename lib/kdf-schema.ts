import * as z from 'zod/mini';

const salt = () => z.string().check(z.regex(/^[\w-]{22,86}$/));

export const scryptSchema = () => z.object({ name: z.literal('scrypt'), N: z.number(), r: z.number(), p: z.number(), salt: salt() });

/** Parameters as they are stored and sent; whether they are sensible is judged by `isWithinBounds` (lib/kdf.ts). */
export const kdfSchema = () =>
  z.discriminatedUnion('name', [z.object({ name: z.literal('argon2id'), m: z.number(), t: z.number(), p: z.number(), salt: salt() }), scryptSchema()]);

/** What a person can choose about locking. */
export const lockChoices = () => ({
  /** Minutes without anybody until it locks; zero: not by time. */
  idleMin: z.number().check(z.refine(Number.isInteger), z.minimum(0), z.maximum(24 * 60)),
  onOsLock: z.boolean(),
  whenLocked: z.enum(['show', 'hide']),
});
