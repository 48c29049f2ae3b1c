import * as english from './languages/options/en';
import { loadText, type Text } from './page-text';

/** Everything that the options page says: of a group that both pages know, it knows more. */
export type OptionsText = Omit<Text, keyof typeof english> & typeof english;

// As in page-text.ts.
const others = import.meta.glob<typeof english>(['./languages/options/*.ts', '!./languages/options/en.ts']);

/** Loads the words of the options page. The popup carries none of them. */
export async function loadOptionsText(chosen: string, browserLanguages: readonly string[]): Promise<OptionsText> {
  const text = await loadText(chosen, browserLanguages);
  return { ...text, ...((await others[`./languages/options/${text.language.tag}.ts`]?.()) ?? english) };
}
