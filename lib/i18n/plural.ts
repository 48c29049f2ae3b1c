import { once } from '../intl';

/** The forms of a word that a language needs, by the names of the Unicode plural rules; `other` is what is left over. */
export type PluralForms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/**
 * Chooses the form for a count, and puts the count in the place of `#`.
 *
 * @param locale a BCP 47 tag.
 */
export function plural(locale: string, count: number, forms: PluralForms): string {
  const rule = once(() => new Intl.PluralRules(locale), 'plural', locale);
  return (forms[rule.select(count)] ?? forms.other).replace('#', String(count));
}
