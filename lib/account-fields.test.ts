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
  ['userId', 'anything at all', undefined],
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
