import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestMs, shortestTime } from '@/tests/shortest-time';
import { FailureError } from '../failure';
import { evaluate } from './expression';
import { parseExpression } from './expression-parser';
import type { NumberForm } from './found-value';
import { ProblemFound } from './problem';

const now = Date.UTC(2026, 0, 1, 12);
const wallets = {
  wallets: [
    { kind: 'paid', amount: '12.50', currency: 'USD', expires: '2026-12-31' },
    { kind: 'gift', amount: '2.50', currency: 'USD', expires: '2026-06-30' },
    { kind: 'gift', amount: '1.00', currency: 'USD', expires: '2020-01-01' },
    { kind: 'gift', amount: 7, currency: 'CNY', expires: null },
  ],
};

function result(source: string, body: unknown, form: NumberForm = {}, more: unknown[] = []): unknown {
  try {
    const found = evaluate(parseExpression(source, 'here'), { bodies: [body, ...more], form, now });
    return 'value' in found ? found.value : found.is;
  } catch (error) {
    if (error instanceof FailureError && error.failure.kind === 'bad-response') return { failed: error.failure.detail };
    throw error;
  }
}

describe('an expression', () => {
  test.each<[string, unknown, unknown]>([
    ['/total - /used', { total: 100, used: 36.42 }, '63.58'],
    ['/a + /b', { a: 0.1, b: '0.2' }, '0.3'],
    ['/a / /b', { a: 1, b: 3 }, `0.${'3'.repeat(40)}`],
    ['/cents / 100', { cents: 1999 }, '19.99'],
    ['(/a + /b) * 2 - 1', { a: 1, b: 2 }, '5'],
    ['1 - 2 - 3', {}, '-4'],
    ['2 + 3 * 4', {}, '14'],
    ['-/a', { a: -5 }, '5'],
    ['/a - -1', { a: 1 }, '2'],
    ['/list/1/x', { list: [{ x: 1 }, { x: 2 }] }, '2'],
    ['/a~1b', { 'a/b': 1 }, '1'],
    ['`/a b, c`', { 'a b, c': 1 }, '1'],
    ['`/a``b` * 2', { 'a`b': 1 }, '2'],
    ["sum(where(/wallets, /currency == 'USD' and /expires >= today), /amount)", wallets, '15'],
    ['sum(/wallets, /amount)', wallets, '23'],
    ['count(/wallets)', wallets, '4'],
    ["count(where(/wallets, /kind != 'gift'))", wallets, '1'],
    ["count(where(/wallets, /currency == 'EUR'))", wallets, '0'],
    ["first(where(/wallets, /currency == 'CNY'), /amount)", wallets, '7'],
    ['min(where(/wallets, exists(/expires) and time(/expires) > now), time(/expires))', wallets, String(Date.UTC(2026, 5, 30))],
    ['max(/wallets, /amount)', wallets, '12.5'],
    ['sum(/numbers)', { numbers: [1, '2.5'] }, '3.5'],
    ['sum(/numbers, . * 2)', { numbers: [1, 2] }, '6'],
    ['sum(/rows, sum(/items, /n))', { rows: [{ items: [{ n: 1 }, { n: 2 }] }, { items: [{ n: 3 }] }] }, '6'],
    ['sum(/rows, /n * $1/rate)', { rows: [{ n: 1 }, { n: 2 }], rate: 3 }, '9'],
    ['otherwise(/GET, 0)', { GET: null }, '0'],
    ['otherwise(/GET, 0)', {}, '0'],
    ['otherwise(/GET, 0)', { GET: '7' }, '7'],
    ['/code == 0', { code: '0' }, true],
    ['/code == 0', { code: false }, false],
    ['/code == null', {}, true],
    ['/code != null', { code: 0 }, true],
    ["/a == '1.0'", { a: '1' }, false],
    ['/ok == true', { ok: true }, true],
    ['not /ok', { ok: false }, true],
    ['not exists(/errors)', { errors: null }, true],
    ['/a < 10 or /missing', { a: '9' }, true],
    ['/big == 12345678901234567890', { big: '12345678901234567890' }, true],
    ["'it''s'", {}, "it's"],
    ['.', 5, '5'],
    ['$1', 5, '5'],
  ])('%s', (source, body, expected) => {
    expect(result(source, body)).toEqual(expected);
  });

  test('reads several answers', () => {
    expect(result('$1/limit - $2/usage / 100', { limit: 50 }, {}, [{ usage: 1234.5 }])).toBe('37.655');
  });
});

describe('what cannot be used is named by its place', () => {
  test.each<[string, unknown, string]>([
    ['/a + /b', { a: 1 }, '/b'],
    ['/a * 2', { a: true }, '/a'],
    ['/a * 2', { a: '1,234.50' }, '/a'],
    ['/a * 2', { a: Number.POSITIVE_INFINITY }, '/a'],
    ['/a * 2', { a: '1e999' }, '/a'],
    ['/a * 2', { a: '' }, '/a'],
    ['/a * 2', { a: {} }, '/a'],
    ['/a * 2', { a: null }, '/a'],
    ['$1/a * 2', {}, '$1/a'],
    ['/a / /b', { a: 1, b: 0 }, 'expression'],
    ['/__proto__ + 1', {}, '/__proto__'],
    ['/constructor/name', {}, ''],
    ['sum(/a, /b)', { a: {} }, '/a'],
    ['sum(/a, /b)', { a: [{ b: 1 }, {}] }, '/b'],
    ['/a and /b', { a: 'yes' }, '/a'],
    ['/a < /b', { a: 1, b: 'x' }, '/b'],
    ['/a == /b', { a: 'x'.repeat(2000), b: 'y' }, '/a'],
    ['time(/a)', { a: 'tomorrow' }, '/a'],
  ])('%s of %o', (source, body, place) => {
    expect(result(source, body)).toEqual(place === '' ? 'missing' : { failed: place });
  });

  test('a sum over nothing is missing, not zero', () => {
    expect(result("sum(where(/wallets, /currency == 'EUR'), /amount)", wallets)).toBe('missing');
    expect(result("otherwise(sum(where(/wallets, /currency == 'EUR'), /amount), 0)", wallets)).toBe('0');
  });

  test('digits with separators are a number only where the form names them', () => {
    expect(result('/a * 1', { a: '1,234.50' }, { groupSeparator: ',' })).toBe('1234.5');
    expect(result('/a * 1', { a: '1.234,50 €' }, { groupSeparator: '.', decimalSeparator: ',', strip: '€ ' })).toBe('1234.5');
    expect(result('/a * 1', { a: '1,23' }, { groupSeparator: ',' })).toEqual({ failed: '/a' });
    expect(result('/a * 1', { a: '1,2345' }, { groupSeparator: ',' })).toEqual({ failed: '/a' });
    expect(result('/a * 1', { a: '1.5' }, { groupSeparator: '.', decimalSeparator: ',' })).toEqual({ failed: '/a' });
  });
});

test.each<[string, number]>([
  ['', 1],
  ['/a /b/', 5],
  ['(/a', 4],
  ['/a)', 3],
  ['sum()', 5],
  ['sum(/a, /b, /c)', 1],
  ['where(/a)', 1],
  ['1 2', 3],
  ["'open", 1],
  ['/a = /b', 4],
  ['/a == /b == /c', 10],
  ['$/a', 1],
  ['/a~2', 1],
  ['constructor(/a)', 1],
  ['a.b', 1],
  [`${'('.repeat(21)}1${')'.repeat(21)}`, 22],
  [`${'-'.repeat(30)}1`, 22],
])('%s is none, with the column', (source, column) => {
  let found: unknown;
  try {
    parseExpression(source, 'here');
  } catch (error) {
    found = error;
  }
  expect(found).toBeInstanceOf(ProblemFound);
  expect((found as ProblemFound).problem).toMatchObject({ reason: 'bad-expression', place: 'here', column });
});

describe('no expression keeps a worker busy', () => {
  const long = Array.from({ length: 20_000 }, (_, index) => ({ a: index, b: '9'.repeat(20) }));
  const body = { list: long, short: long.slice(0, 200), text: 'x'.repeat(100_000), big: `${'9'.repeat(24)}` };
  const timed = (source: string) => shortestTime(() => result(source, body));

  test.each([
    'sum(/list, /b)',
    'sum(/list, sum($1/list, /b))',
    'sum(/short, sum($1/short, /b * /b))',
    'count(where($1/list, count(where($1/list, /a == /a)) > 0))',
    'count(where(/short, count(where($1/short, $1/text == $1/text)) > 0))',
    `/big${' * /big'.repeat(60)}`,
    `1${' / 3'.repeat(120)}`,
    `sum(/short, /b${' * /b'.repeat(80)})`,
    `max(/short, ${'('.repeat(15)}/b${' / 7)'.repeat(15)})`,
    `/list${'/0'.repeat(200)} + 1`,
  ])('%s', (source) => {
    expect(timed(source)).toBeLessThan(longestMs);
  });

  test('made at random', () => {
    const expressions = fc.letrec<{ leaf: string; all: string }>((tie) => ({
      leaf: fc.constantFrom('/a', '/list', '/short', '/big', '.', '$1/list', '$1/short', '2', "'x'", 'now', 'today', 'true', 'null', '/text'),
      all: fc.oneof(
        { maxDepth: 5 },
        tie('leaf'),
        fc
          .tuple(tie('all'), fc.constantFrom('+', '-', '*', '/', '==', '<', 'and', 'or'), tie('all'))
          .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
        fc
          .tuple(fc.constantFrom('sum', 'min', 'max', 'where', 'first', 'otherwise'), tie('all'), tie('all'))
          .map(([name, first, second]) => `${name}(${first}, ${second})`),
        fc.tuple(fc.constantFrom('count', 'exists', 'time', 'not '), tie('all')).map(([name, first]) => `${name}(${first})`),
      ),
    })).all;
    const strings = fc.stringMatching(/^[a-z0-9/$.()'`,+\-*=<>! ]{0,40}$/);
    fc.assert(
      fc.property(fc.oneof(expressions, strings), (source) => {
        const spent = shortestTime(() => {
          try {
            result(source, body);
          } catch (error) {
            if (!(error instanceof ProblemFound)) throw error;
          }
        });
        expect(spent).toBeLessThan(longestMs);
      }),
      { numRuns: 700 },
    );
  });
});
