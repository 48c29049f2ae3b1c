import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountView, balanceOf, noon, snapshotOf } from '../tests/sample-snapshot';
import { add } from './money/decimal';
import type { AccountView } from './snapshot';
import { lowestOf, totalOf } from './totals';

const hour = 60 * 60_000;
const totalAt = (accounts: AccountView[], settings = {}, more = {}, now = noon) => totalOf(snapshotOf(accounts, settings, more), now);

describe('the sum', () => {
  test('is of one currency, with the others beside it', () => {
    const total = totalAt([
      accountView('a', balanceOf('10.10')),
      accountView('b', balanceOf('5.20')),
      accountView('c', balanceOf('30', 'CNY')),
      accountView('d', balanceOf('1', 'EUR')),
    ]);
    expect(total.amount).toEqual({ value: '15.3', unit: 'USD' });
    expect(total.others).toEqual([
      { value: '30', unit: 'CNY' },
      { value: '1', unit: 'EUR' },
    ]);
    expect(total).toMatchObject({ unit: 'USD', summed: 2, known: 4, count: 4, converted: false, state: 'fresh' });
  });

  test('is unknown, not zero, where no account has the currency', () => {
    const total = totalAt([accountView('a', balanceOf('30', 'CNY')), accountView('b')]);
    expect(total).not.toHaveProperty('amount');
    expect(total).toMatchObject({ others: [{ value: '30', unit: 'CNY' }], summed: 1 });
  });

  test('never takes in tokens', () => {
    const total = totalAt([accountView('a', balanceOf('15.3')), accountView('b', balanceOf('63580', 'tokens')), accountView('c', balanceOf('1', 'quota'))]);
    expect(total).toMatchObject({ amount: { value: '15.3', unit: 'USD' }, others: [], summed: 1, known: 3 });
  });

  test('takes no notice of accounts that tell only what was spent', () => {
    const spent = accountView('b', { ...balanceOf('1'), remaining: undefined as never, used: { value: '39.57', unit: 'USD' }, meaning: 'spend' });
    expect(totalAt([accountView('a', balanceOf('9')), spent])).toMatchObject({ amount: { value: '9', unit: 'USD' }, known: 1, count: 1, state: 'fresh' });
    expect(totalAt([spent])).toMatchObject({ known: 0, count: 0, state: 'none' });
  });

  test('counts one wallet once, by its freshest reading, whatever the order', () => {
    const wallet = { wallet: 'shared' };
    const accounts = [
      accountView('a', balanceOf('9'), { ...wallet, readAt: noon - 2 }),
      accountView('b', balanceOf('7'), { ...wallet, readAt: noon - 1 }),
      accountView('c', undefined, wallet),
      accountView('d', balanceOf('1')),
    ];
    for (const order of [accounts, accounts.toReversed()])
      expect(totalAt(order)).toMatchObject({ amount: { value: '8', unit: 'USD' }, summed: 2, known: 3, count: 4 });
  });

  test('counts the money that others draw on by whoever has it, however fresh they are', () => {
    const payer = accountView('a', balanceOf('20'), { wallet: 'shared', readAt: noon - 9 });
    const key = accountView('b', balanceOf('5'), { wallet: 'shared', readAt: noon, sharesWith: 'a' });
    for (const order of [
      [payer, key],
      [key, payer],
    ])
      expect(totalAt(order)).toMatchObject({ amount: { value: '20', unit: 'USD' }, summed: 1, count: 2 });
    expect(totalAt([{ ...payer, countInTotal: false }, key])).toMatchObject({ amount: { value: '5', unit: 'USD' }, summed: 1 });
  });

  test('takes in every currency of a wallet, and counts the wallet once', () => {
    const both = accountView('a', balanceOf('2', 'USD', { otherRemaining: [{ value: '10', unit: 'CNY' }] }));
    expect(totalAt([both])).toMatchObject({ amount: { value: '2', unit: 'USD' }, others: [{ value: '10', unit: 'CNY' }], summed: 1 });
    expect(totalAt([both], { rates: { CNY: '0.14' } })).toMatchObject({ amount: { value: '3.4', unit: 'USD' }, others: [], summed: 1, converted: true });
  });

  test('converts only with a rate that the person set', () => {
    expect(totalAt([accountView('a', balanceOf('10', 'CNY'))], { rates: { CNY: '0.14', EUR: '1.1' } })).toMatchObject({
      amount: { value: '1.4', unit: 'USD' },
      converted: true,
    });
    expect(totalAt([accountView('a', balanceOf('10'))], { rates: { CNY: '0.14' } })).toMatchObject({ amount: { value: '10', unit: 'USD' }, converted: false });
  });

  test('leaves out what cannot be spent, what is unlimited, and what the person left out', () => {
    const total = totalAt([
      accountView('a', balanceOf('100', 'USD', { blocked: true })),
      accountView('b', { ...balanceOf('0'), remaining: 'unlimited' }),
      accountView('c', { ...balanceOf('0'), remaining: 'unlimited', blocked: true }),
      accountView('d', balanceOf('50'), { countInTotal: false }),
      accountView('e', balanceOf('1')),
    ]);
    expect(total).toMatchObject({ amount: { value: '1', unit: 'USD' }, unlimited: 1, count: 4, summed: 1 });
  });

  test('lets a debt weigh', () => {
    expect(totalAt([accountView('a', balanceOf('-3')), accountView('b', balanceOf('1'))]).amount).toEqual({ value: '-2', unit: 'USD' });
  });

  test('says how many of its parts are limits', () => {
    expect(totalAt([accountView('a', balanceOf('1', 'USD', { meaning: 'budget' })), accountView('b', balanceOf('1'))]).limits).toBe(1);
  });

  test('is as old as its oldest part', () => {
    expect(totalAt([accountView('a', balanceOf('1'), { readAt: noon - 5 }), accountView('b', balanceOf('1'))]).readAt).toBe(noon - 5);
  });

  test('is exact, whatever the amounts and their order', () => {
    const amounts = fc.array(
      fc.integer({ min: -1e9, max: 1e9 }).map((cents) => (cents / 100).toFixed(2)),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(amounts, (values) => {
        const accounts = values.map((value, index) => accountView(String(index), balanceOf(value)));
        const expected = values.reduce((sum, value) => add(sum, value), '0');
        for (const order of [accounts, accounts.toReversed()]) expect(add(totalAt(order).amount?.value ?? '', '0')).toBe(expected);
      }),
    );
  });
});

describe('the state', () => {
  const fresh = accountView('a', balanceOf('1'));
  const failed = accountView('b', undefined, { failure: { kind: 'network' } });

  test.each([
    ['none', [], {}],
    ['none', [{ ...fresh, countInTotal: false }], {}],
    ['new', [accountView('b')], {}],
    ['new', [accountView('b'), failed], {}],
    ['failed', [failed], {}],
    ['failed', [], { unreadable: [{ id: 'x', failure: { kind: 'damaged', part: 'record' } as const }] }],
    ['partial', [fresh, failed], {}],
    ['partial', [fresh, accountView('b')], {}],
    ['partial', [fresh], { unreadable: [{ id: 'x', failure: { kind: 'damaged', part: 'record' } as const }] }],
    ['stale', [fresh, accountView('b', balanceOf('1'), { failure: { kind: 'network' } })], {}],
    ['stale', [fresh, accountView('b', balanceOf('1'), { readAt: noon - hour })], {}],
    ['locked', [fresh], { vault: 'locked' as const }],
    ['fresh', [fresh, accountView('b', balanceOf('1'))], {}],
  ])('is %s (case %#)', (state, accounts, more) => {
    expect(totalAt(accounts, {}, more).state).toBe(state);
  });

  test('grows old by itself', () => {
    expect(totalAt([fresh], {}, {}, noon + 30 * 60_000).state).toBe('fresh');
    expect(totalAt([fresh], {}, {}, noon + 30 * 60_000 + 1).state).toBe('stale');
  });
});

describe('the lowest account', () => {
  test('is the one with the least of the currency', () => {
    const accounts = [
      accountView('a', balanceOf('5')),
      accountView('b', balanceOf('-1')),
      accountView('c', balanceOf('-9', 'CNY')),
      accountView('d', { ...balanceOf('0'), remaining: 'unlimited' }),
      accountView('e'),
    ];
    expect(lowestOf(accounts, 'USD')?.id).toBe('b');
    expect(lowestOf(accounts, 'CNY')?.id).toBe('c');
    expect(lowestOf(accounts, 'EUR')).toBeUndefined();
  });

  test('is the first of equals', () => {
    expect(lowestOf([accountView('a', balanceOf('5')), accountView('b', balanceOf('5.00'))], 'USD')?.id).toBe('a');
  });
});
