import { describe, expect, test } from 'vitest';
import { readAllApiHub } from './all-api-hub';
import { readCsvFile } from './csv-file';

const backupOf = (changes: Record<string, unknown> = {}) => ({
  accounts: [
    {
      site_name: 'Mine',
      site_url: 'https://relay.test/',
      site_type: 'new-api',
      authType: 'access_token',
      excludeFromTotalBalance: true,
      account_info: { id: 42, access_token: 'aB3+0123456789/=' },
      ...changes,
    },
  ],
});

const entriesIn = (file: unknown) => {
  const result = readAllApiHub(file);
  return result && 'entries' in result ? result.entries : [];
};

describe('an access token', () => {
  test.each([
    ['new-api', 'new-api', { userId: '42' }],
    ['one-api', 'one-api', {}],
    ['done-hub', 'done-hub', {}],
    ['Veloera', 'veloera', { userId: '42' }],
    ['Rix-Api', 'new-api', { userId: '42' }],
    ['unknown', 'new-api', { userId: '42' }],
    [undefined, 'new-api', { userId: '42' }],
  ])('of %s is taken by %s', (site_type, providerId, fields) => {
    const [entry] = entriesIn(backupOf({ site_type }));
    expect(entry).toEqual({
      draft: {
        providerId,
        label: 'Mine',
        baseUrl: 'https://relay.test',
        credential: 'access-token',
        fields,
        countInTotal: false,
        secret: 'aB3+0123456789/=',
      },
      place: { path: '/accounts/0' },
    });
  });

  test('of a service that shows no account to one waits until it does', () => {
    expect(entriesIn(backupOf({ site_type: 'openrouter', site_url: 'https://openrouter.ai' }))).toMatchObject([
      { refused: 'account-mode-not-yet', label: 'Mine' },
    ]);
  });

  test('of software that answers otherwise is not taken, nor one with a user id that no header can hold', () => {
    expect(readAllApiHub(backupOf({ site_type: 'octopus' }))).toMatchObject({ entries: [{ refused: 'unknown-provider' }] });
    expect(readAllApiHub(backupOf({ account_info: { id: '4\r\n2', access_token: '0123456789' } }))).toMatchObject({ entries: [{ refused: 'bad-field' }] });
    expect(readAllApiHub(backupOf({ site_type: 'Veloera', account_info: { access_token: '0123456789' } }))).toMatchObject({
      entries: [{ refused: 'bad-field' }],
    });
    expect(readAllApiHub(backupOf({ account_info: { id: '4'.repeat(41), access_token: '0123456789' } }))).toMatchObject({
      entries: [{ refused: 'bad-field' }],
    });
  });

  test('in a table is told by the user id beside it', () => {
    const table = 'base_url,key,user_id,provider\nhttps://relay.test,0123456789abcdef,42,\nhttps://relay.test,sk-0123456789,42,new-api';
    expect(readCsvFile(table)).toMatchObject({
      entries: [
        { draft: { providerId: 'new-api', credential: 'access-token', fields: { userId: '42' } }, guessed: true },
        { draft: { credential: 'api-key', fields: {} } },
      ],
    });
  });
});
