import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failurePolicy } from '../failure';
import { classify } from './classify';
import type { HttpAnswer } from './http';

const now = Date.UTC(2026, 7, 15, 12);
const silentWaitMs = 20 * 60_000;
const json: HttpAnswer['content'] = { kind: 'json', body: {} };
const judge = (answer: Partial<HttpAnswer>) => classify({ status: 200, content: json, challenged: false, ...answer }, '/balance', now, silentWaitMs);

test('a success with a JSON body is no failure', () => {
  expect(judge({})).toBeUndefined();
});

test.each([
  [401, json, { kind: 'unauthorized' }],
  [401, { kind: 'page' }, { kind: 'unauthorized' }],
  [402, json, { kind: 'exhausted' }],
  [403, json, { kind: 'forbidden' }],
  [403, { kind: 'empty' }, { kind: 'forbidden' }],
  [403, { kind: 'page' }, { kind: 'challenge' }],
  [403, { kind: 'other' }, { kind: 'challenge' }],
  [404, { kind: 'page' }, { kind: 'unsupported', detail: '/balance' }],
  [405, json, { kind: 'unsupported', detail: '/balance' }],
  [410, json, { kind: 'unsupported', detail: '/balance' }],
  [400, json, { kind: 'bad-response', detail: 'HTTP 400' }],
  [418, json, { kind: 'bad-response', detail: 'HTTP 418' }],
  [500, json, { kind: 'unavailable', status: 500 }],
  [502, { kind: 'page' }, { kind: 'unavailable', status: 502 }],
  [599, { kind: 'empty' }, { kind: 'unavailable', status: 599 }],
  [200, { kind: 'page' }, { kind: 'challenge' }],
  [200, { kind: 'empty' }, { kind: 'bad-response', detail: 'empty' }],
  [204, { kind: 'empty' }, { kind: 'bad-response', detail: 'empty' }],
  [200, { kind: 'other' }, { kind: 'bad-response', detail: 'content-type' }],
] as const)('%i with %o is %o', (status, content, expected) => {
  expect(judge({ status, content })).toEqual(expected);
});

describe('a wait', () => {
  test('that is named is kept', () => {
    expect(judge({ status: 429, retryAt: now + 5 })).toEqual({ kind: 'rate-limited', retryAt: now + 5 });
    expect(judge({ status: 503, retryAt: now + 5 })).toEqual({ kind: 'rate-limited', retryAt: now + 5 });
  });

  test("that is not named is the provider's", () => {
    expect(judge({ status: 429, content: { kind: 'empty' } })).toEqual({ kind: 'rate-limited', retryAt: now + silentWaitMs });
    expect(judge({ status: 503 })).toEqual({ kind: 'unavailable', status: 503 });
  });
});

test('a gate that asks for a browser check goes before every status', () => {
  for (const status of [200, 401, 403, 429, 503]) expect(judge({ status, challenged: true })).toEqual({ kind: 'challenge' });
});

test('every refusal and every body but JSON is a failure that the scheduler knows', () => {
  const contents = fc.constantFrom<HttpAnswer['content']>(json, { kind: 'page' }, { kind: 'other' }, { kind: 'empty' });
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), contents, fc.boolean(), (status, content, challenged) => {
      const failure = judge({ status, content, challenged });
      if (status < 400 && content.kind === 'json' && !challenged) expect(failure).toBeUndefined();
      else expect(failure && failurePolicy[failure.kind]).toBeDefined();
    }),
  );
});

test('a path of any length fits into a failure', () => {
  expect(classify({ status: 404, content: json, challenged: false }, `/${'x'.repeat(300)}`, now, 0)).toMatchObject({ detail: `/${'x'.repeat(119)}` });
});
