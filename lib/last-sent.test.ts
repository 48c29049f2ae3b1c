import { describe, expect, test } from 'vitest';
import { lastSentAt } from './last-sent';

const attempt = (at: number, more: object = {}) => ({ method: 'usage', path: '/v1/usage', at, ...more });

describe('a key was last sent', () => {
  test('when the service last answered, whatever it said', () => {
    const refused = attempt(7, { status: 401, failure: { kind: 'unauthorized' } });
    expect(lastSentAt({ attempts: [attempt(5, { status: 200 }), refused], readAt: 5 })).toBe(7);
  });

  test('when a request left and no answer came', () => {
    expect(lastSentAt({ attempts: [attempt(7, { failure: { kind: 'timeout' } })] })).toBe(7);
  });

  test('not when the request was held back: then when the figure came', () => {
    const heldBack = [attempt(9, { failure: { kind: 'permission-missing', origins: [] } }), attempt(9, { failure: { kind: 'locked' } })];
    expect(lastSentAt({ attempts: heldBack, readAt: 5 })).toBe(5);
    expect(lastSentAt({ attempts: heldBack })).toBeUndefined();
  });
});
