import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correction, recorded, recordedEntries } from '@/tests/fakes/ledger-entries';
import type { NewRecorded } from '../ledger-entry';
import { missingColumns, readLines, type Understanding } from './csv-lines';
import { readTable } from './csv-table';
import { csvOf } from './csv-text';
import { linesOf } from './lines';
import { missingEntries } from './missing-entries';

const day = Date.UTC(2026, 10, 23);

function read(text: string, changes: Partial<Understanding> = {}) {
  const found = readTable(text);
  if (!found.ok) throw new Error(found.problem);
  const understanding: Understanding = { mapping: found.table.mapping, amounts: 'plain', unit: 'USD', ...changes };
  return readLines(found.table, understanding);
}

const spend = (value: string, at = day): NewRecorded => ({ kind: 'spend', at, amount: { value, unit: 'USD' }, source: 'csv' });

describe('a table', () => {
  test('is read by the names of its columns, in any order, and whatever separates them', () => {
    const expected = [{ line: 2, entry: { ...spend('12.34'), note: 'GPU, large' } }];
    for (const separator of [',', ';', '\t']) {
      const header = ['Note', 'Amount', 'Currency', 'Kind', 'Date'].join(separator);
      const line = ['"GPU, large"', '12.34', 'usd', 'Spend', '2026-11-23'].join(separator);
      expect(read(`\ufeff${header}\r\n${line}\r\n`)).toEqual({ good: expected, bad: [] });
    }
  });

  test('may hold line breaks and quotes in quotes, and lines are still counted right', () => {
    const text = 'date,kind,amount,note\n2026-11-23,spend,1,"two\nlines, ""quoted"""\n\n2026-11-23,spend,x,\n';
    const { good, bad } = read(text);
    expect(good.map(({ line, entry }) => [line, entry.note])).toEqual([[2, 'twolines, "quoted"']]);
    expect(bad).toEqual([{ line: 5, problem: 'not-a-number', column: 'amount' }]);
  });

  test('that cannot be cut into cells is refused as a whole, with the line', () => {
    expect(readTable('date,kind,amount\n2026-11-23,spend,"1\n2026-11-24,spend,2')).toEqual({ ok: false, problem: 'open-quote', line: 2 });
    expect(readTable('')).toMatchObject({ ok: false, problem: 'empty' });
    expect(readTable('date,kind,amount\n')).toMatchObject({ ok: false, problem: 'empty' });
    expect(readTable(`date\n${'1\n'.repeat(20_001)}`)).toMatchObject({ ok: false, problem: 'too-many' });
  });

  test('with other names needs a mapping, and without kinds to be told what its lines are', () => {
    const text = 'Tag,Betrag\n2026-11-23,"1.234,50"\n';
    const found = readTable(text);
    expect(found.ok && found.table.mapping).toEqual({});
    expect(missingColumns({ mapping: {} })).toEqual(['date', 'kind', 'amount']);
    expect(missingColumns({ mapping: { date: 0, amount: 1 }, everyLine: 'spend' })).toEqual([]);
    expect(read(text, { mapping: { date: 0, amount: 1 }, everyLine: 'spend', amounts: 'comma' }).good).toEqual([{ line: 2, entry: spend('1234.5') }]);
  });
});

describe('a line', () => {
  test.each([
    [',spend,1,,', 'missing', 'date'],
    ['2026-02-30,spend,1,,', 'not-a-date', 'date'],
    ['11/12/2026,spend,1,,', 'ambiguous-date', 'date'],
    ['2026-11-23,,1,,', 'missing', 'kind'],
    ['2026-11-23,gift,1,,', 'not-a-kind', 'kind'],
    ['2026-11-23,spend,,,', 'missing', 'amount'],
    ['2026-11-23,spend,12 $,,', 'not-a-number', 'amount'],
    ['2026-11-23,spend,1e5,,', 'not-a-number', 'amount'],
    ['2026-11-23,spend,-1,,', 'not-positive', 'amount'],
    ['2026-11-23,spend,0,,', 'not-positive', 'amount'],
    ['2026-11-23,spend,1,EUR,', 'other-unit', 'currency'],
    [`2026-11-23,spend,1,,${'x'.repeat(201)}`, 'note-too-long', 'note'],
    ['2026-11-23,spend,1,50,,', 'too-many-cells', undefined],
  ])('%s is refused: %s', (line, problem, column) => {
    expect(read(`date,kind,amount,currency,note\n${line}\n`)).toEqual({ good: [], bad: [{ line: 2, problem, ...(column ? { column } : {}) }] });
  });

  test('that is bad costs no other', () => {
    const { good, bad } = read('date,kind,amount\n2026-11-23,spend,1\nx,spend,1\n2026-11-23,top up,2\n');
    expect(good.map(({ line }) => line)).toEqual([2, 4]);
    expect(bad.map(({ line }) => line)).toEqual([3]);
  });
});

describe('what is not in the ledger yet', () => {
  const entries = [recorded(1, 'spend', '5'), recorded(2, 'spend', '5'), recorded(3, 'spend', '7')];
  const wanted = entries.map(({ kind, at, amount }): NewRecorded => ({ kind, at, amount, source: 'csv' }));

  test('is nothing of a file that was imported already, and only what is new of one that overlaps', () => {
    expect(missingEntries(entries, wanted)).toEqual([]);
    const more = [...wanted, spend('5', entries[0]?.at), spend('8')];
    expect(missingEntries(entries, more)).toEqual(more.slice(3));
  });

  test('is not what was corrected or made void meanwhile, by its old or by its new amount', () => {
    const corrected = [...entries, correction(4, 'e3', '5'), correction(5, 'e1', 'void')];
    expect(missingEntries(corrected, wanted)).toEqual([]);
    const exported = linesOf(corrected).flatMap(({ entry, amount }) => (amount === 'void' ? [] : [{ ...spend(amount.value, entry.at) }]));
    expect(exported.map(({ amount }) => amount.value)).toEqual(['5', '5']);
    expect(missingEntries(corrected, exported)).toEqual([]);
  });

  test('is nothing of what was just imported, whatever it is', () => {
    fc.assert(
      fc.property(recordedEntries, (all) => {
        const file = all as NewRecorded[];
        expect(missingEntries([], file)).toEqual(file);
        expect(missingEntries(all, file.toReversed())).toEqual([]);
      }),
    );
  });
});

describe('an exported table', () => {
  const lines = linesOf([
    recorded(1, 'top-up', '100', { at: day, note: '=HYPERLINK("http://evil.example")' }),
    recorded(2, 'spend', '12.34', { at: day + 1, note: 'a "b", c' }),
    recorded(3, 'spend', '5', { at: day + 2 }),
    correction(4, 'e3', '6'),
    recorded(5, 'spend', '9', { at: day + 3 }),
    correction(6, 'e5', 'void'),
  ]);

  test('holds entries as they were corrected, and nothing that a spreadsheet would calculate', () => {
    expect(csvOf(lines)).toBe(
      '\ufeffdate,kind,amount,currency,note\r\n' +
        `2026-11-23,top-up,100,USD,"'=HYPERLINK(""http://evil.example"")"\r\n` +
        '2026-11-23T00:00:00.001Z,spend,12.34,USD,"a ""b"", c"\r\n' +
        '2026-11-23T00:00:00.002Z,spend,6,USD,\r\n',
    );
  });

  test('that is imported again adds nothing', () => {
    const { good, bad } = read(csvOf(lines));
    expect(bad).toEqual([]);
    expect(good[0]?.entry.note).toBe('=HYPERLINK("http://evil.example")');
    const entries = lines.flatMap(({ entry, corrections }) => [entry, ...corrections]);
    expect(
      missingEntries(
        entries,
        good.map(({ entry }) => entry),
      ),
    ).toEqual([]);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', "'=1+1", "'quoted'", '＝1', 'plain'])('keeps the note %s, and never begins a cell with a formula', (note) => {
    const text = csvOf(linesOf([recorded(1, 'spend', '1', { at: day, note })]));
    expect(text).not.toMatch(/,"?[=+\-@][^,]*\r\n$/);
    expect(read(text).good[0]?.entry.note).toBe(note);
  });

  test('comes back as it was, whatever the notes', () => {
    const notes = fc.string({ unit: 'grapheme', maxLength: 40 }).map((note) => note.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim());
    fc.assert(
      fc.property(recordedEntries, fc.infiniteStream(notes), (all, stream) => {
        const noted = linesOf(all).map((line) => ({ ...line, entry: { ...line.entry, note: stream.next().value ?? '' } }));
        if (noted.length === 0) return;
        const { good, bad } = read(csvOf(noted));
        expect(bad).toEqual([]);
        expect(good.map(({ entry }) => [entry.kind, entry.at, entry.amount, entry.note ?? ''])).toEqual(
          noted.map(({ entry, amount }) => [entry.kind, entry.at, amount, entry.note]),
        );
      }),
    );
  });
});

test('the table in the documentation is one', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/ledger.md'), 'utf8');
  const [, table = ''] = /```csv\n(.*?)```/s.exec(page) ?? [];
  const { good, bad } = read(table);
  expect(bad).toEqual([]);
  expect(good.map(({ entry }) => entry.kind)).toEqual(['top-up', 'spend', 'balance']);
});
