import { describe, expect, test } from 'vitest';
import { readCsvFile } from './csv-file';
import type { ImportResult } from './import-result';

const deepseekKey = `sk-${'0123456789abcdef'.repeat(2)}`;
const openrouterKey = `sk-or-v1-${'0a1b2c3d'.repeat(8)}`;

const entriesOf = (result: ImportResult | undefined) => (result && result.kind !== 'refused' ? result.entries : undefined);
const problemsOf = (text: string) => entriesOf(readCsvFile(text))?.map((entry) => ('refused' in entry ? entry.refused : entry.draft.providerId));

describe('a table of keys', () => {
  test('is read whatever the order of its columns, and others are passed over', () => {
    expect(readCsvFile(`note,KEY,Base URL,name,Provider\nx,${deepseekKey},,Work,deepseek\n`)).toEqual({
      kind: 'csv',
      entries: [
        {
          draft: {
            providerId: 'deepseek',
            label: 'Work',
            baseUrl: 'https://api.deepseek.com',
            credential: 'api-key',
            fields: {},
            countInTotal: true,
            secret: deepseekKey,
          },
          place: { line: 2 },
        },
      ],
    });
  });

  test.each([',', ';', '\t'])('is separated by %o', (separator) => {
    const text = [
      ['name', 'provider', 'base_url', 'key', 'user_id'],
      ['Two\nlines', 'New API', 'https://relay.test/v1', 'sk-0123456789', ''],
    ]
      .map((cells) => cells.map((cell) => `"${cell}"`).join(separator))
      .join('\r\n');
    expect(entriesOf(readCsvFile(text))).toMatchObject([
      { draft: { providerId: 'new-api', label: 'Twolines', baseUrl: 'https://relay.test' }, place: { line: 2 } },
    ]);
  });

  test.each(['openrouter', 'OpenRouter', ' OPEN ROUTER '])('names a provider by id or by name: %o', (provider) => {
    expect(problemsOf(`provider,key\n${provider},${openrouterKey}`)).toEqual(['openrouter']);
  });

  test('that names no provider has it recognised from the key, and says that it was', () => {
    expect(entriesOf(readCsvFile(`key\n${openrouterKey}`))).toMatchObject([{ draft: { providerId: 'openrouter' }, guessed: true }]);
  });

  test('names the reason and the line of what cannot be taken', () => {
    const text = [
      'name,provider,base_url,key',
      'a,nobody,,sk-0123456789',
      'b,deepseek,,',
      'c,new-api,,sk-0123456789',
      'd,new-api,http://relay.test,sk-0123456789',
      'e,anthropic,,sk-ant-api03-0123456789',
      'f,,,what',
      'g,openai,,sess-01234567890123456789',
      'h,,,0123456789',
    ];
    expect(entriesOf(readCsvFile(text.join('\n')))).toEqual([
      { refused: 'unknown-provider', label: 'a', place: { line: 2 } },
      { refused: 'no-key', label: 'b', place: { line: 3 } },
      { refused: 'no-address', label: 'c', place: { line: 4 } },
      { refused: 'bad-address', label: 'd', place: { line: 5 } },
      { refused: 'no-balance-for-key', label: 'e', place: { line: 6 } },
      { refused: 'bad-key', label: 'f', place: { line: 7 } },
      { refused: 'session', label: 'g', place: { line: 8 } },
      { refused: 'unknown-provider', label: 'h', place: { line: 9 } },
    ]);
  });

  test('has addresses that stay as they are read', () => {
    const addresses = ['https://relay.test//v1', 'https://relay.test/v1/v1', 'https://relay.test/sub/api/v1/', `https://relay.test/${'/'.repeat(3_000_000)}x`];
    const entries = entriesOf(readCsvFile(`provider,key,base_url\n${addresses.map((address) => `new-api,sk-0123456789,${address}`).join('\n')}`));
    expect(entries?.map((entry) => ('refused' in entry ? entry.refused : entry.draft.baseUrl))).toEqual([
      'https://relay.test',
      'https://relay.test',
      'https://relay.test/sub',
      'bad-address',
    ]);
  });

  test('with a short line takes what is missing for empty', () => {
    expect(problemsOf('provider,key\ndeepseek')).toEqual(['no-key']);
  });

  test('has no key in a label, even where the columns were confused', () => {
    const entries = entriesOf(readCsvFile(`name,key\n${deepseekKey},Work account\nMine ${openrouterKey},${openrouterKey}`));
    expect(JSON.stringify(entries?.map((entry) => ('refused' in entry ? entry : entry.draft.label)))).not.toMatch(/0123456789|0a1b2c3d/);
  });

  test('with a quote that never ends is refused with its line', () => {
    expect(readCsvFile('name,key\na,b\n"c,d')).toEqual({ kind: 'refused', reason: 'wrong-shape', place: { line: 3 } });
  });

  test.each(['', 'name,provider\na,b', 'keys\nx', 'one two three'])('is not %o, which names no key', (text) => {
    expect(readCsvFile(text)).toBeUndefined();
  });
});
