import type { History, HistoryPoint, HistorySeries } from '../history-point';
import type { AccountView } from '../snapshot';
import { writeCsv } from './csv';

/** What an export says of the accounts in it. Never a key. */
export type ExportedAccount = Pick<AccountView, 'id' | 'label' | 'providerId' | 'origin'>;

/** The columns of the CSV file, by name: what was said, and where it comes from. */
export const exportColumns = [
  'kind',
  'account_id',
  'account',
  'provider',
  'address',
  'series',
  'time',
  'remaining',
  'used',
  'granted',
  'spent',
  'unit',
  'meaning',
  'basis',
  'method',
] as const;
export type ExportColumn = (typeof exportColumns)[number];

export const exportFormat = { format: 'remainder-history', version: 1 } as const;

/** One row a point, and one a day that a service has reported; times in UTC, amounts exactly. With a byte order mark, or some spreadsheets take names for Latin-1. */
export function historyToCsv({ series, spend }: History, accounts: readonly ExportedAccount[]): string {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const cells = (row: Partial<Record<ExportColumn, string | undefined>>) => exportColumns.map((column) => row[column] ?? '');
  const about = (id: string) => {
    const account = byId.get(id);
    return { account_id: id, account: account?.label, provider: account?.providerId, address: account?.origin };
  };
  const points = series.flatMap((one) => one.points.map((point) => cells({ kind: 'reading', ...about(one.account), ...rowOf(one, point) })));
  const days = spend.map(({ account, unit, day, amount }) => cells({ kind: 'spend', ...about(account), time: day, spent: amount, unit, basis: 'reported' }));
  return `\uFEFF${writeCsv([exportColumns, ...points, ...days])}`;
}

/** The same as an object: one entry a series, amounts as text. */
export function historyToJson({ series, spend }: History, accounts: readonly ExportedAccount[], now: number): string {
  const about = accounts.map(({ id, label, providerId, origin }) => ({ id, label, provider: providerId, address: origin }));
  return `${JSON.stringify({ ...exportFormat, exportedAt: new Date(now).toISOString(), accounts: about, series, spend }, undefined, 1)}\n`;
}

function rowOf({ series, unit, meaning }: HistorySeries, { at, value, used, granted, basis, method }: HistoryPoint) {
  return { series, time: new Date(at).toISOString(), remaining: value, used, granted, unit, meaning, basis, method };
}
