import { newOriginState, type OriginState } from '../origin-state';
import { createPool, type Pool } from './pool';

/** An origin while it is being asked. Refreshes that run at the same time share its places and its count of requests. */
export interface BusyOrigin {
  state: OriginState;
  pool: Pool;
  /** Accounts of the origin that are being read. */
  readers: number;
}

export type BusyOrigins = ReturnType<typeof createBusyOrigins>;

/** Requests at a time to one origin. Browsers themselves keep six connections to a host. */
const places = 4;

/**
 * The origins that are being asked at the moment.
 *
 * @param stored what is known of an origin from former times.
 */
export function createBusyOrigins(stored: (key: string) => OriginState | undefined) {
  const origins = new Map<string, BusyOrigin>();
  return {
    busy: (key: string): BusyOrigin | undefined => origins.get(key),

    enter(key: string): BusyOrigin {
      const before = origins.get(key);
      const origin = before ?? { state: structuredClone(stored(key) ?? newOriginState()), pool: createPool(places), readers: 0 };
      origin.readers += 1;
      origins.set(key, origin);
      return origin;
    },

    /** What could not be saved is kept in memory, or a full disk would have a service asked again and again. */
    leave(key: string, isSaved: boolean): void {
      const origin = origins.get(key);
      if (!origin) return;
      origin.readers -= 1;
      if (origin.readers === 0 && isSaved) origins.delete(key);
    },
  };
}
