import * as z from 'zod/mini';
import { accountSchema } from '../account';
import { settingsSchema } from '../settings';
import { statusSchema } from '../status';

const { reading, readAt, method, others } = statusSchema.shape;

/** What is in a backup. Made when it is needed: the worker hardly ever starts for this. */
export const contentSchema = () =>
  z.strictObject({
    version: z.literal(1),
    settings: settingsSchema,
    accounts: z.array(
      z.strictObject({
        /** With what was confirmed of its balance. */
        account: accountSchema,
        /** Absent where there is none in the vault, or none that opens. */
        secret: z.optional(z.string().check(z.maxLength(4096))),
        /** What was last known, without what came of single attempts. */
        figures: z.optional(z.strictObject({ reading, readAt, method, others })),
      }),
    ),
    /** For later; nothing is taken from it yet. */
    history: z.array(z.unknown()),
  });

export type Content = z.output<ReturnType<typeof contentSchema>>;
export type Entry = Content['accounts'][number];
