import { describe, expect, test } from 'vitest';
import { loadOptionsText } from './options-text';
import { english, languageTags, loadText } from './page-text';
import { workerText } from './worker-text';

/** Every sentence of a language, by the path to it; a sentence with gaps is a function. */
function sentences(words: object, path = ''): Map<string, string | ((...gaps: never[]) => string)> {
  return new Map(
    Object.entries(words).flatMap(([name, value]) => (typeof value === 'object' ? [...sentences(value, `${path}/${name}`)] : [[`${path}/${name}`, value]])),
  );
}

test('the popup carries nothing that only the options page says', () => {
  for (const group of ['form', 'data', 'channels', 'alerts']) expect(english).not.toHaveProperty(group);
});

test('English is there, and is what is left over', async () => {
  expect(languageTags).toContain('en');
  expect(await loadText('auto', ['tlh'])).toBe(english);
  expect(workerText('tlh', ['tlh'])).toEqual({ tooltip: english.tooltip, alert: english.alert, locale: 'en' });
});

describe.each(languageTags)('%s', (tag) => {
  test('has every sentence that English has, none of them empty, with as many gaps', async () => {
    // What the options page says is all that is said.
    const expected = sentences(await loadOptionsText('en', []));
    const own = sentences(await loadOptionsText(tag, []));
    expect([...own.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
    for (const [path, sentence] of own) {
      expect(typeof sentence, path).toBe(typeof expected.get(path));
      if (typeof sentence === 'string') expect(sentence.trim(), path).not.toBe('');
      else expect(sentence.length, path).toBe(expected.get(path)?.length);
    }
  });

  test('names itself by a tag that numbers and dates know', async () => {
    const { language } = await loadText(tag, []);
    expect(language.tag).toBe(tag);
    expect(Intl.getCanonicalLocales(tag)).toEqual([tag]);
    expect(workerText(tag, []).locale).toBe(tag);
  });
});
