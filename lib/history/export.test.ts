import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyPoints, pointAt, seriesName } from '@/tests/sample-points';
import type { History } from '../history-point';
import { exportColumns, historyToCsv, historyToJson } from './export';
import { importHistory } from './import';

const noon = Date.UTC(2026, 10, 23, 12);
const accounts = [
  { id: 'a1', label: '=Work, "main"', providerId: 'deepseek', origin: 'https://api.deepseek.com' },
  { id: 'a2', label: 'Home', providerId: 'deepseek', origin: 'https://api.deepseek.com' },
];
const sample: History = {
  series: [{ ...seriesName(), points: [pointAt(noon, '83.58', { used: '36.42', granted: '120' }), pointAt(noon + 1, '-3.2', { basis: 'derived' })] }],
  spend: [{ account: 'a1', unit: 'USD', day: '2026-11-22', amount: '1.5' }],
};
const [head, first] = historyToCsv(sample, accounts).slice(1).split('\r\n');

describe('an export', () => {
  test('says of every row where it comes from', () => {
    expect(head).toBe(exportColumns.join(','));
    expect(first).toBe(
      `reading,a1,"'=Work, ""main""",deepseek,https://api.deepseek.com,USD balance 1,2026-11-23T12:00:00.000Z,83.58,36.42,120,,USD,balance,reported,balance`,
    );
  });

  test('is taken back exactly, in both forms', () => {
    const series = anyPoints(noon - 1e10, noon, 20).filter((points) => points.length > 0);
    fc.assert(
      fc.property(series, fc.constantFrom('a1', 'a2'), (points, account) => {
        const history = { series: [{ ...seriesName(account), points }], spend: [{ ...sample.spend[0], account } as (typeof sample.spend)[0]] };
        for (const text of [historyToCsv(history, accounts), historyToJson(history, accounts, noon)]) {
          expect(importHistory(text, accounts)).toEqual({ ok: true, history, skipped: 0 });
        }
      }),
    );
  });

  test('finds an account again by name, service and address, where it has another id', () => {
    const moved = [{ ...accounts[0], id: 'b9' }, accounts[1]] as typeof accounts;
    for (const text of [historyToCsv(sample, accounts), historyToJson(sample, accounts, noon)]) {
      const imported = importHistory(text, moved);
      expect(imported.ok && [...imported.history.series, ...imported.history.spend].map(({ account }) => account)).toEqual(['b9', 'b9']);
    }
  });

  test('leaves out accounts that are not here, and says how much that was', () => {
    for (const text of [historyToCsv(sample, accounts), historyToJson(sample, accounts, noon)]) {
      expect(importHistory(text, [])).toEqual({ ok: true, history: { series: [], spend: [] }, skipped: 3 });
      // Two of one name: neither is meant for certain.
      const twins = ['x', 'y'].map((id) => ({ ...accounts[0], id })) as typeof accounts;
      expect(importHistory(text, twins)).toMatchObject({ skipped: 3 });
    }
  });
});

describe('a file that is not one', () => {
  const row = (changes: Partial<Record<(typeof exportColumns)[number], string>>) =>
    exportColumns
      .map(
        (column, place) =>
          changes[column] ?? ['reading', 'a1', 'x', 'y', 'z', 's', '2026-11-23T12:00:00.000Z', '1', '', '', '', 'USD', 'balance', 'reported', 'm'][place],
      )
      .join(',');

  test.each([
    [{ kind: 'note' }, { kind: 'kind', column: 'kind' }],
    [{ time: 'yesterday' }, { kind: 'time', column: 'time' }],
    [{ time: '2026-11-23' }, { kind: 'time', column: 'time' }],
    [{ time: '1970-01-01T00:00:00.000Z' }, { kind: 'time', column: 'time' }],
    [{ remaining: '1e9999' }, { kind: 'amount', column: 'remaining' }],
    [{ used: '１２' }, { kind: 'amount', column: 'used' }],
    [{ granted: 'NaN' }, { kind: 'amount', column: 'granted' }],
    [{ unit: '' }, { kind: 'unit', column: 'unit' }],
    [{ meaning: 'luck' }, { kind: 'meaning', column: 'meaning' }],
    [{ basis: '' }, { kind: 'basis', column: 'basis' }],
    [
      { kind: 'spend', time: '2026-11-31x' },
      { kind: 'time', column: 'time' },
    ],
    [
      { kind: 'spend', time: '2026-11-22', spent: '' },
      { kind: 'amount', column: 'spent' },
    ],
  ])('names line and column: %j', (changes, problem) => {
    expect(importHistory([head, row({}), row(changes), row({ unit: '' })].join('\n'), accounts)).toEqual({
      ok: false,
      problems: [
        { ...problem, line: 3 },
        { kind: 'unit', column: 'unit', line: 4 },
      ],
    });
  });

  test.each([
    ['', { kind: 'columns', line: 1, column: 'kind' }],
    ['a,b\n1,2', { kind: 'columns', line: 1, column: 'kind' }],
    [`${head}\n1,2`, { kind: 'columns', line: 2 }],
    [`${head}\n"1`, { kind: 'quote', line: 2 }],
    ['{}', { kind: 'format', place: '/format' }],
    ['{"format":"remainder-history","version":2}', { kind: 'version', place: '/version' }],
    ['{"format":"remainder-history","version":1,"series":[{"account":"a1"}],"spend":[]}', { kind: 'value', place: '/series/0/series' }],
  ])('says what it expected: %j', (text, problem) => {
    const imported = importHistory(text, accounts);
    expect(imported.ok || imported.problems[0]).toEqual(problem);
  });

  test('that is cut off is not readable', () => {
    expect(importHistory(historyToJson(sample, accounts, noon).slice(0, 300), accounts)).toMatchObject({ ok: false, problems: [{ kind: 'not-readable' }] });
  });

  test('never throws, and tells no more problems than a person reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\n\r01a-.T'), maxLength: 200 }), (text) => {
        const imported = importHistory(`${head}\n${text}`, accounts);
        if (!imported.ok) expect(imported.problems.length).toBeLessThanOrEqual(20);
        importHistory(`{${text}`, accounts);
      }),
    );
  });
});
