import * as z from 'zod/mini';
import type { Decimal } from './money/decimal';
import { storedDecimal } from './money/schemas';

/** What the limit of each kind of alert is measured in, and what it is unless a person says otherwise; `null` is off. */
export const alertLimits = {
  'below-amount': { unit: 'amount', usual: null },
  'below-share': { unit: 'percent', usual: '10' },
  'few-days': { unit: 'days', usual: '3' },
  'grant-expires': { unit: 'days', usual: '7' },
  'key-expires': { unit: 'days', usual: '7' },
  'spend-today': { unit: 'amount', usual: null },
  'key-refused': { unit: 'none', usual: '1' },
  silent: { unit: 'days', usual: '1' },
  'session-ended': { unit: 'none', usual: '1' },
  'topped-up': { unit: 'none', usual: null },
} as const satisfies Record<string, { unit: 'amount' | 'percent' | 'days' | 'none'; usual: Decimal | null }>;

export type AlertKind = keyof typeof alertLimits;
export const alertKinds = Object.keys(alertLimits) as AlertKind[];

/** A limit for each kind that a person has an opinion about; `null` switches the kind off, and what is missing is as usual. */
export type AlertLimits = { [Kind in AlertKind]?: Decimal | null | undefined };

/** Hours of the day in which nothing is told, in minutes after midnight of the person's own time. They may span midnight. */
export interface QuietHours {
  from: number;
  to: number;
}

/** What a person has chosen about alerts. Amounts are of the total's currency, for one account of that account's own unit. */
export interface AlertSettings {
  limits?: AlertLimits | undefined;
  /** Per account, by its id: what differs from the above. */
  accounts?: Record<string, { limits?: AlertLimits | undefined; snoozedUntil?: number | undefined }> | undefined;
  quiet?: QuietHours | undefined;
  /** Nothing is told before this instant, Unix milliseconds. */
  snoozedUntil?: number | undefined;
  /** Whether the browser's notifications are used. */
  notifications?: boolean | undefined;
}

function quietSchema() {
  const minute = z.number().check(z.refine(Number.isInteger), z.minimum(0), z.maximum(24 * 60 - 1));
  return z.object({ from: minute, to: minute });
}

/** A stored {@link AlertSettings}. Made when it is first needed. */
export function alertSettingsSchema() {
  const limits = z.optional(z.partialRecord(z.enum(alertKinds), z.optional(z.nullable(storedDecimal))));
  const snoozedUntil = z.optional(z.number());
  return z.object({
    limits,
    accounts: z.optional(z.record(z.string().check(z.maxLength(64)), z.object({ limits, snoozedUntil }))),
    quiet: z.optional(quietSchema()),
    snoozedUntil,
    notifications: z.optional(z.boolean()),
  });
}

/** A change of them. `null` takes something back: what is as usual, no quiet hours, no snooze. A limit of `'off'` switches its kind off. */
export interface AlertChange {
  /** For this account only. */
  account?: string | undefined;
  limits?: { [Kind in AlertKind]?: Decimal | 'off' | null | undefined } | undefined;
  snoozedUntil?: number | null | undefined;
  quiet?: QuietHours | null | undefined;
  notifications?: boolean | undefined;
}

/** An {@link AlertChange} as pages send it. */
export function alertChangeSchema() {
  return z.strictObject({
    account: z.optional(z.string().check(z.maxLength(64))),
    limits: z.optional(z.partialRecord(z.enum(alertKinds), z.optional(z.nullable(z.union([storedDecimal, z.literal('off')]))))),
    snoozedUntil: z.optional(z.nullable(z.number())),
    quiet: z.optional(z.nullable(quietSchema())),
    notifications: z.optional(z.boolean()),
  });
}

/** @returns the settings after a change; everything that it does not name stays. */
export function changedAlerts(before: AlertSettings, { account, limits, snoozedUntil, quiet, notifications }: AlertChange): AlertSettings {
  const own = account === undefined ? before : before.accounts?.[account];
  const chosen = { limits: changedLimits(own?.limits, limits), snoozedUntil: snoozedUntil === undefined ? own?.snoozedUntil : (snoozedUntil ?? undefined) };
  const changed = account === undefined ? chosen : { accounts: { ...before.accounts, [account]: chosen } };
  return {
    ...before,
    ...changed,
    ...(quiet === undefined ? {} : { quiet: quiet ?? undefined }),
    ...(notifications === undefined ? {} : { notifications }),
  };
}

function changedLimits(before: AlertLimits = {}, change: AlertChange['limits'] = {}): AlertLimits {
  const after: AlertLimits = { ...before };
  for (const kind of alertKinds) {
    const limit = change[kind];
    if (limit === null) delete after[kind];
    else if (limit !== undefined) after[kind] = limit === 'off' ? null : limit;
  }
  return after;
}

/**
 * The limit that holds for an account, in the unit of its kind; `null` where the kind is off.
 *
 * @param unit of the account's figure. An amount that is meant for all accounts is one of `currency`, and says nothing about others.
 */
export function limitOf(kind: AlertKind, { limits = {}, accounts = {} }: AlertSettings, accountId: string, unit: string | undefined, currency: string) {
  const own = Object.hasOwn(accounts, accountId) ? accounts[accountId]?.limits?.[kind] : undefined;
  if (own !== undefined) return own;
  const { unit: measure, usual } = alertLimits[kind];
  if (measure === 'amount' && unit !== currency) return null;
  return limits[kind] === undefined ? usual : limits[kind];
}
