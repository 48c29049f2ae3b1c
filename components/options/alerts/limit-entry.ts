import { type AlertKind, alertLimits } from '@/lib/alert-settings';
import { compare, type Decimal, isZero } from '@/lib/money/decimal';
import { amountOf } from '../Entry';

/** Ten years of days, and the whole of a share: further limits could never be met. */
const most = { percent: '100', days: '3650' } as const;

/** @returns what was entered as a limit of this kind, or nothing where it cannot be one. */
export function limitIn(kind: AlertKind, entered: string): Decimal | undefined {
  const value = amountOf(entered);
  const { unit } = alertLimits[kind];
  if (value === undefined || unit === 'amount' || unit === 'none') return value;
  return isZero(value) || compare(value, most[unit]) > 0 ? undefined : value;
}
