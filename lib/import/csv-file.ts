import { type CsvRecord, readRecords } from './csv-records';
import { entryOf, refusedEntry } from './entry-of';
import { type ImportEntry, type ImportResult, mostEntries } from './import-result';
import { isRelay, providerNamed, residentOf } from './owner-of-key';

const columns = ['name', 'provider', 'base_url', 'key', 'user_id'] as const;
type Column = (typeof columns)[number];

/**
 * Reads a table with a line of headers, in any order, of which only `key` must be there. Commas, semicolons and tabs
 * separate; other columns are passed over.
 *
 * @returns `undefined` for text whose first line is no such header.
 */
export function readCsvFile(text: string): ImportResult | undefined {
  const separator = separatorOf(text);
  if (separator === undefined) return undefined;
  // One more than may be, and the header.
  const read = readRecords(text, separator, mostEntries + 2);
  if (!read.ok) return { kind: 'refused', reason: 'wrong-shape', place: { line: read.line } };
  const [header, ...records] = read.records;
  if (records.length > mostEntries) return { kind: 'refused', reason: 'too-large' };
  const names = header?.cells.map(columnName) ?? [];
  return { kind: 'csv', entries: records.map((record) => entryIn(record, names)) };
}

/** The separator by which the first line names the most columns. */
function separatorOf(text: string): string | undefined {
  // No header is longer, and the first line of another file may be the whole of it.
  const start = text.slice(0, 2000);
  const candidates = [',', ';', '\t'].map((separator) => {
    const read = readRecords(start, separator, 1);
    const names = read.ok ? (read.records[0]?.cells.map(columnName) ?? []) : [];
    return { separator, known: names.includes('key') ? columns.filter((column) => names.includes(column)).length : 0 };
  });
  const [best] = candidates.sort((left, right) => right.known - left.known);
  return best && best.known > 0 ? best.separator : undefined;
}

function columnName(cell: string): string {
  return cell
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}

function entryIn({ cells, line }: CsvRecord, names: readonly string[]): ImportEntry {
  const cell = (column: Column) => cells[names.indexOf(column)]?.trim() ?? '';
  const place = { line };
  const [label, key, address, userId] = [cell('name'), cell('key'), cell('base_url'), cell('user_id')];
  const named = providerNamed(cell('provider'));
  if (!named && cell('provider') !== '') return refusedEntry('unknown-provider', label, place, key);
  // Relays number their users, and tell an account's figures to its access token, which has no prefix.
  const isAccessToken = userId !== '' && !key.startsWith('sk-') && (named ? isRelay(named) : address !== '' && !residentOf(address));
  const credential = isAccessToken ? ('access-token' as const) : undefined;
  return entryOf({ label, place, key, named, address: address === '' ? undefined : address, credential, fields: { userId } });
}
