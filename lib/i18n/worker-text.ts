import { chooseLanguage } from './choose-language';
import type * as English from './languages/en';

// Named imports: the bundler leaves out of the background what only pages say.
const tooltips = import.meta.glob<typeof English.tooltip>('./languages/*.ts', { eager: true, import: 'tooltip' });
const alerts = import.meta.glob<typeof English.alert>('./languages/*.ts', { eager: true, import: 'alert' });
const languages = import.meta.glob<typeof English.language>('./languages/*.ts', { eager: true, import: 'language' });

interface WorkerText {
  tooltip: typeof English.tooltip;
  alert: typeof English.alert;
  locale: string;
}

/** The words of the background, in the language that the person chose or the browser speaks. */
export function workerText(chosen: string, browserLanguages: readonly string[]): WorkerText {
  const path = `./languages/${chooseLanguage(
    chosen,
    browserLanguages,
    Object.values(languages).map(({ tag }) => tag),
  )}.ts`;
  return { tooltip: tooltips[path] as typeof English.tooltip, alert: alerts[path] as typeof English.alert, locale: languages[path]?.tag ?? 'en' };
}
