import { type CsvRecord, readRecords } from '../import/csv-records';

/** What a column of a file may hold. */
export const columns = ['date', 'kind', 'amount', 'currency', 'note'] as const;
export type Column = (typeof columns)[number];

/** Which column of the file holds what, by its place from 0. */
export type Mapping = Partial<Record<Column, number>>;

/** A file that has been cut into cells, with what its header says of them. */
export interface CsvTable {
  headers: string[];
  records: CsvRecord[];
  /** As far as the header could be understood. */
  mapping: Mapping;
}

/** Why a file cannot be read at all. */
export type TableProblem = 'empty' | 'open-quote' | 'too-many';

export type TableResult = { ok: true; table: CsvTable } | { ok: false; problem: TableProblem; line: number };

/** So many lines are taken at once. */
export const mostLines = 20_000;

/** Names of columns, in small letters without signs. */
const known: Record<Column, readonly string[]> = {
  date: ['date', 'at', 'time', 'day', 'datetime', 'timestamp'],
  kind: ['kind', 'type'],
  amount: ['amount', 'value', 'sum'],
  currency: ['currency', 'unit'],
  note: ['note', 'notes', 'description', 'comment', 'memo'],
};

/** Reads a table with a line of headers. Commas, semicolons and tabs separate; a byte order mark does not matter. */
export function readTable(file: string): TableResult {
  const text = file.replace(/^\ufeff/, '');
  const read = readRecords(text, separatorOf(text), mostLines + 2);
  if (!read.ok) return { ok: false, problem: 'open-quote', line: read.line };
  const [header, ...records] = read.records;
  if (!header || records.length === 0) return { ok: false, problem: 'empty', line: 1 };
  if (records.length > mostLines) return { ok: false, problem: 'too-many', line: records.at(-1)?.line ?? 1 };
  const headers = header.cells.map((cell) => cell.trim());
  return { ok: true, table: { headers, records, mapping: mappingOf(headers) } };
}

/** The separator that cuts the header into the most columns. */
function separatorOf(text: string): string {
  const cells = (separator: string) => {
    const read = readRecords(text.slice(0, 2000), separator, 1);
    return read.ok ? (read.records[0]?.cells.length ?? 0) : 0;
  };
  return [',', ';', '\t'].reduce((best, separator) => (cells(separator) > cells(best) ? separator : best));
}

function mappingOf(headers: readonly string[]): Mapping {
  const names = headers.map((header) => header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  const found = columns.map((column) => [column, names.findIndex((name) => known[column].includes(name))] as const);
  return Object.fromEntries(found.filter(([, place]) => place >= 0));
}
