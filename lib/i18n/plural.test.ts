import { expect, test } from 'vitest';
import { plural } from './plural';

test.each([
  [0, '0 accounts'],
  [1, '1 account'],
  [2, '2 accounts'],
])('English has two forms: %i', (count, expected) => {
  expect(plural('en', count, { one: '# account', other: '# accounts' })).toBe(expected);
});

test('a language with more forms gets each of them', () => {
  const forms = { one: '# one', few: '# few', many: '# many', other: '# other' };
  expect([1, 2, 5, 21, 1.5].map((count) => plural('ru', count, forms))).toEqual(['1 one', '2 few', '5 many', '21 one', '1.5 other']);
});

test('a form that is missing falls back to the one for all else', () => {
  expect(plural('ja', 1, { other: '# 件' })).toBe('1 件');
  expect(plural('en', 1, { other: '#' })).toBe('1');
});
