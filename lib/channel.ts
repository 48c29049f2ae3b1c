import * as z from 'zod/mini';
import type { Failure } from './failure';
import { failureSchema } from './failure-schema';

/** What a person enters for a channel. A closed list: each has a label in the language files. */
export const channelFields = ['address', 'token', 'chat', 'accessToken'] as const;
export type ChannelField = (typeof channelFields)[number];

/** What was entered. It is the secret of the channel, all of it, and lies in the vault only. */
export type ChannelParts = Partial<Record<ChannelField, string>>;

/** A stored channel: a place that alerts are sent to. Where exactly, and what proves that one may, is in the vault. */
export const channelSchema = z.object({
  v: z.literal(1),
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  /** The kind of service (`lib/channels`). */
  kind: z.string().check(z.maxLength(64)),
  label: z.string().check(z.maxLength(80)),
  enabled: z.boolean(),
  /** What the permission is for; all that is known of the address outside the vault. */
  origin: z.string().check(z.maxLength(300)),
  /** Counts the secrets it has had. */
  revision: z.number(),
  /** Unix milliseconds. */
  createdAt: z.number(),
});

export type Channel = z.output<typeof channelSchema>;

/** How the deliveries of a channel stand. Instants are Unix milliseconds. */
export const deliverySchema = z.object({
  v: z.literal(1),
  /** What is still to be delivered, the oldest first, with how often it was tried. */
  pending: z.array(
    z.object({
      message: z.object({ id: z.string(), kind: z.string(), accountId: z.string(), title: z.string(), text: z.string(), at: z.number() }),
      tries: z.number(),
    }),
  ),
  /** The ids of what was delivered last: it must not be delivered again. */
  delivered: z.array(z.string()),
  /** When it is tried again; absent: at once. */
  nextTryAt: z.optional(z.number()),
  /** How often it has failed since it last went well. */
  failures: z.number(),
  /** Why the last try failed; absent when it went well. */
  failure: z.optional(failureSchema),
  failedAt: z.optional(z.number()),
  deliveredAt: z.optional(z.number()),
  /** So many messages were given up since the last that was delivered. */
  lost: z.number(),
});

export type Delivery = z.output<typeof deliverySchema>;

/** What pages may know of a channel. */
export interface ChannelView extends Pick<Channel, 'id' | 'kind' | 'label' | 'enabled' | 'origin' | 'createdAt'> {
  /** So many messages wait to be tried again. */
  pending: number;
  lost: number;
  nextTryAt?: number;
  failure?: Failure;
  failedAt?: number;
  deliveredAt?: number;
}
