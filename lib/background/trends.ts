import { pointsOf } from '../history/series-point';
import { trendWith } from '../history/trend';
import type { Status } from '../status';
import type { Patch, State } from './state';

/** Takes every new figure of a change into its account's trend; a status without a new one keeps the trend it had. */
export function withTrends(patch: Patch, state: State): Patch {
  if (!patch.statuses) return patch;
  const statuses = Object.entries(patch.statuses).map(([id, status]) => [id, status && withTrend(status, id, patch, state)] as const);
  return { ...patch, statuses: Object.fromEntries(statuses) };
}

function withTrend(status: Status, id: string, patch: Patch, state: State): Status {
  const before = state.statuses[id];
  const account = patch.accounts?.[id] ?? state.accounts[id];
  const isNew = status.reading !== before?.reading || status.readAt !== before?.readAt;
  const [main] = account && isNew ? pointsOf(account, status) : [];
  const trend = main ? trendWith(before?.trend, main) : before?.trend;
  const { trend: _given, ...rest } = status;
  return trend ? { ...rest, trend } : rest;
}
