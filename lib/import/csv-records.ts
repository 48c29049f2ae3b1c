/** One record of a CSV file. */
export interface CsvRecord {
  cells: string[];
  /** The line it begins in, counted from 1. */
  line: number;
}

export type CsvRecords = { ok: true; records: CsvRecord[] } | { ok: false /** Where a quote begins that never ends. */; line: number };

/**
 * Reads records by RFC 4180: cells in quotes may hold separators, line breaks and doubled quotes. Any kind of line break
 * ends a record, and empty lines are none.
 *
 * @param most how many are read at most.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function readRecords(text: string, separator: string, most = Number.POSITIVE_INFINITY): CsvRecords {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  let recordLine = 1;
  let at = 0;
  while (at <= text.length && records.length < most) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, separator);
    if (!cell) return { ok: false, line };
    cells.push(cell.value);
    line += cell.lineBreaks;
    at = cell.end;
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    if (at < text.length && !isBreak(text[at])) {
      // Something behind a closing quote: kept, as the person may see in it what went wrong.
      const rest = plainCell(text, at, separator);
      cells[cells.length - 1] += rest.value;
      at = rest.end;
      if (text[at] === separator) {
        at += 1;
        continue;
      }
    }
    if (cells.length > 1 || cells[0] !== '') records.push({ cells, line: recordLine });
    cells = [];
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
    line += 1;
    recordLine = line;
  }
  return { ok: true, records };
}

interface Cell {
  value: string;
  end: number;
  lineBreaks: number;
}

function plainCell(text: string, start: number, separator: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== separator && !isBreak(text[end])) end += 1;
  return { value: text.slice(start, end), end, lineBreaks: 0 };
}

/** @returns `undefined` where the quote does not end. */
function quotedCell(text: string, start: number): Cell | undefined {
  let from = start + 1;
  const parts: string[] = [];
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') {
      const value = parts.join('"');
      return { value, end: quote + 1, lineBreaks: value.match(/\r\n|\n|\r/g)?.length ?? 0 };
    }
    from = quote + 2;
  }
}

function isBreak(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}
