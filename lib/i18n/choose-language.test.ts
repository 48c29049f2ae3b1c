import { expect, test } from 'vitest';
import { chooseLanguage } from './choose-language';

const available = ['en', 'ja', 'zh-CN', 'zh-TW'];

test.each([
  ['auto', ['ja-JP', 'en'], 'ja'],
  ['auto', ['zh-TW', 'en'], 'zh-TW'],
  ['auto', ['zh-tw'], 'zh-TW'],
  ['auto', ['fr', 'de', 'ja'], 'ja'],
  ['auto', ['fr'], 'en'],
  ['auto', [], 'en'],
  ['zh-CN', ['ja'], 'zh-CN'],
  ['JA', ['zh-CN'], 'ja'],
  ['fr', ['ja'], 'en'],
])('chosen %s in a browser that speaks %j: %s', (chosen, wanted, expected) => {
  expect(chooseLanguage(chosen, wanted, available)).toBe(expected);
});
