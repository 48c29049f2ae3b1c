import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountView, balanceOf, noon, snapshotOf } from '../../tests/sample-snapshot';
import type { Reading } from '../reading';
import type { Runway } from '../runway';
import type { Settings } from '../settings';
import type { AccountView, Snapshot } from '../snapshot';
import { badgeOf } from './badge';

const hour = 60 * 60_000;
const unlimited: Reading = { ...balanceOf('0'), remaining: 'unlimited' };

function show(accounts: AccountView[], settings: Partial<Settings> = {}, more: Partial<Snapshot> = {}, now = noon, width = 4) {
  const { text, level } = badgeOf(snapshotOf(accounts, settings, more), now, width);
  return { text, level };
}

describe('an account below its own limit', () => {
  const low = accountView('b', balanceOf('9'), { isLow: true });

  test('makes the badge amber, however much there is in all, and nothing calmer than it is', () => {
    expect(show([accountView('a', balanceOf('500')), low]).level).toBe('low');
    expect(show([accountView('a', balanceOf('500')), { ...low, countInTotal: false }]).level).toBe('calm');
    expect(show([accountView('a', balanceOf('500')), low], { badgeMode: 'account', badgeAccountId: 'a' }).level).toBe('calm');
    expect(show([accountView('a', balanceOf('-9.5')), low]).level).toBe('critical');
  });
});

describe('the text', () => {
  test('of no account is nothing', () => {
    expect(show([])).toEqual({ text: '', level: 'calm' });
  });

  test('of what is still to be read is a waiting sign', () => {
    expect(show([accountView('a')])).toEqual({ text: '…', level: 'unsure' });
  });

  test('of what could not be read is a warning sign', () => {
    expect(show([accountView('a', undefined, { failure: { kind: 'network' } })])).toEqual({ text: '!', level: 'unsure' });
    expect(show([], {}, { unreadable: [{ id: 'x', failure: { kind: 'damaged', part: 'record' } }] })).toEqual({ text: '!', level: 'unsure' });
  });

  test('of what is unknown never holds a digit', () => {
    const unknown = fc.constantFrom(
      accountView('a'),
      accountView('b', undefined, { failure: { kind: 'timeout' } }),
      accountView('c', { ...balanceOf('9'), remaining: undefined, meaning: 'spend' } as unknown as Reading),
    );
    const settings = fc.record({
      badgeMode: fc.constantFrom('total' as const, 'account' as const, 'lowest' as const, 'days' as const, 'dot' as const),
      badgeAccountId: fc.constantFrom('a', 'b', 'x'),
    });
    fc.assert(
      fc.property(fc.array(unknown, { maxLength: 4 }), settings, fc.constantFrom(3, 4), (accounts, chosen, width) => {
        expect(show(accounts, chosen, {}, noon, width).text).not.toMatch(/\d/);
      }),
    );
  });

  test('of a total is the total, rounded down', () => {
    expect(show([accountView('a', balanceOf('80.08')), accountView('b', balanceOf('3.51'))]).text).toBe('83.5');
  });

  test('of a wallet without a limit is a sign for it', () => {
    expect(show([accountView('a', unlimited)])).toEqual({ text: '∞', level: 'calm' });
  });

  test('of money beside no limit is the money', () => {
    expect(show([accountView('a', unlimited), accountView('b', balanceOf('7'))]).text).toBe('7');
  });

  test('of another currency only is that currency', () => {
    expect(show([accountView('a', balanceOf('30', 'CNY'))])).toEqual({ text: '30', level: 'calm' });
  });

  test('of tokens only is that of one account, never a sum', () => {
    expect(show([accountView('a', balanceOf('5000', 'tokens')), accountView('b', balanceOf('7000', 'tokens'))]).text).toBe('5k');
  });

  test('of tokens that can be spent goes before those that cannot', () => {
    const spent = accountView('a', balanceOf('5000', 'tokens', { blocked: true }));
    expect(show([spent, accountView('b', balanceOf('7000', 'tokens'))]).text).toBe('7k');
    expect(show([spent])).toEqual({ text: '5k', level: 'critical' });
  });

  test('does not speak of an account that the person left out', () => {
    expect(show([accountView('a', balanceOf('5'), { countInTotal: false })])).toEqual({ text: '', level: 'calm' });
    expect(show([accountView('a', balanceOf('5'), { countInTotal: false }), accountView('b')]).text).toBe('…');
  });

  test('is a dot where amounts are hidden, and the level still shows', () => {
    const low = [accountView('a', balanceOf('3'))];
    expect(show(low, { hideAmounts: true })).toEqual({ text: '●', level: 'low' });
    expect(show(low, { badgeMode: 'dot' })).toEqual({ text: '●', level: 'low' });
    expect(show([accountView('a')], { badgeMode: 'dot' }).text).toBe('…');
  });

  test('fits the toolbar of either browser', () => {
    const accounts = [accountView('a', balanceOf('123456.78'))];
    expect(show(accounts, {}, {}, noon, 4).text).toBe('123k');
    expect(show(accounts, {}, {}, noon, 3).text).toBe('.1M');
  });
});

describe('a chosen account', () => {
  const mode = { badgeMode: 'account', badgeAccountId: 'b' } as const;
  const rich = accountView('a', balanceOf('100'));

  test('stands in the place of the total, even when it is left out of that', () => {
    expect(show([rich, accountView('b', balanceOf('2'))], mode)).toEqual({ text: '2', level: 'low' });
    expect(show([accountView('b', balanceOf('2'), { countInTotal: false })], mode).text).toBe('2');
  });

  test('that is new waits, and that failed warns, whatever the others do', () => {
    expect(show([rich, accountView('b')], mode).text).toBe('…');
    expect(show([rich, accountView('b', undefined, { failure: { kind: 'unauthorized' } })], mode).text).toBe('!');
    expect(show([accountView('c'), accountView('b', undefined, { failure: { kind: 'unauthorized' } })], mode).text).toBe('!');
  });

  test('that is gone gives its place back to the total', () => {
    expect(show([rich], mode).text).toBe('100');
  });

  test('is sure or not by itself', () => {
    const failed = accountView('c', undefined, { failure: { kind: 'network' } });
    expect(show([failed, accountView('b', balanceOf('9'))], mode).level).toBe('calm');
    expect(show([rich, accountView('b', balanceOf('9'), { failure: { kind: 'network' } })], mode)).toEqual({ text: '9', level: 'unsure' });
  });

  test('may be the lowest', () => {
    expect(show([rich, accountView('b', balanceOf('2')), accountView('c', balanceOf('-9', 'CNY'))], { badgeMode: 'lowest' }).text).toBe('2');
  });
});

describe('days left', () => {
  const mode = { badgeMode: 'days' } as const;
  const day = 24 * hour;
  const lasting = (days: number): { runway: Runway } => ({
    runway: {
      at: { low: noon + days * 0.7 * day, likely: noon + days * day, high: noon + days * 1.5 * day },
      perDay: { low: '1', likely: '2', high: '3' },
      confidence: 'medium',
      endsBy: 'spend',
    },
  });

  test('are the fewest of all accounts, rounded down, whatever is left in them', () => {
    const accounts = [accountView('a', balanceOf('900'), lasting(9.9)), accountView('b', balanceOf('2'), lasting(40)), accountView('c', balanceOf('1'))];
    expect(show(accounts, mode)).toEqual({ text: '9d', level: 'calm' });
  });

  test('become fewer while nothing is read', () => {
    const accounts = [accountView('a', balanceOf('9'), lasting(9.9))];
    expect(show(accounts, { ...mode, intervalMinutes: 1440 }, {}, noon + 1.95 * day).text).toBe('7d');
  });

  test('are none where nothing is left', () => {
    expect(show([accountView('a', balanceOf('9'), lasting(9)), accountView('b', balanceOf('0'))], mode)).toEqual({ text: '0d', level: 'critical' });
    expect(show([accountView('b', balanceOf('-2'))], mode).text).toBe('0d');
  });

  test.each([
    [7, 'calm'],
    [6.9, 'low'],
    [2, 'low'],
    [1.9, 'critical'],
    [0.2, 'critical'],
  ])('of %d are %s', (days, level) => {
    expect(show([accountView('a', balanceOf('9'), lasting(days))], mode).level).toBe(level);
  });

  test('that nobody can tell are no number', () => {
    expect(show([accountView('a', balanceOf('9'))], mode)).toEqual({ text: '…d', level: 'unsure' });
    expect(show([accountView('a')], mode).text).toBe('…');
    expect(show([accountView('a', undefined, { failure: { kind: 'network' } })], mode).text).toBe('!');
    expect(show([], mode).text).toBe('');
  });

  test('leave out what does not count and what cannot be spent', () => {
    const soon = lasting(3);
    const left = [accountView('a', balanceOf('9'), { ...soon, countInTotal: false }), accountView('b', balanceOf('0', 'USD', { blocked: true }), soon)];
    expect(show([...left, accountView('c', balanceOf('9'), lasting(30))], mode).text).toBe('4w');
  });

  test('of a figure that is old or was not read again are unsure', () => {
    expect(show([accountView('a', balanceOf('9'), { ...lasting(9), readAt: noon - hour })], mode)).toEqual({ text: '9d', level: 'unsure' });
    expect(show([accountView('a', balanceOf('9'), { ...lasting(9), failure: { kind: 'network' } })], mode).level).toBe('unsure');
  });

  test('are hidden with the amounts', () => {
    expect(show([accountView('a', balanceOf('9'), lasting(3))], { ...mode, hideAmounts: true })).toEqual({ text: '●', level: 'low' });
    expect(show([accountView('a', balanceOf('9'))], { ...mode, hideAmounts: true }).text).toBe('●');
  });
});

describe('the level', () => {
  const settings = { lowAmount: '5', criticalAmount: '1' };

  test.each([
    ['5', 'calm'],
    ['4.99', 'low'],
    ['1.01', 'low'],
    ['1', 'critical'],
    ['0', 'critical'],
    ['-3', 'critical'],
  ])('of %s dollars is %s', (value, level) => {
    expect(show([accountView('a', balanceOf(value))], settings).level).toBe(level);
  });

  test('of another currency knows only nothing and less', () => {
    expect(show([accountView('a', balanceOf('0.5', 'CNY'))], settings).level).toBe('calm');
    expect(show([accountView('a', balanceOf('0', 'CNY'))], settings).level).toBe('critical');
    expect(show([accountView('a', balanceOf('-1', 'CNY'))], settings)).toEqual({ text: '-1', level: 'critical' });
  });

  test('of money that cannot be spent is critical', () => {
    expect(show([accountView('a', balanceOf('100', 'USD', { blocked: true }))], settings)).toEqual({ text: '100', level: 'critical' });
  });

  test.each([
    ['old', [accountView('a', balanceOf('9'), { readAt: noon - hour })], {}],
    ['from the future', [accountView('a', balanceOf('9'), { readAt: noon + hour })], {}],
    ['kept through a failure', [accountView('a', balanceOf('9'), { failure: { kind: 'network' } as const })], {}],
    ['of some accounts only', [accountView('a', balanceOf('9')), accountView('b')], {}],
    ['behind a lock', [accountView('a', balanceOf('9'))], { vault: 'locked' as const }],
  ])('of a figure %s is unsure, and the figure stays', (_, accounts, more) => {
    expect(show(accounts, settings, more)).toEqual({ text: '9', level: 'unsure' });
  });
});
