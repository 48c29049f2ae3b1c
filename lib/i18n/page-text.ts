import { chooseLanguage } from './choose-language';
import * as english from './languages/en';

/** Everything that pages say. */
export type Text = typeof english;

// English is there at once; any other language is fetched from the package when it is needed.
const others = import.meta.glob<Text>(['./languages/*.ts', '!./languages/en.ts']);

/** The languages there are, by tag. */
export const languageTags: readonly string[] = ['en', ...Object.keys(others).map((path) => path.slice('./languages/'.length, -'.ts'.length))];

/** Loads the words of a page. */
export async function loadText(chosen: string, browserLanguages: readonly string[]): Promise<Text> {
  const tag = chooseLanguage(chosen, browserLanguages, languageTags);
  return (await others[`./languages/${tag}.ts`]?.()) ?? english;
}

export { english };
