import type { LedgerLine } from '../ledger-entry';
import { columns } from './csv-table';

const day = 86_400_000;

/**
 * Writes a ledger as a table that this program reads again, and others do too: RFC 4180 with a byte order mark, which tells
 * spreadsheets that it is UTF-8. Entries stand in it as they were corrected; what was void is left out.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function csvOf(lines: readonly LedgerLine[]): string {
  const records = lines.flatMap(({ entry, amount }) =>
    amount === 'void' ? [] : [[writtenInstant(entry.at), entry.kind, amount.value, amount.unit, protectedText(entry.note ?? '')]],
  );
  return `\ufeff${[[...columns], ...records].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')}`;
}

/** A whole day, in UTC, is written without a time, as it came. */
function writtenInstant(at: number): string {
  const text = new Date(at).toISOString();
  return at % day === 0 ? text.slice(0, 10) : text;
}

/** Spreadsheets calculate what begins like a formula: with a sign before it, it stays the text that it is. */
function protectedText(text: string): string {
  return /^'*[=+\-@]/.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
  return /[",\r\n;\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
