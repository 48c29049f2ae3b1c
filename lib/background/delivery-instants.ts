import type { Channel, Delivery } from '../channel';

/** So long after its alert a message is of no use, in milliseconds. */
export const patienceMs = 24 * 60 * 60_000;

/** Whether something is to be sent by a channel now. */
export function isDue(channel: Channel | undefined, { pending, nextTryAt = 0 }: Delivery, now: number): boolean {
  // An instant too far ahead was made by a clock that has been set back.
  return channel?.enabled === true && pending.length > 0 && (nextTryAt <= now || nextTryAt > now + patienceMs);
}

/** When something is to be sent, by any channel; Unix milliseconds. */
export function* deliveryInstants(channels: Readonly<Record<string, Channel>>, deliveries: Readonly<Record<string, Delivery>>, now: number): Generator<number> {
  for (const [id, delivery] of Object.entries(deliveries)) {
    if (isDue(channels[id], delivery, now)) yield now;
    else if (channels[id]?.enabled && delivery.pending.length > 0 && delivery.nextTryAt !== undefined) yield delivery.nextTryAt;
  }
}
