import type { HttpOptions } from '../provider-host/http';
import { type ReadOutcome, type ReadRequest, readAccount } from '../provider-host/read-account';
import { fetchThrough, type Pages } from './pages';

/**
 * Reads an account; where a service that has a website turns the background away, once more from inside an open page of
 * it. Without an open page the first outcome stands. Never throws.
 */
export async function readAnywhere(request: ReadRequest, http: HttpOptions, pages: Pages): Promise<ReadOutcome> {
  const outcome = await readAccount(request, http);
  const { dashboard } = request.provider;
  const isTurnedAway = !outcome.result.ok && outcome.result.failure.kind === 'challenge';
  if (!dashboard || request.credential !== 'session' || !isTurnedAway) return outcome;
  const inside = await readAccount(request, { ...http, fetch: fetchThrough(pages, dashboard.origin) });
  if (!inside.result.ok && inside.result.failure.kind === 'network') return outcome;
  return { result: inside.result, attempts: [...outcome.attempts, ...inside.attempts.map((attempt) => ({ ...attempt, inPage: true }))] };
}
