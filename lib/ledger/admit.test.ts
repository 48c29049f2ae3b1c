import { describe, expect, test } from 'vitest';
import { correction, recorded } from '@/tests/fakes/ledger-entries';
import { entrySchema } from '../ledger-entry';
import { amountProblem, correctionProblem } from './admit';

const usd = (value: string) => ({ value, unit: 'USD' });

describe('an amount', () => {
  test.each([
    ['spend', '0', 'not-positive'],
    ['spend', '-1', 'not-positive'],
    ['top-up', '0.00', 'not-positive'],
    ['top-up', '0.01', undefined],
    ['balance', '0', undefined],
    ['balance', '-4', undefined],
  ] as const)('of a %s of %s: %s', (kind, value, problem) => {
    expect(amountProblem(kind, usd(value), 'USD')).toBe(problem);
  });

  test('of another currency is refused', () => {
    expect(amountProblem('spend', { value: '1', unit: 'EUR' }, 'USD')).toBe('other-unit');
  });
});

describe('a correction', () => {
  const entries = [recorded(1, 'spend', '1'), correction(2, 'e1', '2')];

  test('needs an entry that is none itself', () => {
    expect(correctionProblem(entries, 'e9', 'void', 'USD')).toBe('unknown-entry');
    expect(correctionProblem(entries, 'e2', 'void', 'USD')).toBe('unknown-entry');
  });

  test('needs an amount that the entry could have had', () => {
    expect(correctionProblem(entries, 'e1', usd('0'), 'USD')).toBe('not-positive');
    expect(correctionProblem(entries, 'e1', { value: '1', unit: 'EUR' }, 'USD')).toBe('other-unit');
    expect(correctionProblem(entries, 'e1', usd('3'), 'USD')).toBeUndefined();
    expect(correctionProblem(entries, 'e1', 'void', 'USD')).toBeUndefined();
  });
});

describe('a stored entry', () => {
  test.each([recorded(1, 'spend', '1', { note: 'GPU' }), correction(2, 'e1', 'void'), correction(3, 'e1', '2')])('comes back as it was: %j', (entry) => {
    expect(entrySchema().parse(entry)).toEqual(entry);
  });

  test.each([
    { ...recorded(1, 'spend', '1'), at: 12.5 },
    { ...recorded(1, 'spend', '1'), at: Date.UTC(2300, 0, 1) },
    { ...recorded(1, 'spend', '1'), amount: { value: '1e3', unit: 'USD' } },
    { ...recorded(1, 'spend', '1'), amount: 'void' },
    { ...recorded(1, 'spend', '1'), number: 0 },
    { ...correction(1, 'e1', '1'), corrects: undefined },
    { ...recorded(1, 'spend', '1'), note: 'x'.repeat(201) },
    null,
  ])('that does not fit is none: %j', (raw) => {
    expect(entrySchema().safeParse(raw).success).toBe(false);
  });
});
