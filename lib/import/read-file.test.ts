import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDraft, checkSecret } from '../background/drafts';
import { commands } from '../protocol';
import { type ImportResult, mostDrafts, mostEntries, mostText } from './import-result';
import { readImport } from './read-file';

const key = (index: number) => `sk-${index.toString(16).padStart(32, '0')}`;
const csvOf = (count: number) => `name,provider,key\n${Array.from({ length: count }, (_, index) => `n${index},deepseek,${key(index)}`).join('\n')}`;
const entriesOf = (result: ImportResult) => (result.kind === 'refused' ? [] : result.entries);
const problemsOf = (text: string) => entriesOf(readImport(text)).map((entry) => ('refused' in entry ? entry.refused : 'taken'));

/** What of a result may be shown or logged: it holds nothing but words and places, and names without a key in them. */
function expectNoKey(result: ImportResult): void {
  const places = result.kind === 'refused' ? [result.place] : result.entries.map(({ place }) => place);
  for (const place of places)
    if (place) expect(JSON.stringify(place)).toMatch(/^\{"(?:line":\d+|path":"(?:\/(?:data|accounts|apiCredentialProfiles|profiles|\d+))+")\}$/);
  const words = result.kind === 'refused' ? [result.reason] : result.entries.flatMap((entry) => ('refused' in entry ? [entry.refused] : []));
  for (const word of words) expect(word).toMatch(/^(?!.*canary)[a-z-]{6,20}$/);
  const labels = entriesOf(result).map((entry) => ('refused' in entry ? entry.label : entry.draft.label));
  // Less than this is of no use to anybody, and may be a name.
  for (const label of labels) expect(label).not.toMatch(/(?=[\w-]*\d)[\w-]{24}/);
}

describe('a file', () => {
  test.each([
    ['a backup', '{"accounts":[]}', 'all-api-hub'],
    ['a backup with a byte order mark', '\uFEFF \n{"accounts":[]}', 'all-api-hub'],
    ['a table', 'key\n', 'csv'],
    ['a table with a byte order mark', '\uFEFFkey,name\n', 'csv'],
    ['variables', 'A=b', 'env'],
    ['variables with a byte order mark', '\uFEFFA=b', 'env'],
    ['variables below comments', '# hello\r\n\r\nexport A=b', 'env'],
  ])('is told by its content: %s', (_name, text, kind) => {
    expect(readImport(text)).toEqual({ kind, entries: [] });
  });

  test.each([
    '',
    ' ',
    'hello',
    'a: b',
    '# A=b',
    '{"accounts":[',
    '[]',
    '{}',
    'null',
    '{"a":1}',
    '<html>',
    `${'['.repeat(1_000_000)}`,
    `${'{"a":'.repeat(1_000_000)}`,
    '{"__proto__":{"accounts":[]}}',
  ])('that is none of them is not recognised', (text) => {
    expect(readImport(text)).toEqual({ kind: 'refused', reason: 'not-recognised' });
  });

  test('is not read when it is too large', () => {
    expect(readImport(`A=${'b'.repeat(mostText - 2)}`)).toEqual({ kind: 'env', entries: [] });
    expect(readImport(`A=${'b'.repeat(mostText - 1)}`)).toEqual({ kind: 'refused', reason: 'too-large' });
  });

  test('cannot name a prototype', () => {
    expect(problemsOf('{"accounts":[{"__proto__":{"site_url":"https://relay.test"}}]}')).toEqual(['wrong-shape']);
    expect(Object.keys({})).toEqual([]);
  });

  test('may give numbers for texts', () => {
    expect(
      readImport('{"apiCredentialProfiles":[{"name":12345678901234567890,"baseUrl":"https://relay.test","apiKey":123456789012345678901234}]}'),
    ).toMatchObject({
      entries: [{ draft: { label: '12345678901234567890', secret: '123456789012345678901234' } }],
    });
  });
});

describe('its entries', () => {
  test('are each taken once', () => {
    const lines = [
      `DEEPSEEK_API_KEY=${key(1)}`,
      `DEEPSEEK_API_KEY="${key(1)}"`,
      `OTHER=Bearer ${key(1)}`,
      `NEWAPI_API_KEY=${key(1)}`,
      'NEWAPI_BASE_URL=https://relay.test',
    ];
    expect(problemsOf(lines.join('\n'))).toEqual(['taken', 'duplicate', 'taken']);
    expect(problemsOf(`name,provider,key\na,deepseek,${key(1)}\nb,DeepSeek,${key(1)}`)).toEqual(['taken', 'duplicate']);
  });

  test('are as many as can be added at once', () => {
    const outcomes = problemsOf(csvOf(10_000));
    expect(outcomes.length).toBe(10_000);
    expect(outcomes.lastIndexOf('taken')).toBe(mostDrafts - 1);
    expect(outcomes.slice(mostDrafts).every((outcome) => outcome === 'too-many')).toBe(true);
  });

  test('are not looked through where there are far too many', () => {
    expect(readImport(`key\n${'a\n'.repeat(mostEntries + 1)}`)).toEqual({ kind: 'refused', reason: 'too-large' });
    expect(readImport(`{"accounts":[${'1,'.repeat(1_000_000)}1]}`)).toEqual({ kind: 'refused', reason: 'too-large' });
    expect(readImport('OPENAI_API_KEY=a\n'.repeat(mostEntries + 1))).toEqual({ kind: 'refused', reason: 'too-large' });
  });
});

const canary = 'sk-CANARYcanary0123456789CANARYcanary';
const good = [
  `# keys\nexport OPENAI_API_KEY="${canary}"\nOPENAI_BASE_URL=https://relay.test/v1\nDEEPSEEK_API_KEY='${canary}'\nNEWAPI_API_KEY=${canary} # mine\nMY_KEY=${canary}\nMOONSHOT_API_KEY=${canary}\n`,
  `name,provider,base_url,key,user_id\n"Work, mine",deepseek,,${canary},\n"Two\nlines",new-api,https://relay.test,"${canary}",7\n,,,${canary},\n`,
  JSON.stringify({
    version: '4.0',
    timestamp: 1,
    accounts: {
      accounts: [
        {
          id: 'a',
          site_name: 'One',
          site_url: 'https://relay.test',
          site_type: 'new-api',
          authType: 'access_token',
          account_info: { id: 1, access_token: canary },
        },
        {
          id: 'b',
          site_name: 'Two',
          site_url: 'https://relay.test',
          authType: 'cookie',
          cookieAuth: { sessionCookie: canary },
          sub2apiAuth: { refreshToken: canary },
        },
      ],
      pinnedAccountIds: ['b'],
    },
    apiCredentialProfiles: {
      version: 5,
      profiles: [
        { name: 'Mine', apiType: 'openai', baseUrl: 'https://api.openai.com', apiKey: canary },
        { name: 'Ours', baseUrl: 'https://relay.test', apiKey: canary, telemetryConfig: { mode: 'newApiTokenUsage' } },
        {
          name: 'Custom',
          baseUrl: 'https://company.test',
          apiKey: canary,
          telemetryConfig: {
            mode: 'customReadOnlyEndpoint',
            customEndpoint: { endpoint: '/usage', bearerToken: `${canary}-2`, jsonPaths: { balanceUsd: 'a.b' } },
          },
        },
      ],
    },
  }),
];

describe('whatever the file', () => {
  const token = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ';',
    '\t',
    '\n',
    '\r',
    '=',
    '#',
    '\\',
    'key',
    'accounts',
    '__proto__',
    '\u0000',
    '\uFEFF',
    '😀',
    'export ',
    canary,
  );
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: token }), fc.json());

  function check(text: string): void {
    const result = readImport(text);
    for (const entry of entriesOf(result)) {
      if (!('draft' in entry)) continue;
      const { draft } = entry;
      // What is offered is taken: by the door, by the check of a draft and by that of its secret.
      expect(() => commands['account.add']().parse({ drafts: [draft] })).not.toThrow();
      const checked = checkDraft(draft);
      expect({ ...checked }).toMatchObject({ providerId: draft.providerId, baseUrl: draft.baseUrl, credential: draft.credential, fields: draft.fields });
      expect(checkSecret(draft.secret ?? '', checked)).toBe(draft.secret);
    }
  }

  test('nothing is thrown, and every draft passes the checks of the background', () => {
    for (const text of good) check(text);
    fc.assert(fc.property(anything, check), { numRuns: 500 });
  });

  test('a good file that was damaged throws nothing, and no reason, place or label has a key in it', () => {
    const damage = fc.record({ at: fc.nat(), removed: fc.nat({ max: 12 }), added: fc.oneof(fc.constant(''), token, fc.string({ maxLength: 4 })) });
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.array(damage, { maxLength: 8 }), (file, damages) => {
        const text = damages.reduce(
          (whole, { at, removed, added }) => whole.slice(0, at % whole.length) + added + whole.slice((at % whole.length) + removed) || ' ',
          file,
        );
        check(text);
        expectNoKey(readImport(text));
      }),
      { numRuns: 3000 },
    );
  });

  test('good files give what is in them', () => {
    expect(good.map((text) => entriesOf(readImport(text)).filter((entry) => 'draft' in entry).length)).toEqual([3, 3, 4]);
  });
});
