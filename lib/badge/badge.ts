import { compare, isNegative, isZero } from '../money/decimal';
import type { Quantity } from '../money/quantity';
import { type AccountView, isStale, type Snapshot } from '../snapshot';
import { lowestOf, type Total, totalOf } from '../totals';
import { badgeText } from './badge-text';
import { daysText } from './days-text';
import { type FirstToRunOut, firstToRunOut } from './first-to-run-out';

/** How much is left, in one word. The colour says it too, and is never the only sign. */
export type Level = 'calm' | 'low' | 'critical' | 'unsure';

/** What the toolbar shows, apart from words. */
export interface Badge {
  text: string;
  level: Level;
  /** What the figure is of, for the tooltip. */
  subject: { total: Total; account?: AccountView; first?: FirstToRunOut };
}

/**
 * Decides what the toolbar shows. No account: nothing. Nothing known yet: `…`. Everything failed: `!`. A figure that is
 * old, or not of all accounts, is shown in the colour of the unsure. In badge mode `days` without any forecast: `…d`.
 *
 * @param width characters the toolbar can show.
 */
export function badgeOf(snapshot: Snapshot, now: number, width: number): Badge {
  const total = totalOf(snapshot, now);
  const account = chosenAccount(snapshot) ?? onlyFigure(snapshot, total);
  const first = snapshot.settings.badgeMode === 'days' ? firstToRunOut(snapshot.accounts, now) : undefined;
  const subject = { total, ...(account ? { account } : {}), ...(first ? { first } : {}) };
  if (total.state === 'none' && !account) return { text: '', level: 'calm', subject };
  const figure = account ? figureOfAccount(account, snapshot, now) : figureOfTotal(total);
  // Locked, with every amount hidden: there is nothing to say, and nothing has gone wrong.
  if (figure === undefined && snapshot.vault === 'locked') return { text: '', level: 'unsure', subject };
  if (figure === undefined) return { text: isUnread(account, total) ? '…' : '!', level: 'unsure', subject };
  if (snapshot.settings.badgeMode === 'days') return { ...badgeOfDays(first, snapshot, now), subject };
  const level = figure.isSure ? atLeastLow(levelOf(figure, snapshot), lowAccounts(snapshot, account)) : 'unsure';
  if (snapshot.settings.hideAmounts || snapshot.settings.badgeMode === 'dot') return { text: '●', level, subject };
  const text = figure.amount === 'unlimited' ? '∞' : badgeText(figure.amount.value, figure.amount.unit, width);
  return { text, level, subject };
}

/** Amber from here on, and red, in days. */
const fewDays = { low: 7, critical: 2 };

function badgeOfDays(first: FirstToRunOut | undefined, snapshot: Snapshot, now: number): Omit<Badge, 'subject'> {
  if (!first) return { text: snapshot.settings.hideAmounts ? '●' : '…d', level: 'unsure' };
  const { account, days } = first;
  const level = days < fewDays.critical ? 'critical' : days < fewDays.low ? 'low' : 'calm';
  const isSure = figureOfAccount(account, snapshot, now)?.isSure ?? false;
  return { text: snapshot.settings.hideAmounts ? '●' : daysText(days), level: isSure ? level : 'unsure' };
}

interface Figure {
  amount: Quantity | 'unlimited';
  isSure: boolean;
  /** The service says that it cannot be spent. */
  isBlocked: boolean;
}

/** Nothing has failed: the first reading is still to come. */
function isUnread(account: AccountView | undefined, total: Total): boolean {
  return account ? !account.failure && !account.reading : total.state === 'new';
}

/** The account that the badge mode puts in the total's place. */
function chosenAccount({ settings, accounts }: Snapshot): AccountView | undefined {
  if (settings.badgeMode === 'account') return accounts.find(({ id }) => id === settings.badgeAccountId);
  return settings.badgeMode === 'lowest' ? lowestOf(accounts, settings.currency) : undefined;
}

/** Without any money, an amount of another kind stands for itself: tokens are never added to tokens of another service. */
function onlyFigure({ accounts }: Snapshot, total: Total): AccountView | undefined {
  if (total.amount || total.others.length > 0 || total.unlimited > 0) return undefined;
  const known = accounts.filter(({ reading, countInTotal }) => countInTotal && reading?.remaining !== undefined);
  return known.find(({ reading }) => !reading?.blocked) ?? known[0];
}

function figureOfAccount({ reading, readAt, failure }: AccountView, { settings, vault }: Snapshot, now: number): Figure | undefined {
  if (!reading?.remaining || readAt === undefined) return undefined;
  const isSure = !failure && !isStale(readAt, settings, now, reading.holdsUntil) && vault !== 'locked';
  return { amount: reading.remaining, isSure, isBlocked: reading.blocked === true };
}

function figureOfTotal(total: Total): Figure | undefined {
  const isSure = total.state === 'fresh';
  // Money in other currencies only: the first of them stands for it, rather than nothing.
  const amount = total.amount ?? total.others[0] ?? (total.unlimited > 0 ? 'unlimited' : undefined);
  return amount && { amount, isSure, isBlocked: false };
}

/** Those of the accounts shown that are below a limit of an alert. */
export function lowAccounts({ accounts }: Snapshot, shown: AccountView | undefined): AccountView[] {
  return (shown ? [shown] : accounts.filter(({ countInTotal }) => countInTotal)).filter(({ isLow }) => isLow);
}

/** Much in all does not help whoever uses the account that runs dry. */
function atLeastLow(level: Level, low: readonly AccountView[]): Level {
  return level === 'calm' && low.length > 0 ? 'low' : level;
}

function levelOf({ amount, isBlocked }: Figure, { settings }: Snapshot): Level {
  if (isBlocked) return 'critical';
  if (amount === 'unlimited') return 'calm';
  if (isNegative(amount.value) || isZero(amount.value)) return 'critical';
  // The thresholds are amounts of one currency and say nothing about another.
  if (amount.unit !== settings.currency) return 'calm';
  if (compare(amount.value, settings.criticalAmount) <= 0) return 'critical';
  return compare(amount.value, settings.lowAmount) < 0 ? 'low' : 'calm';
}
