import type { AlertSettings, QuietHours } from '../alert-settings';

/**
 * Until when nothing is told about an account: quiet hours, a snooze of everything, a snooze of the account, whichever ends last.
 *
 * @param now Unix milliseconds.
 * @returns Unix milliseconds; `undefined` where alerts are told now.
 */
export function silentUntil({ quiet, snoozedUntil, accounts = {} }: AlertSettings, accountId: string, now: number): number | undefined {
  const own = Object.hasOwn(accounts, accountId) ? accounts[accountId]?.snoozedUntil : undefined;
  const snoozed = Math.max(snoozedUntil ?? 0, own ?? 0);
  const quietEnd = quiet ? quietUntil(quiet, now) : undefined;
  const until = Math.max(snoozed, quietEnd ?? 0);
  return until > now ? until : undefined;
}

/** By the clock on the person's wall, so that a change to summer time moves nothing. Equal ends are no quiet hours at all. */
function quietUntil({ from, to }: QuietHours, now: number): number | undefined {
  const wall = new Date(now);
  const since = (wall.getHours() * 60 + wall.getMinutes() - from + 24 * 60) % (24 * 60);
  const length = (to - from + 24 * 60) % (24 * 60);
  if (since >= length) return undefined;
  const end = new Date(now);
  end.setHours(Math.floor(to / 60), to % 60, 0, 0);
  if (end.getTime() <= now) end.setDate(end.getDate() + 1);
  return end.getTime();
}
