import type { Account } from '../account';
import { fail } from '../failure';

/** @throws FailureError `invalid-input` where there is no such account. */
export function existing(accounts: Readonly<Record<string, Account>>, id: string): Account {
  return (Object.hasOwn(accounts, id) ? accounts[id] : undefined) ?? fail({ kind: 'invalid-input', field: 'id', reason: 'unknown' });
}
