import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from './exact-json';
import { failureOf } from './failure';
import { parseDecimal } from './money/decimal';

function failureFrom(text: string) {
  try {
    parseJson(text);
  } catch (error) {
    return failureOf(error, { kind: 'network' });
  }
  return undefined;
}

describe('a number', () => {
  test.each([
    ['83.58', 83.58],
    ['0', 0],
    ['-0.07', -0.07],
    ['1e3', 1000],
    ['123456789012345', 123456789012345],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['12345678901234567890', '12345678901234567890'],
    ['0.10000000000000000001', '0.10000000000000000001'],
    ['83.58000000000000000', '83.58000000000000000'],
    ['-12345678901234567.25', '-12345678901234567.25'],
  ])('%s is %o', (text, expected) => {
    expect(parseJson(`{"data":[${text}]}`)).toEqual({ data: [expected] });
  });

  test('beyond every float is no amount', () => {
    expect(parseDecimal((parseJson('{"a":1e999}') as { a: unknown }).a)).toBeUndefined();
  });

  test('keeps every digit on its way to a decimal', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 23n), max: 10n ** 23n }), fc.stringMatching(/^\d{0,15}$/), (whole, fraction) => {
        const text = fraction === '' ? String(whole) : `${whole}.${fraction}`;
        expect(parseDecimal(parseJson(text))).toBe(parseDecimal(text));
      }),
    );
  });
});

test('everything else is what it is in JSON', () => {
  const values = fc.jsonValue({ maxDepth: 8 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
  const withoutLongNumbers = values.filter((value) => !/\d[\d.e+-]{14}/.test(JSON.stringify(value)));
  fc.assert(
    fc.property(withoutLongNumbers, (value) => {
      expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('security 41: a name that would change the nature of the answer is dropped', () => {
  const parsed = parseJson('{"__proto__":{"total":1},"a":{"__proto__":5}}') as Record<string, unknown>;
  expect(parsed).toEqual({ a: {} });
  expect(parsed['total']).toBeUndefined();
  expect(({} as Record<string, unknown>)['total']).toBeUndefined();
});

describe('nesting', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

  test('is fine up to a bound, and refused beyond it', () => {
    expect(failureFrom(nested(32))).toBeUndefined();
    expect(failureFrom(nested(33))).toEqual({ kind: 'bad-response', detail: 'nesting' });
    expect(failureFrom(nested(100_000))).toEqual({ kind: 'bad-response', detail: 'nesting' });
    expect(failureFrom('{"a":'.repeat(33))).toEqual({ kind: 'bad-response', detail: 'nesting' });
  });

  test('is not counted within text, nor beside each other', () => {
    expect(parseJson(JSON.stringify({ text: '[{'.repeat(100), quoted: '"[\\"['.repeat(50) }))).toMatchObject({ text: '[{'.repeat(100) });
    expect(failureFrom(`[${Array(100).fill('[[]]').join(',')}]`)).toBeUndefined();
  });
});

test.each(['', 'x', '{"a":', '{a:1}', "{'a':1}", '[1,]', '01', 'NaN', 'Infinity', '{"key":"sk-secret"'])(
  'what is no JSON is refused without a word of it: %o',
  (text) => {
    expect(failureFrom(text)).toEqual({ kind: 'bad-response', detail: 'json' });
  },
);
