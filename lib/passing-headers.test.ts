import { expect, test } from 'vitest';
import { headerNames, headerPlaces } from './passing-headers';

test('without a word the usual header tells what is left', () => {
  expect(headerPlaces({})).toEqual({ remaining: { name: 'x-quota-remaining' } });
});

test('where a header tells what is used, none is assumed that tells what is left', () => {
  expect(headerPlaces({ usedHeader: 'X-Spend', limitHeader: 'X-Budget' })).toEqual({ used: { name: 'x-spend' }, limit: { name: 'x-budget' } });
});

test("the parameters of the IETF's header are known, and can be named", () => {
  const fields = { remainingHeader: 'RateLimit', limitHeader: 'RateLimit-Policy', resetHeader: 'RateLimit;x' };
  expect(headerPlaces(fields)).toEqual({
    remaining: { name: 'ratelimit', parameter: 'r' },
    limit: { name: 'ratelimit-policy', parameter: 'q' },
    reset: { name: 'ratelimit', parameter: 'x' },
  });
  expect(headerNames(fields)).toEqual(['ratelimit', 'ratelimit-policy']);
});
