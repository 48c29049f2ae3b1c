import * as z from 'zod/mini';
import { type AlertKind, alertKinds } from './alert-settings';
import type { Quantity } from './money/quantity';
import { quantitySchema, storedDecimal } from './money/schemas';
import type { Reading } from './reading';

/** What a share is taken of: the balance after the last top-up, what was granted, or what there was when it was first read. */
export type ReferenceFrom = 'top-up' | 'granted' | 'first-seen';

/** What an alert is about, in numbers; the words are made where it is told. Instants are Unix milliseconds. */
export interface AlertFacts {
  amount?: Quantity | undefined;
  /** The limit, in the unit of its kind. */
  limit?: string | undefined;
  reference?: { amount: Quantity; from: ReferenceFrom } | undefined;
  /** Whether the service has reported the figure, or it was worked out. */
  basis?: Reading['basis'] | 'forecast' | undefined;
  /** When it expires, or is likely to be gone. */
  until?: number | undefined;
  /** Since when nothing came. */
  since?: number | undefined;
}

/** How one kind stands. Nothing kept: all is well, and it may be told. */
export interface KindMemory {
  /** `seen` once by a figure that one look is not enough for; `held` back by quiet hours or a snooze; `told`. */
  state: 'seen' | 'held' | 'told';
  /** The instant of the figure it was seen in. */
  sample: number;
  /** Which one it is of several that the kind may be about: a day, an expiry, a top-up. */
  about?: string | undefined;
  facts?: AlertFacts | undefined;
}

/** What the rules remember of one account. Amounts are decimals. */
export interface AlertMemory {
  kinds: { [Kind in AlertKind]?: KindMemory | undefined };
  last?: { amount: Quantity; meaning: string; basis: string; at: number } | undefined;
  reference?: { amount: Quantity; from: ReferenceFrom } | undefined;
  /** By how much the balance has fallen on this day (UTC). */
  fallen?: { day: string; amount: Quantity } | undefined;
}

/** An alert that was raised, and which ways of telling it are still to be taken. */
export interface StoredAlert {
  id: string;
  kind: AlertKind;
  at: number;
  facts: AlertFacts;
  /** The channels that have not taken it yet. */
  waiting: string[];
  tries: number;
  nextTryAt?: number | undefined;
  /** Channels that did not take it for so long that it was given up. */
  lost?: string[] | undefined;
}

/** What is kept of alerts with an account's status: what the rules remember, and the latest alerts, the newest first. */
export interface AccountAlerts {
  memory: AlertMemory;
  raised: StoredAlert[];
}

/** A stored {@link AccountAlerts}. Made when it is first needed. */
export function accountAlertsSchema() {
  const kind = z.enum(alertKinds);
  const reference = z.object({ amount: quantitySchema, from: z.enum(['top-up', 'granted', 'first-seen']) });
  const facts = z.object({
    amount: z.optional(quantitySchema),
    limit: z.optional(storedDecimal),
    reference: z.optional(reference),
    basis: z.optional(z.enum(['reported', 'derived', 'estimated', 'forecast'])),
    until: z.optional(z.number()),
    since: z.optional(z.number()),
  });
  const kindMemory = z.object({
    state: z.enum(['seen', 'held', 'told']),
    sample: z.number(),
    about: z.optional(z.string()),
    facts: z.optional(facts),
  });
  return z.object({
    memory: z.object({
      kinds: z.partialRecord(kind, kindMemory),
      last: z.optional(z.object({ amount: quantitySchema, meaning: z.string(), basis: z.string(), at: z.number() })),
      reference: z.optional(reference),
      fallen: z.optional(z.object({ day: z.string(), amount: quantitySchema })),
    }),
    raised: z.array(
      z.object({
        id: z.string(),
        kind,
        at: z.number(),
        facts,
        waiting: z.array(z.string()),
        tries: z.number(),
        nextTryAt: z.optional(z.number()),
        lost: z.optional(z.array(z.string())),
      }),
    ),
  });
}
