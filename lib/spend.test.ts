import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { type Failure, FailureError, failureOf } from './failure';
import { add, compare, type Decimal, parseDecimal, sum } from './money/decimal';
import { quantity } from './money/quantity';
import { allPages, type Cost, inPartsOrWhole, monthStart, nextMonthStart, type Page, spendReading } from './spend';

const now = Date.UTC(2026, 7, 15, 12);

function cost(day: string, value: Decimal, parts: Cost['parts'] = [], unit = 'USD'): Cost {
  return { day, amount: quantity(value, unit), parts };
}

function failing(failure: Failure): () => never {
  return () => {
    throw new FailureError(failure);
  };
}

async function failureIn(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    return failureOf(error, { kind: 'network' });
  }
  throw new Error('nothing went wrong');
}

const amounts = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 22n }), fc.stringMatching(/^\d{0,20}$/))
  .map(([negative, whole, fraction]) => parseDecimal(`${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`) as Decimal);
// The end of July is before the month; days repeat, as a service lists them by part.
const days = fc.constantFrom('2026-07-30', '2026-07-31', '2026-08-01', '2026-08-02', '2026-08-14', '2026-08-15');
const parts = fc
  .record({ project: fc.option(fc.constantFrom('a', 'b', 'c')), item: fc.option(fc.constantFrom('x', 'y')) })
  .map(({ project, item }): Cost['parts'] => [
    ...(item ? [{ kind: 'line-item' as const, name: item }] : []),
    ...(project ? [{ kind: 'project' as const, name: project }] : []),
  ]);
const costs = fc.array(fc.tuple(days, amounts, parts).map(([day, value, named]) => cost(day, value, named)));

describe('spend', () => {
  test('is what the days of the month add up to, exactly', () => {
    fc.assert(
      fc.property(costs, (all) => {
        const { used, daily = [], windows } = spendReading(all, now);
        const ofTheMonth = daily.filter(({ day }) => day >= '2026-08-01').map(({ amount }) => amount.value);
        expect(used?.value).toBe(sum(ofTheMonth));
        expect(windows?.[0]?.used).toEqual(used);
        expect(sum(daily.map(({ amount }) => amount.value))).toBe(sum(all.map(({ amount }) => amount.value)));
      }),
    );
  });

  test('does not depend on the order in which the costs come', () => {
    const shuffled = costs.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(spendReading(other, now)).toEqual(spendReading(all, now));
      }),
    );
  });

  test('lists each day once, the oldest first', () => {
    fc.assert(
      fc.property(costs, (all) => {
        const listed = spendReading(all, now).daily?.map(({ day }) => day) ?? [];
        expect(listed).toEqual([...new Set(all.map(({ day }) => day))].toSorted());
      }),
    );
  });

  test('has parts of this month alone, the largest first, which add up to the costs that name them', () => {
    fc.assert(
      fc.property(costs, (all) => {
        const ofTheMonth = all.filter(({ day }) => day >= '2026-08-01');
        const found = spendReading(all, now).parts ?? [];
        for (const kind of ['project', 'line-item'] as const) {
          const own = found.filter((part) => part.kind === kind).map(({ amount }) => amount.value);
          const named = ofTheMonth.filter((item) => item.parts.some((part) => part.kind === kind));
          expect(sum(own)).toBe(sum(named.map(({ amount }) => amount.value)));
          expect(own).toEqual(own.toSorted((left, right) => compare(right, left)));
        }
      }),
    );
  });

  test('names the same parts first whatever the order: by kind, by amount, by name', () => {
    const project = (name: string) => ({ kind: 'project' as const, name });
    const item = (name: string) => ({ kind: 'line-item' as const, name });
    const { parts: found } = spendReading(
      [cost('2026-08-02', '1', [item('output')]), cost('2026-08-02', '1', [item('input'), project('b')]), cost('2026-08-03', '1', [project('a')])],
      now,
    );
    expect(found?.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['project a', 'project b', 'line-item input', 'line-item output']);
  });

  test('names no more parts of a kind than a person reads, and leaves none out of the sum', () => {
    const many = Array.from({ length: 40 }, (_, index) => cost('2026-08-02', String(index + 1), [{ kind: 'line-item', name: `item ${index}` }]));
    const { parts: found = [], used } = spendReading(many, now);
    expect(found.length).toBeLessThan(40);
    expect(found[0]?.amount.value).toBe('40');
    expect(used?.value).toBe('820');
  });

  test('of nothing is nothing, in the currency of the limit where there is one', () => {
    expect(spendReading([], now)).toEqual({
      used: quantity('0', 'USD'),
      meaning: 'spend',
      basis: 'reported',
      scope: 'organization',
      rule: { kind: 'sum-of-days' },
      windows: [{ period: 'month', used: quantity('0', 'USD'), resetsAt: Date.UTC(2026, 8) }],
      daily: [],
    });
    expect(spendReading([], now, { amount: quantity('5', 'EUR'), enforced: true }).used).toEqual(quantity('0', 'EUR'));
  });

  test('is held against a limit in its own currency only', () => {
    const all = [cost('2026-08-02', '5', [], 'EUR')];
    expect(spendReading(all, now, { amount: quantity('50', 'EUR'), enforced: false }).windows?.[0]).toMatchObject({
      limit: quantity('50', 'EUR'),
      enforced: false,
    });
    expect(spendReading(all, now, { amount: quantity('50', 'USD'), enforced: false }).windows?.[0]).not.toHaveProperty('limit');
  });

  test('in two currencies is not added, not even across months', () => {
    const read = async () => spendReading([cost('2026-07-31', '1'), cost('2026-08-01', '1', [], 'EUR')], now);
    return expect(failureIn(read())).resolves.toEqual({ kind: 'bad-response', detail: '/currency' });
  });
});

describe('a month', () => {
  test.each([
    ['2026-08-15T12:00:00Z', '2026-08-01', '2026-09-01'],
    ['2026-08-01T00:00:00Z', '2026-08-01', '2026-09-01'],
    ['2026-08-31T23:59:59.999Z', '2026-08-01', '2026-09-01'],
    ['2026-12-31T23:59:59.999Z', '2026-12-01', '2027-01-01'],
    ['2028-02-29T12:00:00Z', '2028-02-01', '2028-03-01'],
  ])('is counted in UTC: %s', (at, start, end) => {
    expect(monthStart(Date.parse(at))).toBe(Date.parse(start));
    expect(nextMonthStart(Date.parse(at))).toBe(Date.parse(end));
  });
});

describe('pages', () => {
  /** Pages that lead to each other as told; each holds its own name. */
  function book(next: Record<string, string>) {
    return vi.fn(async (cursor: string | undefined): Promise<Page<string>> => ({ items: [cursor ?? 'first'], next: next[cursor ?? 'first'] }));
  }

  test('are read to the end, in their order', async () => {
    await expect(allPages(book({ first: 'b', b: 'c' }))).resolves.toEqual(['first', 'b', 'c']);
    await expect(allPages(book({}))).resolves.toEqual(['first']);
  });

  test('that lead back to one before end, wherever that was', async () => {
    const names = ['b', 'c', 'd', 'e', 'f', 'g'];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: names.length }), fc.nat(), async (length, back) => {
        const way = names.slice(0, length);
        const next = Object.fromEntries(['first', ...way].map((name, index) => [name, way[index] ?? way[back % length] ?? 'b']));
        const page = book(next);
        expect(await failureIn(allPages(page))).toEqual({ kind: 'bad-response', detail: '/next_page' });
        expect(page).toHaveBeenCalledTimes(length + 1);
      }),
    );
  });

  test('without an end end', async () => {
    let count = 0;
    const page = vi.fn(async () => ({ items: [], next: `page ${count++}` }));
    expect(await failureIn(allPages(page))).toEqual({ kind: 'bad-response', detail: '/next_page' });
    expect(page.mock.calls.length).toBeLessThan(50);
  });
});

describe('a report in parts', () => {
  test('is asked for as a whole only where it is too long', async () => {
    const whole = vi.fn(async () => 'whole');
    await expect(inPartsOrWhole(async () => 'parts', whole)).resolves.toBe('parts');
    expect(whole).not.toHaveBeenCalled();
    await expect(inPartsOrWhole(async () => failing({ kind: 'bad-response', detail: 'size' })(), whole)).resolves.toBe('whole');
  });

  test.each<Failure>([{ kind: 'bad-response', detail: 'json' }, { kind: 'unauthorized' }, { kind: 'rate-limited', retryAt: 5 }, { kind: 'network' }])(
    'is not asked for again after %o',
    async (failure) => {
      const whole = vi.fn(async () => 'whole');
      expect(await failureIn(inPartsOrWhole(async () => failing(failure)(), whole))).toEqual(failure);
      expect(whole).not.toHaveBeenCalled();
    },
  );
});

test('amounts are added without a float', () => {
  expect(spendReading([cost('2026-08-02', '0.1'), cost('2026-08-02', '0.2')], now).used?.value).toBe(add('0.1', '0.2'));
});
