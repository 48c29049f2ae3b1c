import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cents, correction, recorded, recordedEntries } from '@/tests/fakes/ledger-entries';
import { noon } from '@/tests/fakes/world';
import type { LedgerEntry } from '../ledger-entry';
import { add, subtract } from '../money/decimal';
import { balance, reconcile } from './balance';

const hour = 3_600_000;
const late = noon + 100 * hour;

function balanceOf(entries: readonly LedgerEntry[], now = late) {
  const result = balance(entries, 'USD', now);
  if (!result.ok) throw new Error(result.problem);
  return result.balance;
}

const left = (entries: readonly LedgerEntry[], now = late) => balanceOf(entries, now).remaining?.value;

describe('what is left of a ledger', () => {
  test('is what was topped up less what was spent, to the last digit', () => {
    const found = balanceOf([recorded(1, 'top-up', '100'), recorded(2, 'spend', '12.34'), recorded(3, 'spend', '0.0000001')]);
    expect(found).toEqual({
      remaining: { value: '87.6599999', unit: 'USD' },
      used: { value: '12.3400001', unit: 'USD' },
      granted: { value: '100', unit: 'USD' },
      adjusted: { value: '0', unit: 'USD' },
      count: 3,
      lastAt: noon,
    });
  });

  test('is unknown without an entry, and with spend alone: missing is not zero', () => {
    expect(balanceOf([]).remaining).toBeUndefined();
    expect(balanceOf([])).toMatchObject({ count: 0 });
    expect(balanceOf([recorded(1, 'spend', '3')])).toMatchObject({ used: { value: '3' }, count: 1 });
    expect(left([recorded(1, 'spend', '3')])).toBeUndefined();
  });

  test('may be a debt', () => {
    expect(left([recorded(1, 'top-up', '1'), recorded(2, 'spend', '3.5')])).toBe('-2.5');
  });

  test('does not count what is still to come, and says when that will be', () => {
    const entries = [recorded(1, 'top-up', '10'), recorded(2, 'spend', '4', { at: noon + 2 * hour }), recorded(3, 'spend', '1', { at: noon + hour })];
    expect(balanceOf(entries, noon)).toMatchObject({ remaining: { value: '10' }, nextAt: noon + hour, count: 1 });
    expect(balanceOf(entries, noon + hour)).toMatchObject({ remaining: { value: '9' }, nextAt: noon + 2 * hour });
    expect(balanceOf(entries, noon + 2 * hour).nextAt).toBeUndefined();
  });

  test('of a recorded balance begins with it, and what was entered later for an earlier time is in it already', () => {
    const entries = [recorded(1, 'top-up', '100'), recorded(2, 'spend', '10'), recorded(3, 'balance', '80', { at: noon + hour })];
    expect(balanceOf(entries)).toMatchObject({ remaining: { value: '80' }, used: { value: '20' }, granted: { value: '100' }, adjusted: { value: '-10' } });
    const more = [...entries, recorded(4, 'spend', '7'), recorded(5, 'spend', '1', { at: noon + 2 * hour })];
    expect(balanceOf(more)).toMatchObject({ remaining: { value: '79' }, adjusted: { value: '-3' } });
  });

  test('has nothing adjusted by the balance that it begins with', () => {
    const entries = [recorded(1, 'balance', '80'), recorded(2, 'balance', '90', { at: noon + hour })];
    expect(balanceOf(entries)).toMatchObject({ granted: { value: '90' }, adjusted: { value: '10' }, remaining: { value: '90' } });
  });

  test('of another currency is refused: two units are never added', () => {
    const euro = recorded(2, 'spend', '1', { amount: { value: '1', unit: 'EUR' } });
    expect(balance([recorded(1, 'top-up', '2'), euro], 'USD', late)).toEqual({ ok: false, problem: 'other-unit' });
  });

  test('is granted less used, whatever the entries', () => {
    fc.assert(
      fc.property(recordedEntries, (entries) => {
        const { remaining, granted, used } = balanceOf(entries);
        if (remaining) expect(remaining.value).toBe(subtract(granted.value, used.value));
      }),
    );
  });

  test('does not depend on the order in which entries are handed over', () => {
    fc.assert(
      fc.property(recordedEntries, fc.infiniteStream(fc.nat()), (entries, chance) => {
        const keys = new Map(entries.map((entry) => [entry.id, chance.next().value ?? 0]));
        const shuffled = entries.toSorted((one, other) => (keys.get(one.id) ?? 0) - (keys.get(other.id) ?? 0));
        expect(balanceOf(shuffled)).toEqual(balanceOf(entries));
      }),
    );
  });

  test('of top-ups and spends alone does not depend on when they were entered', () => {
    const moves = recordedEntries.map((entries) => entries.filter(({ kind }) => kind !== 'balance'));
    fc.assert(
      fc.property(moves, (entries) => {
        const renumbered = entries.map((entry, index) => ({ ...entry, number: entries.length - index }));
        expect(balanceOf(renumbered)).toEqual(balanceOf(entries));
      }),
    );
  });
});

describe('a correction', () => {
  test('is the same as having entered the right amount', () => {
    fc.assert(
      fc.property(recordedEntries, cents, fc.nat(), (entries, value, pick) => {
        fc.pre(entries.length > 0);
        const target = entries[pick % entries.length] as LedgerEntry;
        const right = entries.map((entry) => (entry === target ? { ...entry, amount: { value, unit: 'USD' } } : entry)) as LedgerEntry[];
        expect(balanceOf([...entries, correction(entries.length + 1, target.id, value)])).toEqual(balanceOf(right));
      }),
    );
  });

  test('that voids an entry is the same as never having entered it', () => {
    fc.assert(
      fc.property(recordedEntries, fc.nat(), (entries, pick) => {
        fc.pre(entries.length > 0);
        const target = entries[pick % entries.length] as LedgerEntry;
        const without = entries.filter((entry) => entry !== target);
        expect(balanceOf([...entries, correction(entries.length + 1, target.id, 'void')])).toEqual(balanceOf(without));
      }),
    );
  });

  test('gives way to a later one, though the clock was set back in between', () => {
    const entries = [recorded(1, 'top-up', '10'), correction(2, 'e1', '12', { at: noon + hour }), correction(3, 'e1', '11', { at: noon })];
    expect(left(entries)).toBe('11');
    expect(left([...entries, correction(4, 'e1', 'void')])).toBeUndefined();
    expect(left([...entries, correction(4, 'e1', 'void'), correction(5, 'e1', '9')])).toBe('9');
  });

  test('of something that is not there changes nothing', () => {
    expect(left([recorded(1, 'top-up', '10'), correction(2, 'gone', '1')])).toBe('10');
  });
});

describe('a reported balance', () => {
  test('is held against the entries up to its instant', () => {
    const entries = [recorded(1, 'top-up', '100'), recorded(2, 'spend', '12.34'), recorded(3, 'spend', '5', { at: noon + hour })];
    const found = reconcile(entries, { amount: { value: '80', unit: 'USD' }, at: noon });
    expect(found).toEqual({
      ok: true,
      reconciliation: {
        counted: { value: '87.66', unit: 'USD' },
        reported: { value: '80', unit: 'USD' },
        difference: { value: '-7.66', unit: 'USD' },
        at: noon,
        settling: { kind: 'balance', at: noon, amount: { value: '80', unit: 'USD' }, source: 'hand' },
      },
    });
  });

  test('that agrees needs no entry, and one against an empty ledger begins it', () => {
    const agreed = reconcile([recorded(1, 'top-up', '8')], { amount: { value: '8.00', unit: 'USD' }, at: noon });
    expect(agreed.ok && agreed.reconciliation).not.toHaveProperty('settling');
    const empty = reconcile([], { amount: { value: '8', unit: 'USD' }, at: noon });
    expect(empty.ok && empty.reconciliation.difference).toBeUndefined();
    expect(empty.ok && empty.reconciliation.settling).toMatchObject({ kind: 'balance', amount: { value: '8' } });
  });

  test('of another currency cannot be held against anything', () => {
    expect(reconcile([recorded(1, 'top-up', '8')], { amount: { value: '8', unit: 'EUR' }, at: noon })).toEqual({ ok: false, problem: 'other-unit' });
  });

  test('agrees once it was settled, and what is left has changed by the difference', () => {
    fc.assert(
      fc.property(recordedEntries, cents, (entries, value) => {
        const reported = { amount: { value, unit: 'USD' }, at: late };
        const before = reconcile(entries, reported);
        if (!before.ok || !before.reconciliation.settling || !before.reconciliation.difference) return;
        const settled = [...entries, { ...recorded(entries.length + 1, 'balance', value), ...before.reconciliation.settling }];
        const after = reconcile(settled, reported);
        expect(after.ok && after.reconciliation.difference?.value).toBe('0');
        expect(left(settled)).toBe(add(left(entries) ?? '', before.reconciliation.difference.value));
      }),
    );
  });
});
