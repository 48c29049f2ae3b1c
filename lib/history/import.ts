import type { History, HistoryPoint, HistorySeries, ImportProblem, ReportedSpend } from '../history-point';
import { earliest, historySchema, latest } from '../history-schema';
import { parseDecimal } from '../money/decimal';
import { type CsvRow, readCsv } from './csv';
import { type ExportColumn, type ExportedAccount, exportColumns, exportFormat } from './export';
import { inOrder } from './merge';

/** What a file holds. Rows of accounts that are not here are left out and counted. */
export type Imported = { ok: true; history: History; skipped: number } | { ok: false; problems: ImportProblem[] };

/** More than anybody reads at once. */
const mostProblems = 20;

/**
 * Reads an export back. Accounts are found by their id, or where it is another installation by name, service and address.
 *
 * @returns nothing but the problems if there is one: half a file is not taken.
 */
export function importHistory(text: string, accounts: readonly ExportedAccount[]): Imported {
  return /^\uFEFF?\s*\{/.test(text) ? fromJson(text, accounts) : fromCsv(text, accounts);
}

type Cells = Partial<Record<ExportColumn, string>>;

function fromCsv(text: string, accounts: readonly ExportedAccount[]): Imported {
  const read = readCsv(text);
  if (!read.ok) return { ok: false, problems: [{ kind: 'quote', line: read.problem.line }] };
  const [head, ...rows] = read.rows;
  const missing = exportColumns.find((column) => !head?.cells.includes(column));
  if (!head || missing !== undefined) return { ok: false, problems: [{ kind: 'columns', line: head?.line ?? 1, ...(missing ? { column: missing } : {}) }] };
  const problems: ImportProblem[] = [];
  const points = new Map<string, HistorySeries>();
  const spend: ReportedSpend[] = [];
  let skipped = 0;
  for (const row of rows) {
    const cells = named(head, row);
    const wrong = row.cells.length === head.cells.length ? problemIn(cells) : { kind: 'columns' as const };
    if (wrong) problems.push({ ...wrong, line: row.line });
    if (wrong || problems.length > 0) continue;
    const account = accountOf({ id: cells.account_id, label: cells.account, providerId: cells.provider, origin: cells.address }, accounts);
    if (account === undefined) skipped += 1;
    else if (cells.kind === 'spend') spend.push({ account, unit: cells.unit ?? '', day: cells.time ?? '', amount: amountIn(cells.spent) ?? '0' });
    else {
      const name = { account, series: cells.series ?? '', unit: cells.unit ?? '', meaning: cells.meaning as HistorySeries['meaning'] };
      const series = points.get(Object.values(name).join('\n')) ?? { ...name, points: [] };
      series.points.push(pointIn(cells));
      points.set(Object.values(name).join('\n'), series);
    }
  }
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, mostProblems) };
  return { ok: true, history: { series: [...points.values()].map((one) => ({ ...one, points: inOrder(one.points) })), spend }, skipped };
}

function named({ cells: names }: CsvRow, { cells }: CsvRow): Cells {
  return Object.fromEntries(exportColumns.map((column) => [column, cells[names.indexOf(column)] ?? '']));
}

const amounts = ['remaining', 'used', 'granted'] as const;

function problemIn(cells: Cells): Omit<ImportProblem, 'line'> | undefined {
  const { kind, time = '', unit = '', meaning = '', basis = '', series = '', method = '' } = cells;
  if (kind !== 'reading' && kind !== 'spend') return { kind: 'kind', column: 'kind' };
  if (unit.length < 1 || unit.length > 24) return { kind: 'unit', column: 'unit' };
  const at = Date.parse(time);
  if (kind === 'spend') {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(time) || Number.isNaN(at)) return { kind: 'time', column: 'time' };
    return amountIn(cells.spent) === undefined ? { kind: 'amount', column: 'spent' } : undefined;
  }
  if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(time) || !(at >= earliest && at <= latest)) return { kind: 'time', column: 'time' };
  const wrong = amounts.find((column) => cells[column] !== '' && amountIn(cells[column]) === undefined);
  if (wrong) return { kind: 'amount', column: wrong };
  if (!['balance', 'budget', 'spend'].includes(meaning)) return { kind: 'meaning', column: 'meaning' };
  if (!['reported', 'derived', 'estimated'].includes(basis)) return { kind: 'basis', column: 'basis' };
  if (series.length < 1 || series.length > 120) return { kind: 'value', column: 'series' };
  return method.length > 40 ? { kind: 'value', column: 'method' } : undefined;
}

function pointIn({ time = '', remaining, used, granted, basis, method = '' }: Cells): HistoryPoint {
  const [value, spent, limit] = [remaining, used, granted].map(amountIn);
  return {
    at: Date.parse(time),
    ...(value === undefined ? {} : { value }),
    ...(spent === undefined ? {} : { used: spent }),
    ...(limit === undefined ? {} : { granted: limit }),
    basis: basis as HistoryPoint['basis'],
    method,
  };
}

/** @returns nothing for an empty cell: missing is not zero. */
function amountIn(cell: string | undefined): string | undefined {
  return parseDecimal(cell);
}

function fromJson(text: string, accounts: readonly ExportedAccount[]): Imported {
  let file: { format?: unknown; version?: unknown; accounts?: unknown; series?: unknown; spend?: unknown };
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // Both browsers name the line in the message, and nowhere else.
    const line = Number(/line (\d+)/.exec(String(error))?.[1]);
    return { ok: false, problems: [{ kind: 'not-readable', ...(line > 0 ? { line } : {}) }] };
  }
  if (file.format !== exportFormat.format) return { ok: false, problems: [{ kind: 'format', place: '/format' }] };
  if (file.version !== exportFormat.version) return { ok: false, problems: [{ kind: 'version', place: '/version' }] };
  const parsed = historySchema().safeParse({ series: file.series, spend: file.spend });
  if (!parsed.success) {
    const problems = parsed.error.issues.slice(0, mostProblems).map(({ path }) => ({ kind: 'value' as const, place: `/${path.join('/')}` }));
    return { ok: false, problems };
  }
  const own = (id: string) => accountOf({ id, ...describedIn(file.accounts, id) }, accounts);
  const { series, spend } = parsed.data;
  const known = { series: series.flatMap((one) => mapped(one, own)), spend: spend.flatMap((one) => mapped(one, own)) };
  const rows = (list: readonly { points: readonly unknown[] }[]) => list.reduce((sum, { points }) => sum + points.length, 0);
  const skipped = rows(series) - rows(known.series) + spend.length - known.spend.length;
  return { ok: true, history: { ...known, series: known.series.map((one) => ({ ...one, points: inOrder(one.points) })) }, skipped };
}

function mapped<Value extends { account: string }>(value: Value, own: (id: string) => string | undefined): Value[] {
  const account = own(value.account);
  return account === undefined ? [] : [{ ...value, account }];
}

function describedIn(listed: unknown, id: string): Partial<ExportedAccount> {
  const found = Array.isArray(listed) ? listed.find((one: { id?: unknown } | null) => one?.id === id) : undefined;
  const { label, provider, address } = (found ?? {}) as { label?: string; provider?: string; address?: string };
  return {
    ...(label === undefined ? {} : { label }),
    ...(provider === undefined ? {} : { providerId: provider }),
    ...(address === undefined ? {} : { origin: address }),
  };
}

function accountOf(
  { id, label, providerId, origin }: { [Key in keyof ExportedAccount]?: string | undefined },
  accounts: readonly ExportedAccount[],
): string | undefined {
  if (id !== undefined && idsOf(accounts).has(id)) return id;
  const alike = accounts.filter((account) => account.label === label && account.providerId === providerId && account.origin === origin);
  return alike.length === 1 ? alike[0]?.id : undefined;
}

const known = new WeakMap<readonly ExportedAccount[], ReadonlySet<string>>();

/** Every row of a file asks for its account: a list would be gone through a million times. */
function idsOf(accounts: readonly ExportedAccount[]): ReadonlySet<string> {
  const ids = known.get(accounts) ?? new Set(accounts.map(({ id }) => id));
  known.set(accounts, ids);
  return ids;
}
