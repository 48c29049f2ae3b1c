import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type Failure, FailureError, fail, failureOf, failurePolicy } from './failure';
import { failureSchema } from './failure-schema';
import { failure as sentences } from './i18n/languages/en';

const everyKind = Object.keys(failurePolicy);

describe('a thrown failure', () => {
  test('is found again as it was thrown', () => {
    const failure: Failure = { kind: 'rate-limited', retryAt: 5 };
    let thrown: unknown;
    try {
      fail(failure);
    } catch (error) {
      thrown = error;
    }
    expect(failureOf(thrown, { kind: 'network' })).toBe(failure);
  });

  test('says its kind and nothing else', () => {
    expect(new FailureError({ kind: 'bad-response', detail: '/data' }).message).toBe('bad-response');
    expect(String(new FailureError({ kind: 'unauthorized' }, new Error('sk-secret')))).toBe('FailureError: unauthorized');
  });
});

test.each([new Error('Invalid header value sk-secret'), new DOMException('x', 'AbortError'), { failure: { kind: 'unauthorized' } }, 'text', undefined, null])(
  'whatever else is thrown becomes the fallback, without its text: %o',
  (thrown) => {
    expect(failureOf(thrown, { kind: 'network' })).toEqual({ kind: 'network' });
  },
);

describe('every kind of failure', () => {
  test('can be stored, has a rule for the scheduler and a sentence', () => {
    const stored = failureSchema.def.options.map((option) => option.shape.kind.def.values[0]);
    expect(stored.toSorted()).toEqual(everyKind.toSorted());
    expect(Object.keys(sentences).toSorted()).toEqual(everyKind.toSorted());
  });

  test('that only a person can mend is not tried again by itself', () => {
    for (const kind of [
      'unauthorized',
      'forbidden',
      'redirected',
      'permission-missing',
      'session-missing',
      'session-expired',
      'locked',
      'unsupported',
    ] as const) {
      expect(failurePolicy[kind].retry).toBe('stop');
    }
    for (const kind of ['network', 'timeout', 'unavailable'] as const) expect(failurePolicy[kind].retry).toBe('backoff');
  });
});

test.each([
  { kind: 'unknown' },
  { kind: 'rate-limited' },
  { kind: 'rate-limited', retryAt: '5' },
  { kind: 'bad-response', detail: 'x'.repeat(121) },
  { kind: 'damaged', part: 'everything' },
  {},
  null,
])('a stored record that is no failure is refused: %o', (record) => {
  expect(z.safeParse(failureSchema, record).success).toBe(false);
});

test('a failure is stored by its own fields only', () => {
  expect(z.parse(failureSchema, { kind: 'unauthorized', message: 'sk-secret' })).toEqual({ kind: 'unauthorized' });
});
