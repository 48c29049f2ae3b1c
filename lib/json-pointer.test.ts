import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPointer, readPointer } from './json-pointer';

// The examples of RFC 6901, section 5.
const example = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'e^f': 3, 'g|h': 4, 'i\\j': 5, 'k"l': 6, ' ': 7, 'm~n': 8 };

test.each([
  ['', example],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/c%d', 2],
  ['/e^f', 3],
  ['/g|h', 4],
  ['/i\\j', 5],
  ['/k"l', 6],
  ['/ ', 7],
  ['/m~0n', 8],
])('the standard reads %o as %o', (pointer, expected) => {
  expect(readPointer(example, pointer)).toEqual(expected);
});

test.each([
  '/foo/2',
  '/foo/-1',
  '/foo/01',
  '/foo/-',
  '/foo/length',
  '/foo/0/length',
  '/bar',
  '/toString',
  '/constructor',
  '/__proto__',
  '/foo/at',
  'foo',
  '/a~2b',
  '/a~',
  '#/foo',
])('nothing lies at %o', (pointer) => {
  expect(readPointer(example, pointer)).toBeUndefined();
});

test('an escaped tilde is not read twice', () => {
  expect(readPointer({ '~1': 5 }, '/~01')).toBe(5);
});

test('nothing lies below null, text or a number', () => {
  for (const value of [null, 'text', 5, true, undefined]) expect(readPointer(value, '/length')).toBeUndefined();
});

describe('whatever the answer', () => {
  test('a pointer to one of its own places finds it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (answer) => {
        for (const [name, value] of Object.entries(answer)) expect(readPointer(answer, `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)).toBe(value);
      }),
    );
  });

  test('no pointer throws', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.oneof(fc.string(), fc.stringMatching(/^(?:\/[a-z0-9~_]{0,4}){0,4}$/)),
        (answer, pointer) => void readPointer(answer, pointer),
      ),
    );
  });
});

test.each([
  ['', true],
  ['/', true],
  ['/a/0', true],
  ['a', false],
  ['/~', false],
  ['/~2', false],
])('%o is a pointer: %s', (text, expected) => {
  expect(isPointer(text)).toBe(expected);
});
