/** What is wrong with a text that should be CSV, and in which line, counted from one. */
export interface CsvProblem {
  line: number;
  kind: 'quote' | 'after-quote';
}

/** A row with the line that it begins in, counted from one. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** Writes rows as RFC 4180 has them. No cell is taken for a formula by a spreadsheet. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

/**
 * Reads CSV: RFC 4180, with any kind of line ends, and a byte order mark or none. Empty lines are no rows.
 *
 * @returns the rows with what {@link writeCsv} put before formulas taken away, or the first problem.
 */
export function readCsv(text: string): { ok: true; rows: CsvRow[] } | { ok: false; problem: CsvProblem } {
  const rows: CsvRow[] = [];
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  const token = /"((?:[^"]|"")*)"|[^,"\r\n]*/y;
  const end = /,|\r\n|\r|\n|$/y;
  token.lastIndex = from;
  let line = 1;
  let row: CsvRow = { line, cells: [] };
  for (let isOver = false; !isOver; ) {
    const begin = token.lastIndex;
    const [cell = '', quoted] = token.exec(text) ?? [];
    end.lastIndex = begin + cell.length;
    const separator = end.exec(text)?.[0];
    if (separator === undefined) return { ok: false, problem: { line, kind: text[begin] === '"' && quoted !== undefined ? 'after-quote' : 'quote' } };
    row.cells.push(unguarded(quoted?.replaceAll('""', '"') ?? cell));
    line += linesIn(quoted ?? '');
    token.lastIndex = end.lastIndex;
    isOver = separator === '';
    if (separator === ',') continue;
    if (row.cells.length > 1 || row.cells[0] !== '') rows.push(row);
    line += 1;
    row = { line, cells: [] };
  }
  return { ok: true, rows };
}

function linesIn(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

const plainNumber = /^-?\d+(?:\.\d+)?$/;

function cellOf(text: string): string {
  const guarded = /^[=+\-@\t\r']/.test(text) && !plainNumber.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function unguarded(text: string): string {
  return /^'[=+\-@\t\r']/.test(text) ? text.slice(1) : text;
}
