import { expect, test } from 'vitest';
import type { Forecast, Runway } from '../runway';
import { forecastSentence, runwaySentence } from './forecast-text';
import { forecast } from './languages/en';

const day = 24 * 60 * 60_000;
const now = new Date(2026, 10, 24, 12).getTime();

function ending(low: number, likely: number, high: number, endsBy: Runway['endsBy'] = 'spend'): Runway {
  const at = { low: now + low * day, likely: now + likely * day, high: now + high * day };
  return { at, perDay: { low: '1', likely: '2', high: '3' }, confidence: 'medium', endsBy };
}

test.each([
  [ending(7, 9, 12), 'runs out in about 9 days'],
  [ending(1, 1.2, 1.5), 'runs out in about 1 day'],
  [ending(15, 22, 33), 'runs out in 2 to 5 weeks'],
  [ending(95, 200, 900), 'runs out in more than 3 months'],
  [ending(0, 0.5, 2), 'runs out in less than a day'],
  [ending(0.5, 1.5, 3), 'runs out in at most 3 days'],
  [ending(9, 9, 9, 'expiry'), 'expires unspent in about 9 days'],
])('a runway is said with no more precision than it has', (runway, expected) => {
  expect(runwaySentence(runway, now, forecast)).toBe(expected);
});

test.each<[Forecast, string]>([
  [{ kind: 'runs-out', ...ending(7, 9, 12) }, 'runs out about 3 Dec'],
  [{ kind: 'runs-out', ...ending(9, 9, 9, 'expiry') }, 'expires unspent about 3 Dec'],
  [{ kind: 'runs-out', ...ending(15, 22, 33) }, 'runs out in 2 to 5 weeks'],
  [{ kind: 'resets-first', resetsAt: now + 7 * day, ...ending(15, 22, 33) }, 'starts anew on 1 Dec, before it runs out'],
  [{ kind: 'not-enough-data' }, 'not enough data for a forecast'],
  [{ kind: 'not-burning' }, 'nothing was spent lately'],
  [{ kind: 'empty' }, 'nothing is left'],
])('a forecast is said with a date where it is precise, and always with its reason', (said, expected) => {
  expect(forecastSentence(said, now, forecast, 'en-GB')).toBe(expected);
});
