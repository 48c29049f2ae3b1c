import { parseDecimal } from '../money/decimal';
import { highestLevel, lowestLevel, mostSamples, type Trend } from '../trend';
import type { SeriesPoint } from './series-point';

const second = 1000;
const spanMs = 30 * 24 * 60 * 60 * second;

interface Sample {
  /** Seconds since 1970. */
  seconds: number;
  amount: string;
}

/**
 * Takes a figure into a trend. What is older than thirty days goes; where there are too many samples, the one goes whose
 * neighbours are closest to each other.
 *
 * @param before of the same account; one of another series is given up.
 * @returns `before` for a point without an amount.
 */
export function trendWith(before: Trend | undefined, { series, point }: SeriesPoint): Trend | undefined {
  const amount = point.value ?? point.used;
  if (amount === undefined) return before;
  const known = before?.series === series ? samplesOf(before) : [];
  const seconds = Math.floor(point.at / second);
  // A clock that was set back begins anew where it is now.
  const earlier = known.filter((sample) => sample.seconds < seconds && sample.seconds >= seconds - spanMs / second);
  if (earlier.at(-1)?.amount === amount && earlier.at(-2)?.amount === amount) earlier.pop();
  const samples = [...earlier, { seconds, amount }];
  while (samples.length > mostSamples) samples.splice(closest(samples), 1);
  return { series, samples: samples.map((sample) => `${sample.seconds.toString(36)}:${sample.amount}`).join(' '), line: lineOf(samples) };
}

/** When a trend begins, Unix milliseconds. */
export function sinceOf({ samples }: Trend): number {
  return Number.parseInt(samples, 36) * second;
}

function samplesOf({ samples }: Trend): Sample[] {
  return samples.split(' ').flatMap((text) => {
    const [seconds = '', amount = ''] = text.split(':');
    const parsed = Number.parseInt(seconds, 36);
    return Number.isNaN(parsed) || parseDecimal(amount) === undefined ? [] : [{ seconds: parsed, amount }];
  });
}

/** The place of the sample that is missed least. The first and the last are not given up. */
function closest(samples: readonly Sample[]): number {
  let found = 1;
  let least = Number.POSITIVE_INFINITY;
  for (let place = 1; place < samples.length - 1; place += 1) {
    const gap = (samples[place + 1]?.seconds ?? 0) - (samples[place - 1]?.seconds ?? 0);
    if (gap >= least) continue;
    least = gap;
    found = place;
  }
  return found;
}

/** Floats are good enough for a picture of twenty pixels, and for nothing else. */
function lineOf(samples: readonly Sample[]): string {
  const amounts = samples.map(({ amount }) => Number(amount));
  const [low, high] = [Math.min(...amounts), Math.max(...amounts)];
  const first = samples[0]?.seconds ?? 0;
  const span = (samples.at(-1)?.seconds ?? 0) - first;
  if (span === 0) return '';
  const levels = amounts.map((amount) => (high === low ? 0.5 : (amount - low) / (high - low)));
  let place = 0;
  return Array.from({ length: mostSamples }, (_, column) => {
    const end = first + (span * column) / (mostSamples - 1);
    while (place + 1 < samples.length && (samples[place + 1]?.seconds ?? 0) <= end) place += 1;
    return String.fromCharCode(lowestLevel + Math.round((levels[place] ?? 0) * highestLevel));
  }).join('');
}
