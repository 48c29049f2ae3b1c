import { fail } from '../failure';
import { balance } from '../ledger/balance';
import { type LedgerEntry, unitOf } from '../ledger-entry';
import { defineProvider } from '../provider-host/define';
import type { Reading } from '../reading';

export default defineProvider({
  id: 'ledger',
  name: 'Ledger',
  icon: { text: 'Le', color: '#5b4a8a' },
  fields: ['currency'],
  methods: [
    {
      id: 'entries',
      credential: 'none',
      auth: 'none',
      reads: 'entries',
      gives: 'balance',
      // The form of its tables: there is no service that could be read about.
      source: { url: 'https://datatracker.ietf.org/doc/html/rfc4180', checked: 'never' },
      read: async ({ entries, fields, now }) => parse(await entries(), unitOf(fields), now),
    },
  ],
});

/**
 * Adds up the entries. Without a top-up or a balance nobody knows what the spend is taken from, so only the spend is told.
 *
 * @throws FailureError `invalid-input` where an entry is of another unit than the account.
 */
export function parse(entries: readonly LedgerEntry[], unit: string, now: number): Reading {
  const result = balance(entries, unit, now);
  if (!result.ok) return fail({ kind: 'invalid-input', field: 'currency', reason: result.problem });
  const { remaining, used, granted, adjusted, count, lastAt, nextAt } = result.balance;
  return {
    ...(remaining ? { remaining, granted } : {}),
    ...(count > 0 ? { used } : {}),
    meaning: remaining ? 'balance' : 'spend',
    basis: 'derived',
    scope: 'account',
    holdsUntil: nextAt ?? null,
    rule: { kind: 'entries', count, through: entries.length, ...(lastAt === undefined ? {} : { lastAt }), ...(adjusted.value === '0' ? {} : { adjusted }) },
  };
}
