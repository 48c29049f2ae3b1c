/**
 * Writes how many days are left in three characters at most, rounded down: `<1d`, `9d`, `3w`, `2y`. Weeks from the third on,
 * years from the first: a forecast does not know it better.
 *
 * @param days zero or more.
 */
export function daysText(days: number): string {
  if (days <= 0) return '0d';
  if (days < 1) return '<1d';
  if (days < 21) return `${Math.floor(days)}d`;
  return days < 365 ? `${Math.floor(days / 7)}w` : `${Math.min(99, Math.floor(days / 365.25) || 1)}y`;
}
