import * as z from 'zod/mini';
import type { Snapshot } from '../snapshot';

/**
 * Whether pages see something else than what was found on disk: a record was damaged meanwhile, or the vault is in another
 * state. Figures need no comparison, for they are only ever written together with the snapshot.
 */
export function isOutdated(stored: unknown, now: Snapshot): boolean {
  if (stored === undefined) return now.accounts.length + now.unreadable.length + (now.channels?.length ?? 0) + (now.unreadableChannels?.length ?? 0) > 0;
  return outlineOf(stored) !== outlineOf(now);
}

const outlineSchema = () => {
  const ids = z.array(z.object({ id: z.string() }));
  return z.object({
    v: z.literal(1),
    vault: z.string(),
    accounts: ids,
    unreadable: ids,
    channels: z.optional(ids),
    unreadableChannels: z.optional(z.array(z.string())),
  });
};

/** @returns `undefined` for what is no snapshot. */
function outlineOf(snapshot: unknown): string | undefined {
  const parsed = z.safeParse(outlineSchema(), snapshot);
  if (!parsed.success) return undefined;
  const { vault, accounts, unreadable, channels = [], unreadableChannels = [] } = parsed.data;
  const sorted = (list: typeof accounts) => list.map(({ id }) => id).sort();
  return JSON.stringify([vault, sorted(accounts), sorted(unreadable), sorted(channels), unreadableChannels.toSorted()]);
}
