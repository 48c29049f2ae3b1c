import { chooseLanguage } from './choose-language';
import type * as English from './languages/en';

// Named imports: the bundler leaves out of the background what only pages say.
const tooltips = import.meta.glob<typeof English.tooltip>('./languages/*.ts', { eager: true, import: 'tooltip' });
const languages = import.meta.glob<typeof English.language>('./languages/*.ts', { eager: true, import: 'language' });

/** The words of the background, in the language that the person chose or the browser speaks. */
export function workerText(chosen: string, browserLanguages: readonly string[]): { tooltip: typeof English.tooltip; locale: string } {
  const path = `./languages/${chooseLanguage(
    chosen,
    browserLanguages,
    Object.values(languages).map(({ tag }) => tag),
  )}.ts`;
  return { tooltip: tooltips[path] as typeof English.tooltip, locale: languages[path]?.tag ?? 'en' };
}
