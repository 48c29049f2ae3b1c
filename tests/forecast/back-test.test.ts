import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../source-files';
import { casesOf, kinds } from './histories';
import { judgedOf, shippedName, type Verdict, verdictsOf } from './judge';
import { rowsOf, tablesOf } from './table';

/** Histories that nothing was fitted to: the range was fitted to those from seed 500,001 on. */
const cases = casesOf(40, 2_000_000);
const judged = judgedOf(cases);
const verdicts = verdictsOf(judged);
const shipped = verdicts.find(({ name }) => name === shippedName) as Verdict;
const baselines = verdicts.filter(({ isBaseline }) => isBaseline);
const others = verdicts.filter((verdict) => verdict !== shipped);

test('there is enough to judge by', () => {
  expect(cases.length / 5).toBeGreaterThanOrEqual(300);
  expect(baselines).toHaveLength(2);
  expect(others.length - baselines.length).toBeGreaterThanOrEqual(3);
  expect(judged.length).toBeGreaterThan(cases.length * 0.95);
});

describe('what is shipped', () => {
  test.each(baselines)('is nearer to what happened than the $name', ({ overall }) => {
    expect(shipped.overall.runway).toBeLessThan(overall.runway * 0.9);
    expect(shipped.overall.median).toBeLessThan(overall.median * 0.95);
    expect(shipped.overall.week).toBeLessThan(overall.week);
  });

  test('is as good as the best that was tried, but for what chance decides', () => {
    const best = Math.min(...others.map(({ overall }) => overall.runway));
    expect(shipped.overall.runway).toBeLessThan(best * 1.01);
  });

  test('is on no kind of use much worse than the better baseline', () => {
    for (const kind of kinds) {
      const best = Math.min(...baselines.map((baseline) => baseline.kinds[kind].runway));
      expect(shipped.kinds[kind].runway, kind).toBeLessThan(best * 1.2);
    }
  });
});

describe('the range', () => {
  test('holds what happens in eight of ten cases', () => {
    expect(shipped.overall.range?.held).toBeGreaterThan(0.77);
    expect(shipped.overall.range?.held).toBeLessThan(0.85);
  });

  test('is seldom too hopeful', () => {
    expect(shipped.overall.range?.before).toBeLessThan(0.1);
  });

  test.each(kinds)('holds more than half of what happens with %s use', (kind) => {
    expect(shipped.kinds[kind].range?.held).toBeGreaterThan(0.5);
    expect(shipped.kinds[kind].range?.before).toBeLessThan(0.3);
  });

  test.each([3, 7, 14, 30, 60])('holds after %i days of readings', (days) => {
    const [verdict] = verdictsOf(judged.filter(({ seen }) => seen.case.days === days));
    expect(verdict?.overall.range?.held).toBeGreaterThan(0.72);
    expect(verdict?.overall.range?.held).toBeLessThan(0.9);
  });
});

test('the page about the forecast shows these numbers', () => {
  const page = readFileSync(path.join(root, 'docs/forecast.md'), 'utf8');
  expect(rowsOf(page)).toEqual(tablesOf(verdicts));
});
