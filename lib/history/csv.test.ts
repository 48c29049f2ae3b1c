import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv, writeCsv } from './csv';

const cell = fc.oneof(fc.string(), fc.constantFrom('=1+1', '-3.5', '-', "'", "'=x", '@me', '+49', '\ttab', 'a"b', 'a,b', 'a\r\nb', ' x ', '积分'));
/** A row of one empty cell is an empty line. */
const row = fc.array(cell, { minLength: 1, maxLength: 6 }).filter((cells) => cells.length > 1 || cells[0] !== '');

describe('CSV', () => {
  test('is read as it was written, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        const read = readCsv(writeCsv(rows));
        expect(read.ok && read.rows.map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });

  test('is written with commas, doubled quotes and both characters of a line end', () => {
    expect(writeCsv([['a', 'b "c"', 'd,e', '']])).toBe('a,"b ""c""","d,e",\r\n');
  });

  test.each(['=HYPERLINK("x")', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', "'=1"])('a spreadsheet takes %j for text', (text) => {
    expect(writeCsv([[text]])).toMatch(/^"?'/);
  });

  test.each(['-3.215', '0', '12.5'])('a number stays one: %s', (text) => {
    expect(writeCsv([[text]])).toBe(`${text}\r\n`);
  });

  test('knows its lines, whichever way they end', () => {
    const read = readCsv('\uFEFFa,b\n\n"x\r\ny",2\r3,4');
    expect(read).toEqual({
      ok: true,
      rows: [
        { line: 1, cells: ['a', 'b'] },
        { line: 3, cells: ['x\r\ny', '2'] },
        { line: 5, cells: ['3', '4'] },
      ],
    });
  });

  test.each([
    ['a quote that is never closed', 'a\n"b', { line: 2, kind: 'quote' }],
    ['a quote in the middle', 'a"b', { line: 1, kind: 'quote' }],
    ['text after a quote', 'x\ny\n"a"b,c', { line: 3, kind: 'after-quote' }],
  ])('names the line of %s', (_name, text, problem) => {
    expect(readCsv(text)).toEqual({ ok: false, problem });
  });
});
