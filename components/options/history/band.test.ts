import { describe, expect, test } from 'vitest';
import { bandOf } from './band';

const day = 24 * 60 * 60_000;
const runway = { at: { low: 10 * day, likely: 15 * day, high: 20 * day } };
const last = { at: 0, value: 100 };

describe('the band of a forecast', () => {
  test('goes from the last reading to the soonest and the latest end', () => {
    expect(bandOf(runway, last, 100 * day)).toEqual([
      { at: 0, low: 100, high: 100 },
      { at: 10 * day, low: 0, high: 50 },
      { at: 20 * day, low: 0, high: 0 },
    ]);
  });

  test('ends with the picture', () => {
    expect(bandOf(runway, last, 5 * day)).toEqual([
      { at: 0, low: 100, high: 100 },
      { at: 5 * day, low: 50, high: 75 },
    ]);
  });

  test('is nothing of what is gone, or of a forecast from before the reading', () => {
    expect(bandOf(runway, { at: 0, value: 0 }, day)).toEqual([]);
    expect(bandOf(runway, { at: 11 * day, value: 5 }, 30 * day)).toEqual([]);
  });
});
