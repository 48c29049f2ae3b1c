import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRecords } from './csv-records';

const cellsOf = (text: string, separator = ',') => {
  const read = readRecords(text, separator);
  return read.ok ? read.records.map(({ cells }) => cells) : undefined;
};

describe('a table', () => {
  test.each([
    [
      'cells and lines',
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a last line break', 'a,b\n', [['a', 'b']]],
    ['line breaks of Windows', 'a\r\nb\r\n', [['a'], ['b']]],
    ['line breaks of old', 'a\rb', [['a'], ['b']]],
    [
      'empty cells',
      ',\n,,',
      [
        ['', ''],
        ['', '', ''],
      ],
    ],
    ['empty lines, which are none', 'a\n\n\r\nb', [['a'], ['b']]],
    ['a separator in quotes', '"a,b",c', [['a,b', 'c']]],
    ['a line break in quotes', '"a\r\nb",c', [['a\r\nb', 'c']]],
    ['doubled quotes', '"say ""hi""",c', [['say "hi"', 'c']]],
    ['a quote within a bare cell', 'a"b,c', [['a"b', 'c']]],
    ['something behind a closing quote', '"a"b,c\nd', [['ab', 'c'], ['d']]],
    ['nothing', '', []],
  ])('is read with %s', (_name, text, expected) => {
    expect(cellsOf(text)).toEqual(expected);
  });

  test('says in which line each record begins, quoted line breaks counted', () => {
    const read = readRecords('a\n"b\r\nb\rb\nb"\n\nc', ',');
    expect(read.ok && read.records.map(({ line }) => line)).toEqual([1, 2, 7]);
  });

  test('with a quote that never ends is refused with the line it begins in', () => {
    expect(readRecords('a,b\nc,"d\ne\nf', ',')).toEqual({ ok: false, line: 2 });
  });

  test('is read no further than asked', () => {
    const read = readRecords('a\nb\nc\n', ',', 2);
    expect(read.ok && read.records.map(({ cells }) => cells)).toEqual([['a'], ['b']]);
  });

  test('that was written by the rules comes back as it was', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ' ', '"', ',', ';', '\t', '\n', '\r', '\r\n') });
    // A record of one empty cell is an empty line, which is no record.
    const record = fc.array(cell, { minLength: 1, maxLength: 5 }).filter((cells) => cells.length > 1 || cells[0] !== '');
    fc.assert(
      fc.property(
        fc.array(record),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        (records, separator, lineBreak, quoteAll) => {
          const written = (text: string) => (quoteAll || /["\r\n,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
          expect(cellsOf(records.map((cells) => cells.map(written).join(separator)).join(lineBreak), separator)).toEqual(records);
        },
      ),
    );
  });
});
