import type { ExpiringCredit, ForecastPoint } from '../../lib/forecast/points';
import { type Random, seeded } from './random';

const hour = 60 * 60_000;
/** Monday, 2 February 2026, 00:00 UTC. */
const start = Date.UTC(2026, 1, 2);
/** Days of use before the first cut may be judged, and how far the future is known. */
const pastDays = 64;
const futureDays = 365;
/** How many days of readings there are when a forecast is asked for. */
const cutDays = [3, 7, 14, 30, 60] as const;
/** No runway is told to be longer than this many days: the future ends there. */
export const furthestDays = futureDays;

/** A forecast to make, and what then happened. */
export interface Case {
  kind: Kind;
  /** Days of readings so far. */
  days: number;
  points: ForecastPoint[];
  /** Unix milliseconds. */
  now: number;
  /** Credits that expire, past and future. */
  credits: ExpiringCredit[];
  /** What then happened. */
  actual: {
    /** Days until nothing was left, at most {@link furthestDays}. */
    runway: number;
    /** Spent in the next seven days. */
    week: number;
  };
  /** What the same person spends in seven days on average: what an error of spend is held against. */
  usualWeek: number;
}

/** What somebody spends on a day, as a multiple of their usual; `day` counts from the first reading and 0 is a Monday. */
type Usage = (random: Random) => (day: number) => number;

const weekend = (day: number) => ((day % 7) + 7) % 7 >= 5;

/** Kinds of use. A kind may also say how its readings are made. */
const usages = {
  steady: (random) => () => random.noise(0.15),
  bursty(random) {
    const share = random.between(0.2, 0.5);
    return () => (random.uniform() < share ? random.noise(0.9) / share : 0.02);
  },
  weekdays(random) {
    const rest = random.between(0, 0.15);
    return (day) => (weekend(day) ? rest : 1.4) * random.noise(0.3);
  },
  growing(random) {
    const doubling = random.between(20, 60);
    return (day) => Math.min(8, 2 ** (day / doubling)) * random.noise(0.3);
  },
  shrinking(random) {
    const halving = random.between(15, 45);
    return (day) => Math.max(0.1, 2 ** (-day / halving)) * random.noise(0.3);
  },
  'one huge day'(random) {
    const huge = Math.floor(random.between(1, 50));
    const size = random.between(15, 50);
    return (day) => (day === huge ? size : random.noise(0.3));
  },
  'another level'(random) {
    const change = Math.floor(random.between(2, 55));
    const factor = random.uniform() < 0.5 ? random.between(2, 5) : 1 / random.between(2, 5);
    return (day) => (day < change ? 1 : factor) * random.noise(0.3);
  },
  'top-ups': (random) => (day) => (weekend(day) ? 0.6 : 1.15) * random.noise(0.4),
  'idle spells'(random) {
    let isIdle = random.uniform() < 0.5;
    let until = 0;
    return (day) => {
      if (day >= until) {
        isIdle = !isIdle;
        until = day + Math.ceil(random.between(4, 18));
      }
      return isIdle ? 0 : 2 * random.noise(0.4);
    };
  },
  'few readings': (random) => (day) => (weekend(day) ? 0.3 : 1.25) * random.noise(0.5),
  'expiring credit': (random) => () => random.noise(0.3),
} satisfies Record<string, Usage>;

export type Kind = keyof typeof usages;
export const kinds = Object.keys(usages) as Kind[];

/** All cases of so many histories of each kind. */
export function casesOf(histories: number, firstSeed: number): Case[] {
  return kinds.flatMap((kind, place) => Array.from({ length: histories }, (_, index) => history(kind, firstSeed + place * 10_000 + index)).flat());
}

function history(kind: Kind, seed: number): Case[] {
  const random = seeded(seed);
  const scale = random.magnitude(0.4, 60);
  const spent = cumulative(usages[kind](random), scale, random);
  const usualWeek = ((spent.at(-1) as number) / (pastDays + futureDays)) * 7;
  return cutDays.map((days) => {
    // Forecasts are asked for at any hour of any day of the week.
    const cut = days * 24 + Math.floor(random.between(0, 72));
    const level =
      kind === 'growing' || kind === 'shrinking' || kind === 'another level' ? Math.max(scale * 0.1, (at(spent, cut) - at(spent, cut - 72)) / 3) : scale;
    const balance = Math.max(0.01, cents(level * random.magnitude(2, 90)));
    const expiring = kind === 'expiring credit' ? credits(random, balance, scale, cut) : undefined;
    return {
      kind,
      days,
      now: start + cut * hour + Math.floor(random.between(0, hour / 4)),
      points: pointsUntil(kind, cut, balance, scale, spent, random, expiring?.past),
      credits: expiring?.all ?? [],
      actual: { runway: runwayOf(balance, cut, spent, expiring?.future), week: at(spent, cut + 7 * 24) - at(spent, cut) },
      usualWeek,
    };
  });
}

/** What was spent until each hour, from the first one on. */
function cumulative(usage: (day: number) => number, scale: number, random: Random): number[] {
  const [from, to] = [Math.floor(random.between(6, 11)), Math.floor(random.between(15, 24))];
  const spent = [0];
  for (let day = 0; day < pastDays + futureDays; day++) {
    const amount = usage(day) * scale;
    const weights = Array.from({ length: 24 }, (_, index) => (index >= from && index < to ? 1 : 0.05) * random.uniform());
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    for (const weight of weights) spent.push((spent.at(-1) as number) + (amount * weight) / all);
  }
  return spent;
}

function at(spent: readonly number[], index: number): number {
  return spent[Math.min(spent.length - 1, Math.max(0, index))] as number;
}

/** Readings of what was left, so that the balance is there at the cut. */
function pointsUntil(
  kind: Kind,
  cut: number,
  balance: number,
  scale: number,
  spent: readonly number[],
  random: Random,
  expired?: ExpiringCredit,
): ForecastPoint[] {
  const readings: number[] = [];
  for (let index = 0; index <= cut; index++) if (index === cut || isRead(kind, index, cut, random)) readings.push(index);
  const size = scale * random.between(5, 30);
  // Backwards from the cut: what was bought later was not there before.
  const topUps = kind === 'top-ups' ? topUpHours(cut, size / scale, random) : [];
  return readings.map((index) => {
    const bought = topUps.filter((topUp) => topUp > index).length * size;
    const lost = expired && start + index * hour < expired.expiresAt ? Number(expired.left) : 0;
    const remaining = balance + (at(spent, cut) - at(spent, index)) - bought + lost;
    return { at: start + index * hour, remaining: cents(remaining).toFixed(2) };
  });
}

/** Every hour of the last two weeks and every third before; where there are few readings, while the browser is open. */
function isRead(kind: Kind, index: number, cut: number, random: Random): boolean {
  if (kind === 'few readings') return index % 24 >= 9 && index % 24 < 13 && !weekend(Math.floor(index / 24)) && random.uniform() < 0.3;
  return cut - index <= 14 * 24 ? random.uniform() < 0.95 : index % 3 === 0;
}

function topUpHours(cut: number, days: number, random: Random): number[] {
  const hours: number[] = [];
  for (let index = cut - random.between(0, days) * 24; index > 0; index -= days * 24 * random.noise(0.2)) hours.push(Math.floor(index));
  return hours;
}

/** One credit that has expired with something left, and one that will. */
function credits(random: Random, balance: number, scale: number, cut: number) {
  const past = { left: cents(scale * random.between(2, 20)).toFixed(2), expiresAt: start + Math.floor(random.between(4, cut - 2)) * hour };
  const future = { left: cents(balance * random.between(0.3, 0.9)).toFixed(2), expiresAt: start + (cut + Math.floor(random.between(48, 40 * 24))) * hour };
  return { past, future, all: [past, future] };
}

function runwayOf(balance: number, cut: number, spent: readonly number[], expiring?: ExpiringCredit): number {
  let left = balance;
  for (let index = cut; index < cut + futureDays * 24; index++) {
    // What expires is spent first; what of it is not spent by then is lost.
    if (expiring && expiring.expiresAt === start + index * hour) {
      const unspent = Number(expiring.left) - (at(spent, index) - at(spent, cut));
      if (unspent > 0) left -= unspent;
    }
    if (left <= 0) return (index - cut) / 24;
    left -= at(spent, index + 1) - at(spent, index);
    if (left <= 0) return Math.min(futureDays, (index + 1 - cut) / 24);
    if (index + 1 >= spent.length - 1) break;
  }
  return futureDays;
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
