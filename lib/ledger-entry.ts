import * as z from 'zod/mini';
import type { Fields } from './account-fields';
import type { Quantity } from './money/quantity';
import { quantitySchema } from './money/schemas';

/** What a person, a file or a counter records. A `balance` is what was left at its instant, whatever was recorded before. */
export const recordedKinds = ['top-up', 'spend', 'balance'] as const;
export type RecordedKind = (typeof recordedKinds)[number];

/** The instants an entry may have, Unix milliseconds: what lies outside is a slip of the pen. */
export const earliest = Date.UTC(2000, 0, 1);
export const latest = Date.UTC(2100, 0, 1);

/** Characters of a note. */
export const longestNote = 200;

export const instantSchema = z.number().check(z.refine(Number.isInteger), z.minimum(earliest), z.maximum(latest));
export const noteSchema = z.string().check(z.maxLength(longestNote));

const text = z.string().check(z.minLength(1), z.maxLength(64));

const common = () => ({
  v: z.literal(1),
  id: text,
  accountId: text,
  /** The place in the account's ledger, from 1. Of two entries of one instant the lower one comes first. */
  number: z.number().check(z.refine(Number.isInteger), z.minimum(1)),
  /** When it happened; for a correction, when it was made. Unix milliseconds. */
  at: instantSchema,
  note: z.optional(noteSchema),
  source: z.enum(['hand', 'csv', 'counter']),
});

/** One entry of a ledger. An entry is never changed or removed: a correction refers to it and stands beside it. */
export const entrySchema = () =>
  z.discriminatedUnion('kind', [
    z.object({ ...common(), kind: z.enum(recordedKinds), amount: quantitySchema }),
    z.object({ ...common(), kind: z.literal('correction'), corrects: text, amount: z.union([quantitySchema, z.literal('void')]) }),
  ]);

export type LedgerEntry = z.output<ReturnType<typeof entrySchema>>;
export type Correction = Extract<LedgerEntry, { kind: 'correction' }>;
export type Recorded = Exclude<LedgerEntry, Correction>;

/** What the store adds to an entry when it takes it in. */
type Given = 'v' | 'id' | 'accountId' | 'number';
/** An entry on its way into the ledger. */
export type NewEntry = Omit<Recorded, Given> | Omit<Correction, Given>;
export type NewRecorded = Omit<Recorded, Given>;

/** An entry as it counts: with the amount that its last correction gave it. */
export interface LedgerLine {
  entry: Recorded;
  /** `void`: it was a mistake, and counts as nothing. */
  amount: Quantity | 'void';
  /** The oldest first. */
  corrections: Correction[];
}

/** A ledger held against a balance that somebody reports for the same money. */
export interface Reconciliation {
  /** What the entries come to at that instant; absent while only spend is recorded. */
  counted?: Quantity;
  reported: Quantity;
  /** Unix milliseconds. */
  at: number;
  /** Reported − counted. */
  difference?: Quantity;
  /** The entry that makes the difference go away; absent where there is none. */
  settling?: NewRecorded;
}

/** What the amounts of an account's ledger are in. */
export function unitOf({ currency = 'USD' }: Fields): string {
  return currency;
}
