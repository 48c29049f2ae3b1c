import type { CsvRecord } from '../import/csv-records';
import { longestNote, type NewRecorded, type RecordedKind } from '../ledger-entry';
import { cleanText } from '../text';
import { amountProblem } from './admit';
import type { Column, CsvTable, Mapping } from './csv-table';
import { type AmountStyle, readAmount } from './written-amount';
import { type DateProblem, readDate } from './written-date';

/** How a file is to be understood, where it does not say so itself. */
export interface Understanding {
  mapping: Mapping;
  amounts: AmountStyle;
  /** What every line is, where no column says so. */
  everyLine?: RecordedKind | undefined;
  /** The unit of the account. */
  unit: string;
}

/** Why a line cannot be an entry. */
export type LineProblem = DateProblem | 'missing' | 'not-a-kind' | 'not-a-number' | 'not-positive' | 'other-unit' | 'note-too-long' | 'too-many-cells';

export interface GoodLine {
  line: number;
  entry: NewRecorded;
}

export interface BadLine {
  line: number;
  problem: LineProblem;
  /** Absent where it is the line as a whole. */
  column?: Column;
}

/** Words for each kind, in small letters without signs. */
const kindWords: Record<RecordedKind, readonly string[]> = {
  'top-up': ['topup', 'deposit', 'purchase'],
  spend: ['spend', 'spent', 'usage', 'cost'],
  balance: ['balance'],
};

/** The columns that must be found before a file can be read. */
export function missingColumns({ mapping, everyLine }: Pick<Understanding, 'mapping' | 'everyLine'>): Column[] {
  const needed: Column[] = everyLine === undefined ? ['date', 'kind', 'amount'] : ['date', 'amount'];
  return needed.filter((column) => mapping[column] === undefined);
}

/** Makes entries of a table. Every line that cannot be one is named with its problem; no line is guessed at. */
export function readLines(table: CsvTable, understanding: Understanding): { good: GoodLine[]; bad: BadLine[] } {
  const good: GoodLine[] = [];
  const bad: BadLine[] = [];
  for (const record of table.records) {
    const { line } = record;
    // An amount with a comma in it that nobody put in quotes would otherwise lose what is behind the comma.
    if (record.cells.length > table.headers.length) {
      bad.push({ line, problem: 'too-many-cells' });
      continue;
    }
    const found = entryIn(record, understanding);
    if ('problem' in found) bad.push({ line, ...found });
    else good.push({ line, entry: found });
  }
  return { good, bad };
}

function entryIn({ cells }: CsvRecord, { mapping, amounts, everyLine, unit }: Understanding): NewRecorded | { problem: LineProblem; column: Column } {
  const cell = (column: Column) => (mapping[column] === undefined ? '' : (cells[mapping[column]] ?? '').trim());
  if (cell('date') === '') return { problem: 'missing', column: 'date' };
  const at = readDate(cell('date'));
  if (typeof at === 'string') return { problem: at, column: 'date' };
  const kind = mapping.kind === undefined ? everyLine : kindOf(cell('kind'));
  if (kind === undefined) return { problem: cell('kind') === '' ? 'missing' : 'not-a-kind', column: 'kind' };
  if (cell('amount') === '') return { problem: 'missing', column: 'amount' };
  const value = readAmount(cell('amount'), amounts);
  if (value === undefined) return { problem: 'not-a-number', column: 'amount' };
  // A file that names no currency means the account's.
  const named = cell('currency') || unit;
  const amount = { value, unit: named.toLowerCase() === unit.toLowerCase() ? unit : named };
  const problem = amountProblem(kind, amount, unit);
  if (problem === 'other-unit') return { problem, column: 'currency' };
  if (problem) return { problem: 'not-positive', column: 'amount' };
  const note = unprotected(cell('note'));
  if (note.length > longestNote) return { problem: 'note-too-long', column: 'note' };
  const clean = cleanText(note, longestNote);
  return { kind, at, amount, source: 'csv', ...(clean === '' ? {} : { note: clean }) };
}

function kindOf(written: string): RecordedKind | undefined {
  const word = written.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return (Object.keys(kindWords) as RecordedKind[]).find((kind) => kindWords[kind].includes(word));
}

/** Takes away the sign that `csv-text.ts` puts before what a table would calculate. */
function unprotected(note: string): string {
  return /^'+[=+\-@]/.test(note) ? note.slice(1) : note;
}
