import type { Runway } from '@/lib/runway';
import type { ForecastPoint } from './BalanceChart';

/**
 * The range of a forecast as a picture: straight from the last reading down to nothing, soonest and latest.
 *
 * @param last the last reading; `at` and `until` are Unix milliseconds.
 * @param until the picture ends here at the latest.
 */
export function bandOf({ at }: Pick<Runway, 'at'>, last: { at: number; value: number }, until: number): ForecastPoint[] {
  if (last.value <= 0 || at.low < last.at) return [];
  const left = (end: number, instant: number) => (end <= last.at ? 0 : last.value * Math.max(0, (end - instant) / (end - last.at)));
  const instants = [...new Set([last.at, Math.min(at.low, until), Math.min(at.high, until)])];
  return instants.map((instant) => ({ at: instant, low: left(at.low, instant), high: left(at.high, instant) }));
}
