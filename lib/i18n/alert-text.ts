import type { StoredAlert } from '../alert-memory';
import { formatQuantity } from '../money/format';
import type { Quantity } from '../money/quantity';
import type { alert as English } from './languages/en';
import { clock, dayOfMonth } from './when';

/**
 * An alert in words: a title with the account in it, and a sentence that says how the figure is known where the service did
 * not report it.
 */
export function alertText(
  { kind, facts }: Pick<StoredAlert, 'kind' | 'facts'>,
  { label, isHidden }: { label: string; isHidden: boolean },
  now: number,
  words: typeof English,
  locale: string,
): { title: string; text: string } {
  const write = (amount: Quantity) => (isHidden ? words.hidden : formatQuantity(amount, locale));
  const { amount, limit = '', reference, until, since, basis } = facts;
  const unit = amount?.unit ?? 'USD';
  const date = (at: number | undefined) => (at === undefined ? '' : dayOfMonth(at, now, locale));
  const left = amount ? write(amount) : '';
  const whole = reference ? write(reference.amount) : '';
  const sentences: Record<StoredAlert['kind'], () => string> = {
    'below-amount': () => words.texts['below-amount'](left, write({ value: limit, unit })),
    'below-share': () => words.texts['below-share'](left, limit, whole, words.references[reference?.from ?? 'first-seen']),
    'few-days': () => words.texts['few-days'](date(until)),
    'grant-expires': () => words.texts['grant-expires'](date(until)),
    'key-expires': () => words.texts['key-expires'](date(until)),
    'spend-today': () => words.texts['spend-today'](left, write({ value: limit, unit })),
    'key-refused': () => words.texts['key-refused'],
    silent: () => words.texts.silent(since === undefined ? '' : clock(since, now, locale)),
    'session-ended': () => words.texts['session-ended'],
    'topped-up': () => words.texts['topped-up'](left, whole),
  };
  const known = basis === undefined || basis === 'reported' || basis === 'forecast' ? '' : ` ${words.bases[basis]}`;
  return { title: words.titles[kind](label), text: sentences[kind]() + known };
}
