import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestMs, shortestTime } from '@/tests/shortest-time';
import { longestDefinition, readDefinition } from './read-definition';
import { replay } from './replay';
import { definitionText, templateIds, templates } from './templates';

const usual = { version: 1, requests: [{ path: '/v1/usage' }], reading: { remaining: '/left', unit: 'USD' } };

function problemOf(definition: unknown) {
  const read = readDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition));
  return read.ok ? undefined : read.problem;
}

/** The usual definition with its one request, or its reading, changed. */
const asking = (request: object) => ({ ...usual, requests: [{ path: '/v1/usage', ...request }] });
const reading = (changes: object) => ({ ...usual, reading: { ...usual.reading, ...changes } });

test('a definition that is right is read', () => {
  expect(readDefinition(JSON.stringify(usual))).toEqual({ ok: true, definition: usual });
});

test.each(templateIds)('every template is a definition: %s', (id) => {
  expect(readDefinition(definitionText(templates[id]()))).toEqual({ ok: true, definition: templates[id]() });
});

describe('what is no JSON', () => {
  test.each([
    ['', 1, 1],
    ['{', 1, 2],
    ['{"version": 1,}', 1, 15],
    ['{\n  "version": 1\n  "requests": []\n}', 3, 3],
    ['{"version": 01}', 1, 13],
    ["{'version': 1}", 1, 2],
    ['{"version": 1} more', 1, 16],
    ['{"version": nothing}', 1, 13],
    ['{"a": "\u0001"}', 1, 7],
    ['[1, 2', 1, 6],
    ['\u00a0{}', 1, 1],
  ])('%o is refused with its line and column', (text, line, column) => {
    expect(problemOf(text)).toEqual({ reason: 'not-json', place: '', line, column });
  });

  test('a name that stands there twice is one of them, as nobody could say which holds', () => {
    expect(problemOf('{"version": 1, "version": 1}')).toEqual({ reason: 'twice', place: '', line: 1, column: 16 });
  });

  test('10,000 levels are refused', () => {
    expect(problemOf(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)).toMatchObject({ reason: 'too-deep', line: 1 });
  });

  test('a text of 1 MB is not even looked at', () => {
    expect(problemOf('['.repeat(1024 * 1024))).toEqual({ reason: 'too-large', place: '' });
    expect(problemOf(' '.repeat(longestDefinition + 1))).toEqual({ reason: 'too-large', place: '' });
    expect(shortestTime(() => readDefinition('['.repeat(1024 * 1024)))).toBeLessThan(longestMs);
  });

  test('the engine agrees on what is JSON', () => {
    const texts = fc.oneof(
      fc.json(),
      fc.json().map((text) => text.slice(0, -1)),
      fc.stringMatching(/^[[\]{}:,"\\truefalsn0-9. -]{0,24}$/),
    );
    fc.assert(
      fc.property(texts, (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const reason = problemOf(text)?.reason;
        if (reason !== 'twice' && reason !== 'too-deep') expect(reason === 'not-json').toBe(!isJson);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the place of a problem', () => {
  test.each<[string, unknown, { reason: string; place: string; column?: number }]>([
    ['a list', [], { reason: 'wrong-kind', place: '' }],
    ['nothing in it', {}, { reason: 'missing', place: 'version' }],
    ['another version', { ...usual, version: 2 }, { reason: 'newer-version', place: 'version' }],
    ['a field that nobody knows', { ...usual, requests: [{ path: '/a', pth: '/b' }] }, { reason: 'unknown-field', place: 'requests[0].pth' }],
    [
      'a field of the prototype',
      '{"version":1,"__proto__":{},"requests":[{"path":"/a"}],"reading":{"used":"/a","unit":"x"}}',
      { reason: 'unknown-field', place: '__proto__' },
    ],
    ['no request', { ...usual, requests: [] }, { reason: 'too-short', place: 'requests' }],
    ['four requests', { ...usual, requests: Array(4).fill({ path: '/' }) }, { reason: 'too-long', place: 'requests' }],
    ['another method', asking({ method: 'DELETE' }), { reason: 'not-allowed', place: 'requests[0].method' }],
    ['a path that leaves the host', asking({ path: '//evil.example/usage' }), { reason: 'not-a-path', place: 'requests[0].path' }],
    ['a whole address', asking({ path: 'https://evil.example/' }), { reason: 'not-a-path', place: 'requests[0].path' }],
    ['a backslash', asking({ path: '/\\evil.example' }), { reason: 'not-a-path', place: 'requests[0].path' }],
    ['a gap that nobody knows', asking({ path: '/a/{{key}}' }), { reason: 'bad-placeholder', place: 'requests[0].path', column: 4 }],
    ['a gap without an end', asking({ path: '/a/{{today' }), { reason: 'bad-placeholder', place: 'requests[0].path', column: 4 }],
    ['a request that needs its own answer', asking({ path: '/a/{{$1/id}}' }), { reason: 'answer-not-there-yet', place: 'requests[0].path', column: 4 }],
    [
      'requests in a circle',
      { ...usual, requests: [{ path: '/{{$2/id}}' }, { path: '/{{$1/id}}' }], reading: { remaining: '$2/left', unit: 'USD' } },
      { reason: 'answer-not-there-yet', place: 'requests[0].path', column: 2 },
    ],
    ['a header of the browser', asking({ headers: { Host: 'evil.example' } }), { reason: 'forbidden-header', place: 'requests[0].headers.Host' }],
    ['a cookie', asking({ headers: { cookie: 'a=b' } }), { reason: 'forbidden-header', place: 'requests[0].headers.cookie' }],
    ['a key in a header', asking({ headers: { 'X-Api-Key': 'sk-1' } }), { reason: 'secret-header', place: 'requests[0].headers.X-Api-Key' }],
    ['a line break in a header', asking({ headers: { 'x-group': 'a\r\nb: c' } }), { reason: 'not-allowed', place: 'requests[0].headers.x-group' }],
    ['a key in a cookie', { ...usual, auth: { header: 'Cookie' } }, { reason: 'forbidden-header', place: 'auth.header' }],
    ['a key in no header', { ...usual, auth: { header: 'x api' } }, { reason: 'not-a-header', place: 'auth.header' }],
    ['a body with GET', asking({ json: {} }), { reason: 'body-without-post', place: 'requests[0].json' }],
    ['POST without a body', asking({ method: 'POST' }), { reason: 'missing', place: 'requests[0].json' }],
    ['an address that is none', { ...usual, baseUrl: 'http://evil.example' }, { reason: 'not-an-address', place: 'baseUrl' }],
    ['no figure', { ...usual, reading: { unit: 'USD' } }, { reason: 'no-figure', place: 'reading' }],
    ['two ways to a figure', reading({ percentLeft: '/p' }), { reason: 'two-figures', place: 'reading' }],
    ['granted alone', { ...usual, reading: { granted: '/a', unit: 'USD' } }, { reason: 'missing', place: 'reading.used' }],
    ['no unit', { ...usual, reading: { remaining: '/a' } }, { reason: 'missing', place: 'reading.unit' }],
    ['an expression that ends too early', reading({ remaining: '/a +' }), { reason: 'bad-expression', place: 'reading.remaining', column: 5 }],
    ['a function that nobody knows', reading({ remaining: 'eval(/a)' }), { reason: 'bad-expression', place: 'reading.remaining', column: 1 }],
    [
      'an expression inside a source',
      reading({ remaining: { expression: '(/a' } }),
      { reason: 'bad-expression', place: 'reading.remaining.expression', column: 4 },
    ],
    ['an answer that there is not', reading({ remaining: '$2/a' }), { reason: 'no-such-answer', place: 'reading.remaining' }],
    [
      'a header of an answer that there is not',
      reading({ remaining: { header: 'a', answer: 2 } }),
      { reason: 'no-such-answer', place: 'reading.remaining.answer' },
    ],
    ['a pointer into one of two', { ...usual, requests: [{ path: '/a' }, { path: '/b' }] }, { reason: 'which-answer', place: 'reading.remaining' }],
    ['two sources', reading({ remaining: { expression: '/a', header: 'b' } }), { reason: 'one-source', place: 'reading.remaining' }],
    ['no source', reading({ remaining: { negate: true } }), { reason: 'one-source', place: 'reading.remaining' }],
    ['a pointer into text', asking({ answer: 'text' }), { reason: 'answer-of-another-kind', place: 'reading.remaining' }],
    ['a pointer into headers', asking({ method: 'HEAD' }), { reason: 'answer-of-another-kind', place: 'reading.remaining' }],
    ['a pattern for JSON', reading({ remaining: { text: '(\\d+)' } }), { reason: 'answer-of-another-kind', place: 'reading.remaining.text' }],
    ['a pattern that looks around', reading({ remaining: { text: '(?=a)' } }), { reason: 'bad-pattern', place: 'reading.remaining.text', column: 2 }],
    ['an item of no header', reading({ remaining: { expression: '/a', item: 1 } }), { reason: 'only-with-header', place: 'reading.remaining.item' }],
    ['a scale that is no number', reading({ remaining: { expression: '/a', multiply: 'ten' } }), { reason: 'wrong-kind', place: 'reading.remaining.multiply' }],
    [
      'a scale without an end',
      '{"version":1,"requests":[{"path":"/a"}],"reading":{"unit":"x","used":{"expression":"/a","multiply":1e999}}}',
      { reason: 'wrong-kind', place: 'reading.used.multiply' },
    ],
    ['a division by nothing', reading({ remaining: { expression: '/a', divide: '0.00' } }), { reason: 'division-by-zero', place: 'reading.remaining.divide' }],
    [
      'one sign for two',
      reading({ remaining: { expression: '/a', groupSeparator: '.' } }),
      { reason: 'same-separators', place: 'reading.remaining.groupSeparator' },
    ],
    ['a window without a figure', reading({ windows: [{ name: 'Day' }] }), { reason: 'no-figure', place: 'reading.windows[0]' }],
    ['a window without a name', reading({ windows: [{ used: '/a' }] }), { reason: 'missing', place: 'reading.windows[0].name' }],
    ['a boolean for an expression', reading({ remaining: true }), { reason: 'wrong-kind', place: 'reading.remaining' }],
    ['an expression that is too long', reading({ remaining: `/${'a'.repeat(500)}` }), { reason: 'too-long', place: 'reading.remaining' }],
  ])('is named: %s', (_, definition, expected) => {
    expect(problemOf(definition)).toEqual(expected);
  });
});

describe('whatever is read', () => {
  /** Values that stand in templates, changed one at a time into anything. */
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom('__proto__', 'constructor', -1, 0, 1e24, '$9/a', '{{', 'sum(/a, /b)', '(?:a)', '/'.repeat(600)),
  );
  const mutated = fc
    .tuple(fc.constantFrom(...templateIds), fc.integer({ min: 0, max: 200 }), anything, fc.constantFrom('replace', 'add', 'remove'))
    .map(([id, at, value, how]) => mutate(templates[id](), at, value, how));

  test('nothing but a problem with its place comes back, and nothing takes long', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.oneof({ weight: 8, arbitrary: mutated }, fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())), (definition) => {
        const text = JSON.stringify(definition) ?? '';
        const spent = shortestTime(() => {
          const read = readDefinition(text);
          if (read.ok) {
            const { outcome } = replay(read.definition, [{ body: '{"total_quota":5,"used_quota":"x","data":[1]}', headers: 'a: b' }], 0);
            expect(['reading', 'failure', 'unanswered']).toContain(outcome.kind);
          } else {
            seen.add(read.problem.reason);
            expect(read.problem.place.length).toBeLessThan(300);
          }
        });
        expect(spent).toBeLessThan(longestMs);
      }),
      { numRuns: 1500 },
    );
    expect(seen.size).toBeGreaterThan(8);
  });

  test('and a text that is anything is no exception', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => void readDefinition(text)));
  });
});

/** Changes the value at one place of a tree: the places are counted from its root. */
function mutate(tree: unknown, at: number, value: unknown, how: string): unknown {
  let count = 0;
  const walk = (node: unknown): unknown => {
    count += 1;
    if (count - 1 === at) return how === 'add' && typeof node === 'object' && node !== null ? { ...node, [String(value).slice(0, 20)]: value } : value;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node).map(([name, one]) => [name, walk(one)] as const);
    return Object.fromEntries(how === 'remove' ? entries.filter((_, index) => index !== at % 7) : entries);
  };
  return walk(tree);
}
