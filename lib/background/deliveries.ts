import type { Delivery } from '../channel';
import type { ChannelMessage } from '../channel-host/define';
import type { Failure } from '../failure';
import { patienceMs } from './delivery-instants';
import { backoff } from './schedule';

/** So many messages of a channel wait at most; beyond that the oldest is given up. */
export const mostPending = 20;
/** So often a message is tried at most. */
export const mostTries = 8;
const minute = 60_000;
/** So many ids of delivered messages are remembered. */
const mostRemembered = 50;

/** What came of trying a channel: its messages go out in order, and the first that fails ends the attempt. */
export interface Attempt {
  delivered: readonly string[];
  failed?: { id: string; failure: Failure };
}

export function emptyDelivery(): Delivery {
  return { v: 1, pending: [], delivered: [], failures: 0, lost: 0 };
}

/** Adds a message that is to be delivered. The same one is added once. */
export function withMessage(before: Delivery = emptyDelivery(), message: ChannelMessage): Delivery {
  const isKnown = before.delivered.includes(message.id) || before.pending.some((entry) => entry.message.id === message.id);
  if (isKnown) return before;
  const pending = [...before.pending, { message, tries: 0 }];
  const tooMany = Math.max(0, pending.length - mostPending);
  const after = { ...before, pending: pending.slice(tooMany), lost: before.lost + tooMany };
  // Something new is worth a try at once, unless the service itself has named an instant.
  return before.failure?.kind === 'rate-limited' ? after : atOnce(after);
}

/** To be tried again now, with all its tries: a person has changed something. */
export function renewed(before: Delivery): Delivery {
  const { failure: _failure, failedAt: _failedAt, ...rest } = atOnce(before);
  return { ...rest, failures: 0, pending: before.pending.map(({ message }) => ({ message, tries: 0 })) };
}

/** Nothing is waiting any more. */
export function withoutPending(before: Delivery): Delivery {
  return { ...atOnce(before), pending: [] };
}

/** What is to be sent now, in order. */
export function sendable({ pending }: Delivery, now: number): ChannelMessage[] {
  return pending.map(({ message }) => message).filter((message) => !isTooOld(message, now));
}

/** What an attempt makes of it; meanwhile messages may have been added. */
export function afterAttempt(before: Delivery, { delivered, failed }: Attempt, now: number, random: number): Delivery {
  const { failure: _failure, failedAt: _failedAt, nextTryAt: _next, ...rest } = before;
  const tried = before.pending.filter(({ message }) => !delivered.includes(message.id));
  const counted = tried.map((entry) => (entry.message.id === failed?.id ? { ...entry, tries: entry.tries + 1 } : entry));
  const pending = counted.filter(({ message, tries }) => tries < mostTries && !isTooOld(message, now));
  const lost = before.lost + counted.length - pending.length;
  const after: Delivery = { ...rest, pending, lost, delivered: [...before.delivered, ...delivered].slice(-mostRemembered) };
  if (delivered.length > 0) after.deliveredAt = now;
  if (!failed) return delivered.length > 0 ? { ...after, failures: 0, lost: 0 } : after;
  const failures = before.failures + 1;
  const again = failed.failure.kind === 'rate-limited' ? Math.max(failed.failure.retryAt, now + minute) : now + backoff(failures, random);
  return { ...after, failures, failure: failed.failure, failedAt: now, ...(pending.length > 0 ? { nextTryAt: again } : {}) };
}

function atOnce({ nextTryAt: _next, ...delivery }: Delivery): Delivery {
  return delivery;
}

function isTooOld({ at }: ChannelMessage, now: number): boolean {
  return now - at >= patienceMs;
}
