import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountView, balanceOf, noon, snapshotOf } from '../../tests/sample-snapshot';
import { tooltip } from '../i18n/languages/en';
import { clock } from '../i18n/when';
import type { Settings } from '../settings';
import type { AccountView, Snapshot } from '../snapshot';
import { badgeOf } from './badge';
import { tooltipOf } from './tooltip';

const at = clock(noon, noon, 'en');
const hour = 60 * 60_000;

function say(accounts: AccountView[], settings: Partial<Settings> = {}, more: Partial<Snapshot> = {}, now = noon): string {
  const snapshot = snapshotOf(accounts, settings, more);
  return tooltipOf(badgeOf(snapshot, now, 4), snapshot, { tooltip, locale: 'en' }, now);
}

describe('what is left', () => {
  test('is said with its accounts, the lowest of them, and the time', () => {
    expect(say([accountView('a', balanceOf('80.08')), accountView('b', balanceOf('3.5'))])).toBe(
      `Remainder: $83.58 left in 2 accounts. Lowest: Account b, $3.50. Read at ${at}.`,
    );
  });

  test('is said with who is below a limit', () => {
    const low = accountView('a', balanceOf('80'), { isLow: true });
    expect(say([low])).toContain('Below its limit: Account a.');
    expect(say([low, accountView('b', balanceOf('1'))], { badgeMode: 'account', badgeAccountId: 'b' })).not.toContain('limit');
    expect(say(['a', 'b', 'c', 'd'].map((id) => ({ ...low, id, label: id })))).toContain('4 accounts below their limits.');
  });

  test('is said of the accounts that went into the sum, not of every account', () => {
    expect(say([accountView('a', balanceOf('15.30')), accountView('b', balanceOf('63580', 'tokens'))])).toBe(
      `Remainder: $15.30 left in 1 account. Read at ${at}.`,
    );
    expect(say([accountView('a', balanceOf('15.30')), accountView('b', balanceOf('9', 'USD', { blocked: true }))])).toContain('$15.30 left in 1 account.');
    expect(say([accountView('a', balanceOf('15.30'), { wallet: 'w' }), accountView('b', balanceOf('15.30'), { wallet: 'w' })])).toContain(
      '$15.30 left in 1 account.',
    );
  });

  test('in other currencies is said beside it, and where they stand alone, of the first', () => {
    const yuan = [accountView('a', balanceOf('30', 'CNY')), accountView('b', balanceOf('4.1', 'CNY')), accountView('c', balanceOf('2', 'EUR'))];
    expect(say([...yuan, accountView('d', balanceOf('1'))])).toContain('$1.00 left in 1 account. Also ¥34.10, €2.00.');
    expect(say(yuan)).toContain('¥34.10 left in 2 accounts. Also €2.00.');
  });

  test('is said of limits, rates and what has no limit', () => {
    const text = say(
      [
        accountView('a', balanceOf('1', 'USD', { meaning: 'budget' })),
        accountView('b', balanceOf('10', 'CNY')),
        accountView('c', { ...balanceOf('0'), remaining: 'unlimited' }),
      ],
      {
        rates: { CNY: '0.14' },
      },
    );
    expect(text).toContain(
      '$2.40 left in 2 accounts. 1 account has no limit. 1 of them is what a limit still allows, not money. Converted with your own rates.',
    );
  });

  test('of one chosen account is said with its name', () => {
    expect(say([accountView('a', balanceOf('9')), accountView('b', balanceOf('63580', 'tokens'))], { badgeMode: 'account', badgeAccountId: 'b' })).toBe(
      `Remainder: Account b has 63,580 tokens left. Read at ${at}.`,
    );
    expect(say([accountView('b', balanceOf('2'), { countInTotal: false })], { badgeMode: 'account', badgeAccountId: 'b' })).toContain(
      'Account b has $2.00 left.',
    );
  });

  test('but cannot be spent is said to be so', () => {
    expect(say([accountView('a', balanceOf('9', 'CNY', { blocked: true }))])).toBe(
      `Remainder: Account a has ¥9.00 left. The service says that it cannot be spent. Read at ${at}.`,
    );
  });

  test('without a limit is said to be so', () => {
    expect(say([accountView('a', { ...balanceOf('0'), remaining: 'unlimited' })])).toBe('Remainder: no limit.');
  });

  test('keeps the sign of a debt', () => {
    expect(say([accountView('a', balanceOf('-3.2'))])).toContain('-$3.20 left');
  });

  test('is as old as its oldest part', () => {
    const before = noon - 60_000;
    expect(say([accountView('a', balanceOf('1')), accountView('b', balanceOf('1'), { readAt: before })])).toContain(`Read at ${clock(before, noon, 'en')}.`);
  });
});

describe('in badge mode days left', () => {
  const mode = { badgeMode: 'days' } as const;
  const runway = (days: number) => ({
    at: { low: noon + days * 20 * hour, likely: noon + days * 24 * hour, high: noon + days * 30 * hour },
    perDay: { low: '1', likely: '2', high: '3' },
    confidence: 'high' as const,
    endsBy: 'spend' as const,
  });

  test('it is said what runs out first, and when', () => {
    const accounts = [accountView('a', balanceOf('80'), { runway: runway(30) }), accountView('b', balanceOf('3'), { runway: runway(9) })];
    expect(say(accounts, mode)).toBe(`Remainder: $83.00 left in 2 accounts. Lowest: Account b, $3.00. Account b runs out in about 9 days. Read at ${at}.`);
  });

  test('it is said of one account of another kind, too', () => {
    expect(say([accountView('a', balanceOf('500', 'tokens'), { runway: runway(9) })], mode)).toBe(
      `Remainder: Account a has 500 tokens left. Account a runs out in about 9 days. Read at ${at}.`,
    );
  });

  test('it is said that one is empty, or that nobody can tell', () => {
    expect(say([accountView('a', balanceOf('0'))], mode)).toContain('Account a has nothing left.');
    expect(say([accountView('a', balanceOf('5'))], mode)).toContain('When anything runs out cannot be said yet.');
    expect(say([accountView('a')], mode)).toBe('Remainder: reading your accounts.');
  });
});

describe('what is wrong', () => {
  test.each([
    ['nothing is there', [], {}, 'Remainder: no account yet. Click to add one.'],
    ['nothing counts', [accountView('a', balanceOf('5'), { countInTotal: false })], {}, 'Remainder: no account tells what is left, or none is to be counted.'],
    ['nothing was read yet', [accountView('a')], {}, 'Remainder: reading your accounts.'],
    [
      'nothing could be read',
      [accountView('a', undefined, { failure: { kind: 'network' } as const })],
      {},
      'Remainder: nothing could be read from 1 account. 1 account could not be read.',
    ],
    [
      'a record is damaged',
      [],
      { unreadable: [{ id: 'x', failure: { kind: 'damaged', part: 'record' } as const }] },
      'Remainder: nothing could be read from 1 account. 1 account could not be read.',
    ],
  ])('is all there is to say where %s', (_, accounts, more, expected) => {
    expect(say(accounts, {}, more)).toBe(expected);
  });

  test('stands beside the figure', () => {
    const figure = accountView('a', balanceOf('5'));
    expect(say([figure, accountView('b', undefined, { failure: { kind: 'network' } })])).toMatch(
      /\$5\.00 left in 1 account\..* 1 account could not be read\.$/,
    );
    expect(say([figure, accountView('b')])).toMatch(/ 1 account has not been read yet\.$/);
    expect(say([figure], {}, {}, noon + hour)).toMatch(/\$5\.00 left in 1 account\..* 1 figure is old\.$/);
    expect(say([figure], {}, { vault: 'locked' })).toMatch(/\$5\.00 left in 1 account\..* Locked\.$/);
    expect(say([accountView('a')], {}, { vault: 'locked' })).toBe('Remainder: locked. Open it to unlock.');
  });
});

test('no amount is said where amounts are hidden', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 1e6 }), fc.constantFrom('total' as const, 'account' as const, 'lowest' as const), (amount, badgeMode) => {
      const accounts = [accountView('a', balanceOf(String(amount))), accountView('b', balanceOf(String(amount), 'CNY'))];
      expect(say(accounts, { hideAmounts: true, badgeMode, badgeAccountId: 'a' })).toBe('Remainder: amounts are hidden. 2 accounts.');
    }),
  );
});
