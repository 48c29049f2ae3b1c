import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Method, Provider } from '../provider-host/define';
import { readAllApiHub } from './all-api-hub';
import { readCsvFile } from './csv-file';

const catalog = vi.hoisted(() => ({ providers: [] as Provider[] }));

vi.mock('../provider-host/catalog', async (importActual) => {
  const actual = await importActual<typeof import('../provider-host/catalog')>();
  const withoutTokens = actual.providers.map((provider) => ({
    ...provider,
    methods: provider.methods.filter(({ credential }) => credential !== 'access-token'),
  }));
  catalog.providers = withoutTokens;
  return {
    ...actual,
    get providers() {
      return catalog.providers;
    },
  };
});

/** Gives New API a way of reading a whole account. */
function offerAccountMode() {
  const method: Method = {
    ...(catalog.providers.find(({ id }) => id === 'new-api')?.methods[0] as Method),
    id: 'self',
    credential: 'access-token',
    fields: ['userId'],
  };
  catalog.providers = catalog.providers.map((provider) => (provider.id === 'new-api' ? { ...provider, methods: [...provider.methods, method] } : provider));
}

const before = () => catalog.providers.map((provider) => ({ ...provider, methods: provider.methods.filter(({ id }) => id !== 'self') }));
afterEach(() => {
  catalog.providers = before();
});

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

describe('an access token', () => {
  test.each(['new-api', 'one-api', 'Veloera', 'unknown', undefined])('of %s waits until somebody takes it', (site_type) => {
    expect(readAllApiHub(backupOf({ site_type }))).toMatchObject({
      entries: [{ refused: 'account-mode-not-yet', label: 'Mine', place: { path: '/accounts/0' } }],
    });
  });

  test.each(['new-api', 'one-api', 'Veloera', 'unknown', undefined])('of %s is taken by the provider that offers to', (site_type) => {
    offerAccountMode();
    expect(readAllApiHub(backupOf({ site_type }))).toEqual({
      kind: 'all-api-hub',
      entries: [
        {
          draft: {
            providerId: 'new-api',
            label: 'Mine',
            baseUrl: 'https://relay.test',
            credential: 'access-token',
            fields: { userId: '42' },
            countInTotal: false,
            secret: 'aB3+0123456789/=',
          },
          place: { path: '/accounts/0' },
        },
      ],
    });
  });

  test('of software that answers otherwise is not taken, nor one with a user id that no header can hold', () => {
    offerAccountMode();
    expect(readAllApiHub(backupOf({ site_type: 'octopus' }))).toMatchObject({ entries: [{ refused: 'unknown-provider' }] });
    expect(readAllApiHub(backupOf({ account_info: { id: '4\r\n2', access_token: '0123456789' } }))).toMatchObject({ entries: [{ refused: 'bad-field' }] });
    expect(readAllApiHub(backupOf({ account_info: { id: '4'.repeat(41), access_token: '0123456789' } }))).toMatchObject({
      entries: [{ refused: 'bad-field' }],
    });
  });

  test('in a table is told by the user id beside it', () => {
    const table = 'base_url,key,user_id,provider\nhttps://relay.test,0123456789abcdef,42,\nhttps://relay.test,sk-0123456789,42,new-api';
    expect(readCsvFile(table)).toMatchObject({ entries: [{ refused: 'account-mode-not-yet' }, { draft: { credential: 'api-key', fields: {} } }] });
    offerAccountMode();
    expect(readCsvFile(table)).toMatchObject({
      entries: [
        { draft: { providerId: 'new-api', credential: 'access-token', fields: { userId: '42' } }, guessed: true },
        { draft: { credential: 'api-key', fields: {} } },
      ],
    });
  });
});
