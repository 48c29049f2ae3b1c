import { describe, expect, test } from 'vitest';
import { balanceOf } from '../../tests/sample-snapshot';
import type { Forecast, Runway } from '../runway';
import { contextOf, forecast, lastingIn, runwayIn } from './forecast';
import { type ForecastPoint, pointOf } from './points';

const hour = 60 * 60_000;
const day = 24 * hour;
const now = Date.UTC(2026, 7, 15, 12);

/** Readings every so many hours, up to now. */
function readings(hours: number, every: number, remaining: (hoursAgo: number) => number, more: Partial<ForecastPoint> = {}): ForecastPoint[] {
  return Array.from({ length: Math.floor(hours / every) + 1 }, (_, index) => {
    const ago = hours - index * every;
    return { at: now - ago * hour, remaining: remaining(ago).toFixed(4), ...more };
  });
}

/** A dollar an hour, 216 left: nine days. */
const steady = readings(20 * 24, 1, (ago) => 216 + ago);

function runway(said: Forecast): Runway {
  if (said.kind !== 'runs-out' && said.kind !== 'resets-first') throw new Error(said.kind);
  return said;
}

const days = (said: Forecast) => (runway(said).at.likely - now) / day;

describe('a balance that is spent steadily', () => {
  const said = forecast(steady, { now });

  test('runs out when it is divided by what a day costs', () => {
    expect(said).toMatchObject({ kind: 'runs-out', perDay: { likely: '24' }, endsBy: 'spend', confidence: 'high' });
    expect(days(said)).toBeCloseTo(9, 5);
  });

  test('has a range around it, in order', () => {
    const { at, perDay } = runway(said);
    expect(at.low).toBeGreaterThan(now + 5 * day);
    expect(at.low).toBeLessThan(at.likely);
    expect(at.high).toBeGreaterThan(at.likely);
    expect(at.high).toBeLessThan(now + 15 * day);
    expect(Number(perDay.low)).toBeLessThan(24);
    expect(Number(perDay.high)).toBeGreaterThan(24);
  });

  test('has the same end whenever one asks until the next reading', () => {
    expect(runway(forecast(steady, { now: now + 2 * day })).at.likely).toBe(runway(said).at.likely);
  });

  test('has run out by now where the reading is old enough for that', () => {
    const short = readings(20 * 24, 1, (ago) => 48 + ago);
    expect(days(forecast(short, { now: now + 4 * day }))).toBe(4);
  });
});

describe('a figure that holds until something is entered', () => {
  const nextWeek = now + 8 * day;

  test('says as much a week later as if it had been read again then', () => {
    const last = steady.at(-1) as ForecastPoint;
    expect(forecast(steady, { now: nextWeek })).toEqual({ kind: 'not-enough-data' });
    expect(forecast(steady, { now: nextWeek, holdsUntil: null })).toEqual(forecast([...steady, { ...last, at: nextWeek }], { now: nextWeek }));
  });

  test('is known for days on which nothing was spent, so that it lasts longer', () => {
    expect((runway(forecast(steady, { now: nextWeek, holdsUntil: null })).at.likely - nextWeek) / day).toBeGreaterThan(9);
  });

  test('is as old as that instant where it holds until one', () => {
    expect(forecast(steady, { now: now + 30 * day, holdsUntil: now + 2 * day })).toEqual({ kind: 'not-enough-data' });
    expect(runway(forecast(steady, { now: now + 4 * day, holdsUntil: now + 2 * day }))).toEqual(
      runway(forecast([...steady, { ...(steady.at(-1) as ForecastPoint), at: now + 2 * day }], { now: now + 4 * day })),
    );
  });

  test('changes nothing at the instant of its reading, in whatever order the points are', () => {
    expect(forecast(steady.toReversed(), { now, holdsUntil: null })).toEqual(forecast(steady, { now }));
  });
});

describe('nothing is guessed', () => {
  test.each<[string, ForecastPoint[]]>([
    ['without a reading', []],
    ['with one', steady.slice(-1)],
    ['with two far apart', [steady[0], steady.at(-1)] as ForecastPoint[]],
    ['from a day of readings', readings(24, 1, (ago) => 100 + ago)],
    ['from readings that are long past', steady.map(({ at, remaining }) => ({ at: at - 8 * day, remaining }))],
    ['from readings of a clock that was set back since', steady.map(({ at, remaining }) => ({ at: at + 30 * day, remaining }))],
    ['of a limit that has started anew since the last reading', steady.map((point) => ({ ...point, resetsAt: now }))],
  ])('%s', (_, points) => {
    expect(forecast(points, { now })).toEqual({ kind: 'not-enough-data' });
  });

  test('of money that nobody spends', () => {
    expect(
      forecast(
        readings(60 * 24, 6, (ago) => (ago > 29 * 24 ? 100 : 50)),
        { now },
      ),
    ).toEqual({ kind: 'not-burning' });
  });

  test.each(['0', '-3.5'])('where %s is left', (remaining) => {
    expect(forecast([...steady, { at: now, remaining }], { now })).toEqual({ kind: 'empty' });
  });
});

describe('a rise', () => {
  test('is a top-up, and what a day costs stays the same', () => {
    const topped = readings(20 * 24, 1, (ago) => (ago > 100 ? 216 + ago - 200 : 216 + ago));
    expect(days(forecast(topped, { now }))).toBeCloseTo(9, 0);
    expect(Number(runway(forecast(topped, { now })).perDay.likely)).toBeCloseTo(24, 0);
  });

  test('in a time without readings hides what was spent then, so that time is left out', () => {
    const hidden = readings(20 * 24, 1, (ago) => (ago > 100 ? 216 + ago - 200 : 216 + ago)).filter(({ at }) => at < now - 170 * hour || at > now - 90 * hour);
    expect(runway(forecast(hidden, { now })).perDay.likely).toBe('24');
  });
});

describe('credit that expires', () => {
  /** Fifty dollars were lost a hundred hours ago. */
  const lost = readings(20 * 24, 1, (ago) => 216 + ago + (ago >= 100 ? 50 : 0));
  const expired = { left: '50', expiresAt: now - 99.5 * hour };

  test('is not spent when it goes', () => {
    expect(runway(forecast(lost, { now, credits: [expired] })).perDay.likely).toBe('24');
    expect(Number(runway(forecast(lost, { now })).perDay.likely)).toBeGreaterThan(24);
  });

  test('is not spent either where the readings themselves told of it', () => {
    const told = lost.map((point) => ({ ...point, expiring: [expired] }));
    expect(runway(forecast(told, { now })).perDay.likely).toBe('24');
  });

  test('shortens what is left', () => {
    const credits = [{ left: '144', expiresAt: now + 2 * day }];
    // Of 144 dollars 48 are spent in time; the other 72 last three days more.
    expect(days(forecast(steady, { now, credits }))).toBeCloseTo(5, 5);
  });

  test('does not where it is spent before', () => {
    expect(days(forecast(steady, { now, credits: [{ left: '24', expiresAt: now + 2 * day }] }))).toBeCloseTo(9, 5);
  });

  test('ends it all where there is nothing else', () => {
    const said = forecast(steady, { now, credits: [{ left: '500', expiresAt: now + 2 * day }] });
    expect(said).toMatchObject({ endsBy: 'expiry', at: { low: now + 2 * day, likely: now + 2 * day, high: now + 2 * day }, confidence: 'high' });
  });

  test('ends what nobody spends', () => {
    const idle = readings(20 * 24, 6, () => 80);
    expect(forecast(idle, { now, credits: [{ left: '80', expiresAt: now + 40 * day }] })).toMatchObject({
      kind: 'runs-out',
      endsBy: 'expiry',
      at: { likely: now + 40 * day },
      perDay: { likely: '0' },
    });
    expect(forecast(idle, { now, credits: [{ left: '30', expiresAt: now + 40 * day }] })).toEqual({ kind: 'not-burning' });
  });

  test('is the whole account where the key itself expires', () => {
    expect(forecast(steady, { now, expiresAt: now + 3 * day })).toMatchObject({ endsBy: 'expiry', at: { likely: now + 3 * day } });
    expect(forecast(steady, { now, expiresAt: null })).toMatchObject({ endsBy: 'spend' });
  });
});

describe('a limit that starts anew', () => {
  const monthly = (resetsAt: number) => steady.map((point) => ({ ...point, resetsAt }));

  test('does so before it runs out', () => {
    expect(forecast(monthly(now + 4 * day), { now })).toMatchObject({ kind: 'resets-first', resetsAt: now + 4 * day, perDay: { likely: '24' } });
  });

  test('may come too late', () => {
    expect(forecast(monthly(now + 20 * day), { now })).toMatchObject({ kind: 'runs-out' });
  });

  test('hides what was spent across it', () => {
    const resetAt = now - 100.5 * hour;
    const points = readings(20 * 24, 1, (ago) => (ago > 100 ? 400 + ago : 216 + ago)).map((point) =>
      point.at < resetAt ? { ...point, resetsAt: resetAt } : { ...point, resetsAt: now + 29 * day },
    );
    expect(runway(forecast(points, { now })).perDay.likely).toBe('24');
  });
});

describe('one huge day', () => {
  test('does not become every day', () => {
    const huge = readings(27 * 24, 1, (ago) => 216 + ago + (ago > 48 ? 1000 : 0));
    expect(Number(runway(forecast(huge, { now })).perDay.likely)).toBeLessThan(27);
  });
});

describe('amounts of any size', () => {
  test.each(['0.000000000001', '1', '900000000000000000000'])('%s', (size) => {
    const points = readings(10 * 24, 3, (ago) => 50 + ago / 3).map(({ at, remaining }) => ({ at, remaining: (Number(remaining) * Number(size)).toFixed(18) }));
    const { perDay } = runway(forecast(points, { now }));
    for (const amount of Object.values(perDay)) expect(amount).toMatch(/^\d{1,24}(?:\.\d{1,40})?$/);
  });
});

describe('from a reading', () => {
  const grants = [
    { amount: { value: '20', unit: 'USD' }, used: { value: '5', unit: 'USD' }, expiresAt: now + day },
    { amount: { value: '7', unit: 'CNY' }, expiresAt: now + day },
    { amount: { value: '7', unit: 'USD' }, effectiveAt: now + hour, expiresAt: now + day },
    { amount: { value: '7', unit: 'USD' }, used: { value: '8', unit: 'USD' }, expiresAt: now + day },
    { amount: { value: '7', unit: 'USD' }, expiresAt: null },
  ];

  test('comes what expires of it, in its own unit', () => {
    const reading = balanceOf('30', 'USD', { grants, expiresAt: now + 9 * day });
    expect(contextOf(reading, now)).toEqual({ now, credits: [{ left: '15', expiresAt: now + day }], expiresAt: now + 9 * day });
    expect(pointOf(reading, now)).toEqual({ at: now, remaining: '30', expiring: [{ left: '15', expiresAt: now + day }] });
  });

  test('comes when its limit starts anew, and never that of a balance', () => {
    const windows = [
      { period: 'month' as const, limit: { value: '50', unit: 'USD' }, resetsAt: now + 9 * day },
      { period: 'day' as const, resetsAt: now + day },
    ];
    expect(pointOf(balanceOf('30', 'USD', { windows, meaning: 'budget' }), now)?.resetsAt).toBe(now + 9 * day);
    expect(pointOf(balanceOf('30', 'USD', { windows }), now)).toEqual({ at: now, remaining: '30' });
  });

  test('comes no point where no amount is told', () => {
    const { remaining: _, ...spend } = balanceOf('0', 'USD', { meaning: 'spend' });
    expect(pointOf(spend, now)).toBeUndefined();
    expect(pointOf({ ...balanceOf('0'), remaining: 'unlimited' }, now)).toBeUndefined();
  });
});

test('what a reading says of how long it holds is what the forecast is told', () => {
  expect(contextOf(balanceOf('5', 'USD', { holdsUntil: null }), now)).toMatchObject({ holdsUntil: null });
  expect(contextOf(balanceOf('5'), now)).not.toHaveProperty('holdsUntil');
});

test('pages see the runway of what runs out, and of nothing else', () => {
  const said = forecast(steady, { now });
  expect(runwayIn(said)).toEqual({ at: runway(said).at, perDay: runway(said).perDay, confidence: 'high', endsBy: 'spend' });
  expect(runwayIn({ kind: 'not-burning' })).toBeUndefined();
  expect(
    runwayIn(
      forecast(
        steady.map((point) => ({ ...point, resetsAt: now + day })),
        { now },
      ),
    ),
  ).toBeUndefined();
});

test('pages see why something does not run out, where that is known', () => {
  const limit = steady.map((point) => ({ ...point, resetsAt: now + day }));
  expect(lastingIn(forecast(limit, { now }))).toEqual({ kind: 'resets-first', resetsAt: now + day });
  expect(lastingIn({ kind: 'not-burning' })).toEqual({ kind: 'not-burning' });
  for (const said of [forecast(steady, { now }), forecast([], { now })]) expect(lastingIn(said)).toBeUndefined();
});

test('ten years of readings cost a few milliseconds', () => {
  const points = readings(10 * 365 * 24, 17.52, (ago) => 1000 + ago);
  expect(points.length).toBeGreaterThan(5000);
  const shuffled = points.toSorted((left, right) => (left.at % 7919) - (right.at % 7919));
  const time = (series: ForecastPoint[]) => {
    const start = performance.now();
    forecast(series, { now });
    return performance.now() - start;
  };
  // The best of some: a machine with other work to do says nothing about this one.
  expect(Math.min(...Array.from({ length: 9 }, () => time(points)))).toBeLessThan(5);
  expect(Math.min(...Array.from({ length: 9 }, () => time(shuffled)))).toBeLessThan(25);
});
