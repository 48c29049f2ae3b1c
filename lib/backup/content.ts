import * as z from 'zod/mini';
import { accountSchema } from '../account';
import { historySchema } from '../history-schema';
import { entrySchema } from '../ledger-entry';
import { settingsSchema } from '../settings';
import { statusSchema } from '../status';

const { reading, readAt, method, others } = statusSchema.shape;

/** What is in a backup. Made when it is needed: the worker hardly ever starts for this. */
export const contentSchema = () =>
  z.strictObject({
    version: z.union([z.literal(1), z.literal(2)]),
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
    /** A file of version 1 has an empty list. */
    history: z.union([z.tuple([]), historySchema()]),
    /** The entries of ledgers, in their order. A file of version 1 has none. */
    ledgers: z.optional(z.array(z.strictObject({ account: z.string().check(z.maxLength(64)), entries: z.array(entrySchema()).check(z.maxLength(50_000)) }))),
  });

export type Content = z.output<ReturnType<typeof contentSchema>>;
export type Entry = Content['accounts'][number];
