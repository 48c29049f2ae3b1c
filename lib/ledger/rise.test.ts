import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noon } from '@/tests/fakes/world';
import { sum } from '../money/decimal';
import { type Mark, rise } from './rise';

const seen = (value: string, minutes: number, changes: Partial<Mark> = {}): Mark => ({
  from: 'other',
  used: { value, unit: 'USD' },
  at: noon + minutes * 60_000,
  ...changes,
});

/** Looks at each in turn, and adds up what was spent. */
function follow(all: readonly Mark[], first?: Mark) {
  let mark = first;
  const spent: string[] = [];
  for (const one of all) {
    const found = rise(mark, one, 'USD');
    if (found?.entry) spent.push(found.entry.amount.value);
    mark = found?.mark ?? mark;
  }
  return { mark, spent };
}

test('the first look counts nothing: what was spent before is not this ledger’s', () => {
  expect(rise(undefined, seen('12', 0), 'USD')).toEqual({ mark: seen('12', 0) });
});

test('a rise is one entry of spend, at the instant of the reading', () => {
  expect(rise(seen('12', 0), seen('12.34', 5), 'USD')).toEqual({
    mark: seen('12.34', 5),
    entry: { kind: 'spend', at: noon + 5 * 60_000, amount: { value: '0.34', unit: 'USD' }, source: 'counter' },
  });
});

test('a fall starts anew and is never a negative spend', () => {
  expect(follow([seen('10', 0), seen('12', 1), seen('3', 2), seen('4.5', 3)])).toEqual({ mark: seen('4.5', 3), spent: ['2', '1.5'] });
});

test('the same reading is taken over once, and an older one not at all', () => {
  expect(follow([seen('10', 0), seen('11', 1), seen('11', 1), seen('11', 2), seen('10.5', 0)]).spent).toEqual(['1']);
});

test('spend of another currency is left alone, and another account begins anew', () => {
  expect(rise(seen('1', 0), seen('9', 1, { used: { value: '9', unit: 'EUR' } }), 'USD')).toBeUndefined();
  expect(rise(seen('1', 0), seen('9', 1, { from: 'third' }), 'USD')).toEqual({ mark: seen('9', 1, { from: 'third' }) });
});

test('what is taken over is never more than what the counter has risen, and never less than zero', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 })), (values) => {
      const marks = values.map((value, index) => seen(String(value), index));
      const rises = values.slice(1).map((value, index) => Math.max(0, value - (values[index] ?? 0)));
      expect(sum(follow(marks).spent)).toBe(String(rises.reduce((all, one) => all + one, 0)));
    }),
  );
});
