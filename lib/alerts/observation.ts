import type { Failure } from '../failure';
import type { Reading } from '../reading';
import type { Runway } from '../runway';
import { isStale } from '../snapshot';
import type { Status } from '../status';

/** What is known of one account at one instant, as far as alerts may rely on it. Instants are Unix milliseconds. */
export interface Observation {
  accountId: string;
  /** Only one that was read well, and lately: a failed or an old figure raises nothing. */
  figure?: { reading: Reading; readAt: number } | undefined;
  /** How long it will last, and when that was worked out. */
  outlook?: { runway: Runway; at: number } | undefined;
  failure?: { failure: Failure; at: number } | undefined;
  /** When it was last read well, or else when the account was added. */
  lastHeardAt: number;
  /** Whether it is asked at all; what only passes by may be silent. */
  isAsked: boolean;
}

/** @param isAsked whether the account's service is asked by itself. */
export function observe(
  account: { id: string; createdAt: number },
  status: Status,
  isAsked: boolean,
  settings: { intervalMinutes: number },
  now: number,
): Observation {
  const { reading, readAt, failure, failedAt, outlook } = status;
  const holds = reading?.holdsUntil !== undefined;
  const isFresh = reading && readAt !== undefined && !failure && !isStale(readAt, settings, now, reading.holdsUntil);
  return {
    accountId: account.id,
    figure: isFresh ? { reading, readAt } : undefined,
    outlook: isFresh && outlook?.runway ? { runway: outlook.runway, at: outlook.at } : undefined,
    failure: failure ? { failure, at: failedAt ?? now } : undefined,
    lastHeardAt: readAt ?? account.createdAt,
    isAsked: isAsked && !holds,
  };
}
