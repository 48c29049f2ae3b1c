import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldProblem } from './account-fields';

test.each([
  ['path', '/v1/usage', undefined],
  ['path', '/', undefined],
  ['path', 'v1/usage', 'not-a-path'],
  ['path', '//evil.example', 'not-a-path'],
  ['path', '/\\evil.example', 'not-a-path'],
  ['path', '/usage?key=x', 'not-a-path'],
  ['path', '/usage#x', 'not-a-path'],
  ['path', '/two words', 'not-a-path'],
  ['path', 'https://evil.example/', 'not-a-path'],
  ['path', '', 'not-a-path'],
  ['path', `/${'x'.repeat(300)}`, 'too-long'],
  ['remainingPointer', '/data/0/amount', undefined],
  ['remainingPointer', 'data', 'not-a-pointer'],
  ['totalPointer', '/~2', 'not-a-pointer'],
  ['unit', 'USD', undefined],
  ['unit', 'x'.repeat(25), 'too-long'],
  ['userId', '1024', undefined],
  ['userId', 'alice', 'not-digits'],
  ['userId', '１２', 'not-digits'],
  ['userId', '-1', 'not-digits'],
  ['userId', '1\n2', 'not-digits'],
  ['userId', '1'.repeat(41), 'too-long'],
  ['counter', 'team/a.b: 用量', undefined],
  ['counter', 'two\nlines', 'not-a-name'],
  ['counter', 'half a pair \ud83d', 'not-a-name'],
  ['counter', 'x'.repeat(121), 'too-long'],
  ['budget', '100000', undefined],
  ['budget', '0', undefined],
  ['budget', '-1', 'not-an-amount'],
  ['budget', '1,000', 'not-an-amount'],
  ['budget', 'Infinity', 'not-an-amount'],
  ['scale', '0.01', undefined],
  ['scale', '0', 'not-an-amount'],
  ['scale', '-1', 'not-an-amount'],
  ['remainingHeader', 'X-Quota-Remaining', undefined],
  ['limitHeader', 'RateLimit-Policy;q', undefined],
  ['remainingHeader', 'x quota', 'not-a-header'],
  ['resetHeader', 'x-reset:', 'not-a-header'],
  ['pageUrl', 'https://chat.example.com', undefined],
  ['pageUrl', 'http://chat.example.com', 'not-an-address'],
] as const)('%s %o: %s', (name, value, problem) => {
  expect(fieldProblem(name, value)).toBe(problem);
});

describe('a path that is let through', () => {
  test('stays on its host', () => {
    const typed = fc.oneof(fc.string(), fc.webUrl(), fc.stringMatching(/^\/[\\/@:.%a-z\t]{0,12}$/));
    fc.assert(
      fc.property(typed, (path) => {
        if (fieldProblem('path', path) !== undefined) return;
        const url = new URL(`https://relay.example.com${path}`);
        expect([url.origin, url.search, url.hash]).toEqual(['https://relay.example.com', '', '']);
      }),
    );
  });
});
