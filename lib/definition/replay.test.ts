import { describe, expect, test } from 'vitest';
import { definitionOfFields } from './definition-of-fields';
import { readDefinition } from './read-definition';
import { replay } from './replay';
import type { Definition } from './schema';
import { definitionText, templates } from './templates';

const now = Date.UTC(2026, 7, 15, 12);

function definitionFrom(raw: object): Definition {
  const read = readDefinition(JSON.stringify(raw));
  if (!read.ok) throw new Error(read.problem.reason);
  return read.definition;
}

describe('a replay', () => {
  test('shows each step: the request without the key, what was found where, what it came to, and the reading', () => {
    const { steps, outcome } = replay(templates.company(), [{ body: '{"total_quota": 100000, "used_quota": 36420}' }], now);
    expect(steps).toEqual([
      { kind: 'request', number: 1, request: { method: 'GET', path: '/v1/usage', headers: {}, auth: 'bearer', answer: 'json', keepHeaders: [] } },
      { kind: 'found', place: 'reading.granted', where: '/total_quota', value: '100000' },
      { kind: 'result', place: 'reading.granted', value: '100000' },
      { kind: 'found', place: 'reading.used', where: '/used_quota', value: '36420' },
      { kind: 'result', place: 'reading.used', value: '36420' },
    ]);
    expect(outcome).toMatchObject({ kind: 'reading', reading: { remaining: { value: '63580', unit: 'tokens' }, rule: { kind: 'limit-minus-used' } } });
  });

  test('puts the first answer into the second request, and asks for the second one', () => {
    const first = '{"data":[{"id":"p 1","name":"Team","limit":50}]}';
    const { steps, outcome } = replay(templates['two-requests'](), [{ body: first }], now);
    expect(outcome).toEqual({ kind: 'unanswered', number: 2 });
    expect(steps.at(-1)).toMatchObject({ kind: 'request', number: 2, request: { path: '/v1/projects/p%201/usage?from=2026-08-01&to=2026-08-15' } });
    expect(replay(templates['two-requests'](), [{ body: first }, { body: '{"total_usage":1234.5}' }], now).outcome).toMatchObject({
      kind: 'reading',
      reading: { remaining: { value: '37.655' } },
    });
  });

  test.each([
    'HTTP/2 200\nx-quota-remaining: 45000\nX-Quota-Limit: 100000\nx-quota-reset: 1790000000',
    '< HTTP/1.1 200 OK\r\n< x-quota-remaining: 45000\r\n< x-quota-limit: 100000\r\n< x-quota-reset: 1790000000\r\n',
    'x-quota-remaining:45000\nx-quota-limit:100000\nx-quota-reset:1790000000\nset-cookie: a=b',
  ])('reads a block of headers as browsers and curl show it', (headers) => {
    expect(replay(templates['quota-header'](), [{ headers }], now).outcome).toMatchObject({
      kind: 'reading',
      reading: { remaining: { value: '45000' }, granted: { value: '100000' }, windows: [{ resetsAt: 1_790_000_000_000 }] },
    });
  });

  test('reads headers and body that were pasted as one', () => {
    const body = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"total_quota": 5, "used_quota": 1}';
    expect(replay(definitionOfFields({}), [{ body }], now).outcome).toMatchObject({ kind: 'reading', reading: { remaining: { value: '4' } } });
  });
});

describe('a replay that fails says where, in the definition and in the answer', () => {
  test.each<[string, Definition, { body?: string; headers?: string }, object]>([
    [
      'a pointer to nothing',
      templates.company(),
      { body: '{"total_quota": 5}' },
      { place: 'reading.used', failure: { kind: 'bad-response', detail: '/used_quota' } },
    ],
    ['no JSON', templates.company(), { body: '{"total_quota": 5' }, { place: 'requests[0]', failure: { kind: 'bad-response', detail: 'json' } }],
    ['a page', templates.company(), { body: '<!doctype html>' }, { place: 'requests[0]', failure: { kind: 'challenge' } }],
    ['10 MB', templates.company(), { body: '0'.repeat(10 * 1024 * 1024) }, { place: 'requests[0]', failure: { kind: 'bad-response', detail: 'size' } }],
    ['10,000 levels', templates.company(), { body: `${'['.repeat(10_000)}${']'.repeat(10_000)}` }, { failure: { kind: 'bad-response', detail: 'nesting' } }],
    [
      'an error that is none by its status',
      templates['error-at-200'](),
      { body: '{"code":401,"msg":"no"}' },
      { place: 'requests[0].success', failure: { kind: 'bad-response', detail: 'success: /code == 0', said: 'no' } },
    ],
    [
      'a status of an error',
      templates.company(),
      { headers: 'HTTP/1.1 500 Oops' },
      { place: 'requests[0]', failure: { kind: 'bad-response', detail: 'HTTP 500' } },
    ],
    [
      'an expiry that is none',
      definitionFrom({ version: 1, requests: [{ path: '/' }], reading: { remaining: '/a', unit: 'x', expires: '/b' } }),
      { body: '{"a":1,"b":true}' },
      { place: 'reading.expires', failure: { kind: 'bad-response', detail: '/b' } },
    ],
    [
      'a unit that is none',
      templates.remaining(),
      { body: '{"data":{"balance":1,"currency":{}}}' },
      { place: 'reading.unit.expression', failure: { kind: 'bad-response', detail: '/data/currency' } },
    ],
  ])('%s', (_, definition, pasted, expected) => {
    expect(replay(definition, [pasted], now).outcome).toMatchObject({ kind: 'failure', ...expected });
  });
});

test.each([
  [{}, '/v1/usage'],
  [{ path: '/balance', remainingPointer: '/data/left', unit: 'USD' }, '/balance'],
  [{ totalPointer: '/a b/(c)', usedPointer: '/d`e', unit: 'USD' }, '/v1/usage'],
])('the simple form is a definition: %o', (fields, path) => {
  const read = readDefinition(definitionText(definitionOfFields(fields)));
  expect(read).toMatchObject({ ok: true, definition: { requests: [{ path }] } });
});

test('places with odd names are found by the simple form', () => {
  const definition = definitionOfFields({ totalPointer: '/a b/(c)', usedPointer: '/d`e', unit: 'USD' });
  expect(replay(definition, [{ body: '{"a b":{"(c)":10},"d`e":4}' }], now).outcome).toMatchObject({ reading: { remaining: { value: '6', unit: 'USD' } } });
});
