import type { Account } from '../account';
import { fail } from '../failure';
import { amountProblem, correctionProblem } from '../ledger/admit';
import { reconcile } from '../ledger/balance';
import { linesOf } from '../ledger/lines';
import { missingEntries } from '../ledger/missing-entries';
import { type LedgerEntry, longestNote, type NewRecorded, type RecordedKind, unitOf } from '../ledger-entry';
import { parseDecimal } from '../money/decimal';
import type { Quantity } from '../money/quantity';
import type { CommandName, CommandOutput } from '../protocol';
import type { Reading } from '../reading';
import { cleanText } from '../text';
import type { Dependencies, Handlers } from './handlers';
import { isLedger } from './ledgers';
import type { State } from './state';

type LedgerCommand = Extract<CommandName, `ledger.${string}`>;

/** An entry as a page sends it: the rest of it is not for a page to say. */
interface Sent {
  kind: RecordedKind;
  at: number;
  amount: Quantity;
  note?: string | undefined;
}

/** What the commands about ledgers do. */
export function createLedgerHandlers({ state, ledgers, http }: Pick<Dependencies, 'state' | 'ledgers' | 'http'>): Pick<Handlers, LedgerCommand> {
  return {
    async 'ledger.add'({ id, kind, amount, at, note }) {
      const { unit } = ledgerIn(state.get(), id);
      const entry = checked({ kind, amount, at: at ?? http.now(), note }, unit, 'hand');
      await ledgers.append(id, () => ({ entries: [entry] }));
      return null;
    },

    async 'ledger.correct'({ id, entry, amount: sent }) {
      const { unit } = ledgerIn(state.get(), id);
      const amount = sent === 'void' ? sent : plain(sent);
      await ledgers.append(id, ({ entries }) => {
        const reason = correctionProblem(entries, entry, amount, unit);
        if (reason) fail({ kind: 'invalid-input', field: reason === 'unknown-entry' ? 'entry' : 'amount', reason });
        return { entries: [{ kind: 'correction', corrects: entry, amount, at: http.now(), source: 'hand' }] };
      });
      return null;
    },

    async 'ledger.import'({ id, entries: sent, preview }) {
      const { unit } = ledgerIn(state.get(), id);
      const wanted = sent.map((entry) => checked(entry, unit, 'csv'));
      const answer = (missing: number) => ({ added: missing, known: wanted.length - missing });
      if (preview) return answer(missingEntries((await ledgers.read(id)).entries, wanted).length);
      // What is there is looked at in the transaction that writes: two imports at once add nothing twice either.
      const added = await ledgers.append(id, ({ entries }) => {
        const missing = missingEntries(entries, wanted);
        return missing.length > 0 ? { entries: missing } : undefined;
      });
      return answer(added.length);
    },

    async 'ledger.read'({ id, from, most }) {
      const { account } = ledgerIn(state.get(), id);
      const { entries, lost } = await ledgers.read(id);
      const lines = linesOf(entries).reverse();
      const reconciliation = lost > 0 ? undefined : heldAgainst(account, entries, state.get());
      return { lines: lines.slice(from, from + most), total: lines.length, lost, ...(reconciliation ? { reconciliation } : {}) };
    },

    async 'ledger.settle'({ id }) {
      const { account } = ledgerIn(state.get(), id);
      await ledgers.append(id, ({ entries }) => {
        const { accounts } = state.get();
        const found = heldAgainst(account, entries, state.get()) ?? fail({ kind: 'invalid-input', field: 'checkedBy', reason: 'not-reported' });
        const note = accounts[account.ledger?.checkedBy ?? '']?.label.slice(0, longestNote);
        return found.settling && { entries: [{ ...found.settling, ...(note ? { note } : {}) }] };
      });
      return null;
    },

    async 'ledger.link'({ id, ...links }) {
      await state.update((current) => {
        const { account } = ledgerIn(current, id);
        for (const [field, other] of Object.entries(links)) {
          const isKnown = other === undefined || (other !== id && Object.hasOwn(current.accounts, other));
          if (!isKnown) fail({ kind: 'invalid-input', field, reason: 'unknown' });
        }
        const { spendFrom, checkedBy } = links;
        return { accounts: { [id]: { ...account, ledger: { ...(spendFrom ? { spendFrom } : {}), ...(checkedBy ? { checkedBy } : {}) } } } };
      });
      return null;
    },
  } satisfies { [Name in LedgerCommand]: (...input: Parameters<Handlers[Name]>) => Promise<CommandOutput[Name]> };
}

function ledgerIn({ accounts }: State, id: string): { account: Account; unit: string } {
  const account = Object.hasOwn(accounts, id) ? accounts[id] : undefined;
  if (!account || !isLedger(account)) return fail({ kind: 'invalid-input', field: 'id', reason: 'unknown' });
  return { account, unit: unitOf(account.fields) };
}

/** @throws FailureError `invalid-input` with the field and the reason. */
function checked({ kind, at, amount: sent, note = '' }: Sent, unit: string, source: 'hand' | 'csv'): NewRecorded {
  const amount = plain(sent);
  const reason = amountProblem(kind, amount, unit);
  if (reason) fail({ kind: 'invalid-input', field: 'amount', reason });
  const clean = cleanText(note, longestNote);
  return { kind, at, amount, source, ...(clean === '' ? {} : { note: clean }) };
}

/** In plain notation, so that `1.50` and `1.5` are the same entry. */
function plain({ value, unit }: Quantity): Quantity {
  return { value: parseDecimal(value) ?? fail({ kind: 'invalid-input', field: 'amount', reason: 'not-a-number' }), unit };
}

/** Only what a service itself reports as money can be held against anything. */
function heldAgainst({ ledger, fields }: Account, entries: readonly LedgerEntry[], { accounts, statuses }: State) {
  const other = ledger?.checkedBy === undefined ? undefined : accounts[ledger.checkedBy];
  const status = other && statuses[other.id];
  const amount = reportedBalance(status?.reading);
  if (!amount || status?.readAt === undefined || amount.unit !== unitOf(fields)) return undefined;
  const result = reconcile(entries, { amount, at: status.readAt });
  return result.ok ? result.reconciliation : undefined;
}

function reportedBalance(reading: Reading | undefined): Quantity | undefined {
  if (reading?.meaning !== 'balance' || reading.basis !== 'reported' || reading.remaining === 'unlimited') return undefined;
  return reading.remaining;
}
