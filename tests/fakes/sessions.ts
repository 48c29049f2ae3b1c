import type { Sessions } from '@/lib/store/sessions';

/** Memory that goes with the browser: empty it to close the browser. */
export function createFakeSessions(held = new Map<string, string>()): Sessions & { held: Map<string, string>; unlike: string[] } {
  const unlike: string[] = [];
  return {
    held,
    unlike,
    get: async (id) => held.get(id),
    put: async (id, token) => void held.set(id, token),
    async drop(ids) {
      for (const id of ids) held.delete(id);
    },
    dropAll: async () => held.clear(),
    async noteUnlike(providerId, isUnlike) {
      if (isUnlike) unlike.push(providerId);
      else unlike.splice(0);
    },
  };
}
