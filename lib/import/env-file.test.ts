import { describe, expect, test } from 'vitest';
import { readAssignments } from './env-assignments';
import { readEnvFile } from './env-file';
import type { ImportEntry } from './import-result';

const valuesOf = (text: string) => Object.fromEntries(readAssignments(text, 100).map(({ name, value }) => [name, value]));

describe('an assignment', () => {
  test.each([
    ['bare', 'A=b', 'b'],
    ['with export and spaces', '  export A = b  ', 'b'],
    ['in double quotes', 'A="b c" # d', 'b c'],
    ['in single quotes', "A='b # c'", 'b # c'],
    ['in slanted quotes', 'A=`b`', 'b'],
    ['with escapes', 'A="b\\n\\"c\\" \\\\"', 'b\n"c" \\'],
    ['without escapes', "A='b\\n'", 'b\\n'],
    ['over lines', 'A="b\nc=d\ne"\nF=g', 'b\nc=d\ne'],
    ['before a comment', 'A=b # c', 'b'],
    ['with a hash inside', 'A=b#c', 'b#c'],
    ['with an equals sign inside', 'A=b=c==', 'b=c=='],
    ['that is empty', 'A=', ''],
    ['that is a comment', 'A=#b', ''],
    ['with a quote that never ends', 'A="b\nC=d', '"b'],
  ])('%s', (_name, text, expected) => {
    expect(valuesOf(text).A).toBe(expected);
  });

  test('is found behind any line break, with its line', () => {
    expect(readAssignments('# a\r\nB=c\rD=e\n\nF="g\nh"\nI=j', 100).map(({ name, line }) => [name, line])).toEqual([
      ['B', 2],
      ['D', 3],
      ['F', 5],
      ['I', 7],
    ]);
  });

  test('that is a comment is none, nor is a line without a name', () => {
    expect(readAssignments('# A=b\n=c\nd e=f\nexport G\n1H=i', 100)).toEqual([]);
  });

  test('with a quote that never ends does not swallow what comes after it', () => {
    expect(valuesOf(`A="b\nC='d\nE="f\nG=h`)).toEqual({ A: "b\nC='d\nE=", C: undefined, G: 'h' });
  });
});

const deepseekKey = `sk-${'0123456789abcdef'.repeat(2)}`;
const projectKey = `sk-proj-${'0123456789abcdefghij'.repeat(2)}`;
function entriesOf(text: string): ImportEntry[] {
  const result = readEnvFile(text);
  return result.kind === 'refused' ? [] : result.entries;
}

const outcomesOf = (...lines: string[]) =>
  entriesOf(lines.join('\n')).map((entry) => ('refused' in entry ? entry.refused : [entry.draft.providerId, entry.draft.credential, entry.draft.baseUrl]));

describe('a file of variables', () => {
  test('gives each key to the service in its name', () => {
    expect(
      outcomesOf(
        `OPENAI_API_KEY=${projectKey}`,
        'OPENAI_ADMIN_KEY=sk-admin-0123456789abcdef',
        'ANTHROPIC_ADMIN_KEY="sk-ant-admin01-0123456789abcdefghij"',
        `export DEEPSEEK_API_KEY='${deepseekKey}'`,
        'OPENROUTER_API_KEY=sk-or-v1-0123456789abcdef',
        'XAI_API_KEY=xai-token-0123456789abcdefghij',
      ),
    ).toEqual([
      ['openai', 'api-key', 'https://api.openai.com'],
      ['openai', 'admin-key', 'https://api.openai.com'],
      ['anthropic', 'admin-key', 'https://api.anthropic.com'],
      ['deepseek', 'api-key', 'https://api.deepseek.com'],
      ['openrouter', 'api-key', 'https://openrouter.ai'],
      ['xai', 'admin-key', 'https://management-api.x.ai'],
    ]);
  });

  test('says of keys without a balance that they have none', () => {
    expect(entriesOf('ANTHROPIC_API_KEY=sk-ant-api03-0123456789abcdefghij\nXAI_API_KEY=xai-0123456789abcdefghij\nXAI_BASE_URL=https://api.x.ai/v1')).toEqual([
      { refused: 'no-balance-for-key', label: 'ANTHROPIC_API_KEY', place: { line: 1 } },
      { refused: 'no-balance-for-key', label: 'XAI_API_KEY', place: { line: 2 } },
    ]);
  });

  test('sends a key to the address beside it, and nowhere else', () => {
    expect(entriesOf(`OPENAI_API_KEY=${projectKey}\nOPENAI_BASE_URL=https://relay.test/v1`)).toMatchObject([
      { draft: { providerId: 'one-api', baseUrl: 'https://relay.test' }, guessed: true },
    ]);
    expect(outcomesOf('NEWAPI_API_KEY=sk-0123456789', 'NEWAPI_BASE_URL=https://relay.test')).toEqual([['new-api', 'api-key', 'https://relay.test']]);
    expect(outcomesOf('NEWAPI_API_KEY=sk-0123456789')).toEqual(['no-address']);
    expect(outcomesOf('OPENAI_API_BASE=https://api.deepseek.com/v1', `OPENAI_API_KEY=${deepseekKey}`)).toEqual([
      ['deepseek', 'api-key', 'https://api.deepseek.com'],
    ]);
    expect(outcomesOf('OPENAI_BASE_URL=https://api.openai.com/v1', `OPENAI_API_KEY=${projectKey}`)).toEqual([['openai', 'api-key', 'https://api.openai.com']]);
    expect(outcomesOf('OPENAI_BASE_URL=https://api.openai.com.evil.test', `OPENAI_API_KEY=${projectKey}`)).toEqual([
      ['one-api', 'api-key', 'https://api.openai.com.evil.test'],
    ]);
    expect(outcomesOf('OPENAI_BASE_URL=http://relay.test', `OPENAI_API_KEY=${projectKey}`)).toEqual(['bad-address']);
  });

  test('leaves an administrator’s key with its service, whatever address is beside it', () => {
    expect(outcomesOf('OPENAI_BASE_URL=https://relay.test', 'OPENAI_ADMIN_KEY=sk-admin-0123456789abcdef')).toEqual([
      ['openai', 'admin-key', 'https://api.openai.com'],
    ]);
  });

  test('does not send a key to a service that it certainly is not of', () => {
    expect(entriesOf('OPENAI_API_KEY=sk-or-v1-0123456789abcdef')).toMatchObject([{ draft: { providerId: 'openrouter' }, guessed: true }]);
  });

  test.each(['MOONSHOT', 'SILICONFLOW', 'DASHSCOPE', 'LANGFUSE_SECRET'])('does not give a key of %s to somebody it looks like', (service) => {
    const [entry] = entriesOf(`${service}_API_KEY=${deepseekKey}`);
    const taken = entry && 'draft' in entry ? entry.draft.providerId : 'unknown-provider';
    expect([service.toLowerCase(), 'unknown-provider']).toContain(taken);
  });

  test('offers what looks like a key under any other name', () => {
    expect(entriesOf(`PORT=3000\nMY_SECRET=${projectKey}\nDATABASE_URL=postgres://me:secret@host/db\nSESSION_KEY=0123456789abcdef`)).toMatchObject([
      { draft: { providerId: 'openai', label: 'MY_SECRET' }, guessed: true, place: { line: 2 } },
    ]);
    expect(outcomesOf('COMPANY_API_KEY=sk-company', 'COMPANY_BASE_URL=https://company.test')).toEqual([['one-api', 'api-key', 'https://company.test']]);
    expect(outcomesOf('COMPANY_API_KEY=0123456789')).toEqual(['unknown-provider']);
  });

  test.each(['', '""', '$' + '{SECRET}', '$SECRET', '<your key>', 'your-api-key-here', 'sk-xxxxxxxx', '...'])('takes %o for no key', (value) => {
    expect(outcomesOf(`OPENAI_API_KEY=${value}`)).toEqual(['no-key']);
  });

  test('refuses sessions and keys of other characters', () => {
    expect(outcomesOf('OPENAI_API_KEY=sess-0123456789abcdefghij', 'OPENAI_API_KEY=sk-0123 456789', 'OPENAI_API_KEY=sk-0123é456789')).toEqual([
      'session',
      'bad-key',
      'bad-key',
    ]);
  });
});
