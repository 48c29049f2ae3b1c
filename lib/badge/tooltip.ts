import { runwaySentence } from '../i18n/forecast-text';
import type { tooltip as English } from '../i18n/languages/en';
import { clock } from '../i18n/when';
import { formatQuantity } from '../money/format';
import type { Quantity } from '../money/quantity';
import { accountState, type Snapshot } from '../snapshot';
import type { Total } from '../totals';
import { type Badge, lowAccounts } from './badge';
import type { FirstToRunOut } from './first-to-run-out';

/** What the tooltip needs besides the figures. */
interface Words {
  tooltip: typeof English;
  locale: string;
}

/** Says in full sentences what the badge says in four characters, and what is wrong, if something is. */
export function tooltipOf({ subject: { total, account, first } }: Badge, snapshot: Snapshot, { tooltip, locale }: Words, now: number): string {
  if (total.state === 'none' && !account) return snapshot.accounts.length > 0 ? tooltip.uncounted : tooltip.empty;
  const low = lowAccounts(snapshot, account).map(({ label }) => label);
  // A long list helps nobody.
  const belowLimit = low.length > 0 ? [low.length <= 3 ? tooltip.belowLimit(low.join(', ')) : tooltip.manyBelowLimit(low.length)] : [];
  const trouble = [...belowLimit, ...troubles(snapshot, tooltip, now)];
  if (snapshot.settings.hideAmounts || snapshot.settings.badgeMode === 'dot') return [tooltip.hidden(total.count), ...trouble].join(' ');
  const write = (amount: Quantity) => formatQuantity(amount, locale);
  const runsOut = snapshot.settings.badgeMode === 'days' && total.known > 0 ? [sentenceOfDays(first, tooltip, now)] : [];
  const remaining = account?.reading?.remaining;
  if (account && remaining) {
    const figure = remaining === 'unlimited' ? tooltip.unlimitedOnly : tooltip.account(account.label, write(remaining));
    const readAt = account.readAt === undefined ? [] : [tooltip.readAt(clock(account.readAt, now, locale))];
    return [figure, ...(account.reading?.blocked ? [tooltip.blocked] : []), ...runsOut, ...readAt, ...trouble].join(' ');
  }
  return [...sentencesOfTotal(total, snapshot, tooltip, write), ...runsOut, ...times(total, tooltip, now, locale), ...trouble].join(' ');
}

function sentencesOfTotal(total: Total, { unreadable, vault }: Snapshot, tooltip: Words['tooltip'], write: (amount: Quantity) => string): string[] {
  const { lowest } = total;
  const [first, ...rest] = total.amount ? [total.amount, ...total.others] : total.others;
  if (!first) {
    if (total.unlimited > 0) return [tooltip.unlimitedOnly];
    if (vault === 'locked') return [tooltip.lockedOnly];
    return [total.state === 'new' ? tooltip.waiting : tooltip.unknown(total.count + unreadable.length)];
  }
  const sentences = [tooltip.total(write(first), total.summed)];
  if (rest.length > 0) sentences.push(tooltip.others(rest.map(write).join(', ')));
  if (total.unlimited > 0) sentences.push(tooltip.unlimited(total.unlimited));
  if (total.limits > 0) sentences.push(tooltip.limits(total.limits));
  if (total.converted) sentences.push(tooltip.converted);
  const amount = lowest?.reading?.remaining;
  if (lowest && amount && amount !== 'unlimited' && total.summed > 1) sentences.push(tooltip.lowest(lowest.label, write(amount)));
  return sentences;
}

function sentenceOfDays(first: FirstToRunOut | undefined, tooltip: Words['tooltip'], now: number): string {
  if (!first) return tooltip.noForecast;
  const { account, days } = first;
  const { runway } = account;
  return tooltip.firstToRunOut(account.label, days > 0 && runway ? runwaySentence(runway, now, tooltip.runway) : tooltip.isEmpty);
}

/** The oldest figure decides: nothing in the sum is older than what is said. */
function times({ readAt }: Total, tooltip: Words['tooltip'], now: number, locale: string): string[] {
  return readAt === undefined ? [] : [tooltip.readAt(clock(readAt, now, locale))];
}

function troubles(snapshot: Snapshot, tooltip: Words['tooltip'], now: number): string[] {
  const states = snapshot.accounts.map((account) => accountState(account, snapshot, now));
  const count = (state: (typeof states)[number]) => states.filter((candidate) => candidate === state).length;
  const failed = count('failed') + snapshot.unreadable.length;
  return [
    ...(failed > 0 ? [tooltip.failed(failed)] : []),
    ...(count('stale') > 0 ? [tooltip.stale(count('stale'))] : []),
    ...(count('new') > 0 && count('new') < states.length ? [tooltip.unread(count('new'))] : []),
    ...(snapshot.vault === 'locked' && snapshot.accounts.some(({ reading }) => reading) ? [tooltip.locked] : []),
  ];
}
