import { describe, expect, test } from 'vitest';
import { readAllApiHub } from './all-api-hub';

const secrets = { cookie: 'CANARY-cookie', refresh: 'CANARY-refresh' };
const projectKey = `sk-proj-${'0123456789abcdefghij'.repeat(2)}`;

function account(changes: Record<string, unknown> = {}) {
  return {
    id: 'account-1',
    site_name: 'My relay',
    site_url: 'https://relay.test',
    site_type: 'new-api',
    authType: 'cookie',
    account_info: { id: 7, access_token: 'CANARY0123456789', username: 'me', quota: 500000 },
    cookieAuth: { sessionCookie: secrets.cookie },
    sub2apiAuth: { refreshToken: secrets.refresh },
    ...changes,
  };
}

function profile(changes: Record<string, unknown> = {}) {
  return {
    id: 'profile-1',
    name: 'Mine',
    apiType: 'openai-compatible',
    baseUrl: 'https://relay.test',
    apiKey: 'sk-0123456789',
    tagIds: [],
    notes: '',
    ...changes,
  };
}

const backupOf = (accounts: unknown[], profiles: unknown[] = [], order: Record<string, unknown> = {}) => ({
  version: '4.0',
  timestamp: 1,
  accounts: { accounts, bookmarks: [], ...order },
  tagStore: {},
  preferences: {},
  apiCredentialProfiles: { version: 5, profiles },
});

function entriesOf(file: unknown) {
  const result = readAllApiHub(file);
  return result && result.kind !== 'refused' ? result.entries : result;
}

const profileEntry = (changes: Record<string, unknown>) => {
  const entries = entriesOf(backupOf([], [profile(changes)]));
  return Array.isArray(entries) ? entries[0] : undefined;
};

const endpoint = (customEndpoint: Record<string, unknown>, changes: Record<string, unknown> = {}) =>
  profileEntry({
    ...changes,
    telemetryConfig: { mode: 'customReadOnlyEndpoint', customEndpoint: { endpoint: '/usage', jsonPaths: { balanceUsd: 'balance' }, ...customEndpoint } },
  });

describe('an account', () => {
  test.each([
    ['a cookie', { authType: 'cookie' }, 'cookie-account'],
    ['nothing', { authType: 'none' }, 'no-key'],
    ['an access token that is missing', { authType: 'access_token', account_info: { id: 1, access_token: '' } }, 'no-key'],
    ['an access token, where nothing is known of it', { authType: 'access_token', account_info: null }, 'no-key'],
    ['an access token of other software', { authType: 'access_token', site_type: 'octopus' }, 'unknown-provider'],
    ['an access token, switched off', { authType: 'access_token', disabled: true }, 'disabled'],
    ['a cookie, without a site', { site_url: undefined }, 'wrong-shape'],
  ])('that signs in with %s is refused', (_name, changes, refused) => {
    expect(entriesOf(backupOf([account(changes)]))).toEqual([{ refused, label: 'My relay', place: { path: '/accounts/accounts/0' } }]);
  });

  test('leaves its cookie and its refresh token where they are', () => {
    expect(JSON.stringify(entriesOf(backupOf([account(), account({ authType: 'access_token' })])))).not.toMatch(/CANARY-/);
  });

  test('keeps its place: pinned first, then as ordered, then as they stand', () => {
    const accounts = ['a', 'b', 'c', 'd', 'e'].map((id) => account({ id, site_name: id }));
    const entries = entriesOf(backupOf(accounts, [], { pinnedAccountIds: ['d', 'gone'], orderedAccountIds: ['e', 'd', 'b'] }));
    expect(entries).toMatchObject([
      { label: 'd', place: { path: '/accounts/accounts/3' } },
      { label: 'e', place: { path: '/accounts/accounts/4' } },
      { label: 'b', place: { path: '/accounts/accounts/1' } },
      { label: 'a', place: { path: '/accounts/accounts/0' } },
      { label: 'c', place: { path: '/accounts/accounts/2' } },
    ]);
  });
});

describe('a profile', () => {
  test('at a service’s own address is of that service', () => {
    expect(profileEntry({ apiType: 'openai', baseUrl: 'https://api.openai.com', apiKey: projectKey })).toEqual({
      draft: {
        providerId: 'openai',
        label: 'Mine',
        baseUrl: 'https://api.openai.com',
        credential: 'api-key',
        fields: {},
        countInTotal: true,
        secret: projectKey,
      },
      place: { path: '/apiCredentialProfiles/profiles/0' },
    });
    expect(profileEntry({ baseUrl: 'https://api.deepseek.com', telemetryConfig: { mode: 'deepSeekBalance' } })).toMatchObject({
      draft: { providerId: 'deepseek' },
    });
  });

  test.each([
    ['openaiBilling', 'one-api'],
    ['newApiTokenUsage', 'new-api'],
  ])('at a relay is read as its mode %s says', (mode, providerId) => {
    const entry = profileEntry({ telemetryConfig: { mode } });
    expect(entry).toMatchObject({ draft: { providerId, baseUrl: 'https://relay.test', credential: 'api-key', secret: 'sk-0123456789' } });
    expect(entry).not.toHaveProperty('guessed');
  });

  test.each([undefined, { mode: 'auto' }, 'nonsense'])('at a relay without a mode is a guess', (telemetryConfig) => {
    expect(profileEntry({ apiType: 'openai', telemetryConfig })).toMatchObject({ draft: { providerId: 'one-api' }, guessed: true });
    expect(profileEntry({ apiKey: `sk-${'aB3'.repeat(16)}`, telemetryConfig })).toMatchObject({ draft: { providerId: 'new-api' }, guessed: true });
  });

  test.each([
    ['a mode that is not known', { telemetryConfig: { mode: 'sub2apiUsage' } }, 'unknown-provider'],
    ['its mode switched off', { telemetryConfig: { mode: 'disabled' } }, 'disabled'],
    ['no address', { baseUrl: '' }, 'no-address'],
    ['plain http', { baseUrl: 'http://relay.test' }, 'bad-address'],
    ['no key', { apiKey: null }, 'no-key'],
    ['a key of other characters', { apiKey: 'sk-0123\n456789' }, 'bad-key'],
    ['a key without a balance', { apiType: 'anthropic', baseUrl: 'https://api.anthropic.com', apiKey: 'sk-ant-api03-0123456789' }, 'no-balance-for-key'],
  ])('with %s is refused', (_name, changes, refused) => {
    expect(profileEntry(changes)).toEqual({ refused, label: 'Mine', place: { path: '/apiCredentialProfiles/profiles/0' } });
  });
});

describe('an endpoint of one’s own', () => {
  test('becomes a custom source', () => {
    expect(
      endpoint({ endpoint: '/v2/usage', jsonPaths: { balanceUsd: ' data . left/over~ ', totalUsedUsd: 'x' } }, { baseUrl: 'https://relay.test/sub' }),
    ).toEqual({
      draft: {
        providerId: 'custom',
        label: 'Mine',
        baseUrl: 'https://relay.test',
        credential: 'api-key',
        fields: { path: '/v2/usage', remainingPointer: '/data/left~1over~0', unit: 'USD' },
        countInTotal: true,
        secret: 'sk-0123456789',
      },
      place: { path: '/apiCredentialProfiles/profiles/0' },
    });
  });

  test('gives what is left, or the two that it is the difference of', () => {
    expect(endpoint({ jsonPaths: { totalAvailableUsd: 'left' } })).toMatchObject({ draft: { fields: { remainingPointer: '/left' } } });
    expect(endpoint({ jsonPaths: { totalGrantedUsd: 'a.b', totalUsedUsd: 'c' } })).toMatchObject({
      draft: { fields: { totalPointer: '/a/b', usedPointer: '/c' } },
    });
    expect(endpoint({ jsonPaths: { totalUsedUsd: 'c', todayCostUsd: 'd' } })).toMatchObject({ refused: 'no-balance-for-key' });
    expect(endpoint({ jsonPaths: { balanceUsd: 'a..b' } })).toMatchObject({ refused: 'no-balance-for-key' });
  });

  test('with a token of its own is asked with that', () => {
    expect(endpoint({ bearerToken: 'token-0123456789' })).toMatchObject({ draft: { secret: 'token-0123456789' } });
  });

  test.each(['https://other.test/usage', '//other.test/usage', 'https://relay.test:8443/usage'])(
    'at %s, another site, never gets the key of the profile',
    (other) => {
      expect(endpoint({ endpoint: other })).toMatchObject({ refused: 'no-key' });
      expect(endpoint({ endpoint: other, bearerToken: 'token-0123456789' })).toMatchObject({
        draft: { baseUrl: new URL(other, 'https://relay.test').origin, secret: 'token-0123456789' },
      });
    },
  );

  test.each(['usage', '/usage?key=1', '/usage#a', '/a\\b', 'ftp://relay.test/usage', 'https://me:secret@relay.test/usage', 'http://'])(
    'at %s is refused',
    (address) => {
      expect(endpoint({ endpoint: address })).toMatchObject({ refused: 'bad-address' });
    },
  );

  test('that is missing, or whose pointer is too long, is refused', () => {
    expect(endpoint({ endpoint: '' })).toMatchObject({ refused: 'no-address' });
    expect(profileEntry({ telemetryConfig: { mode: 'customReadOnlyEndpoint' } })).toMatchObject({ refused: 'no-address' });
    expect(endpoint({ jsonPaths: { balanceUsd: 'x'.repeat(200) } })).toMatchObject({ refused: 'bad-field' });
  });
});

describe('a backup', () => {
  const items = [account()];
  test.each([
    ['of version 4.0', backupOf(items), '/accounts/accounts/0'],
    ['of accounts alone', { version: '4.0', type: 'accounts', accounts: { accounts: items }, tagStore: {} }, '/accounts/accounts/0'],
    ['with the accounts directly', { version: '1.0', timestamp: 1, accounts: items }, '/accounts/0'],
    ['with the accounts under data', { data: { accounts: items } }, '/data/accounts/0'],
    ['with the whole of it under data', { data: { accounts: { accounts: items } } }, '/data/accounts/accounts/0'],
    ['whose data are the accounts', { version: 1, data: items }, '/data/0'],
  ])('%s is read', (_name, file, path) => {
    expect(entriesOf(file)).toEqual([{ refused: 'cookie-account', label: 'My relay', place: { path } }]);
  });

  test('of profiles alone is read, wherever they stand', () => {
    for (const [file, path] of [
      [{ apiCredentialProfiles: { profiles: [profile()] } }, '/apiCredentialProfiles/profiles/0'],
      [{ data: { apiCredentialProfiles: [profile()] } }, '/data/apiCredentialProfiles/0'],
    ] as const)
      expect(entriesOf(file)).toMatchObject([{ draft: { providerId: 'one-api' }, place: { path } }]);
  });

  test('of settings alone has nothing in it', () => {
    expect(readAllApiHub({ version: '4.0', timestamp: 1, type: 'preferences', preferences: {} })).toEqual({ kind: 'all-api-hub', entries: [] });
  });

  test('of another shape is refused with the place', () => {
    expect(readAllApiHub({ accounts: 5 })).toEqual({ kind: 'refused', reason: 'wrong-shape', place: { path: '/accounts' } });
    expect(readAllApiHub({ accounts: [], apiCredentialProfiles: {} })).toEqual({
      kind: 'refused',
      reason: 'wrong-shape',
      place: { path: '/apiCredentialProfiles' },
    });
    expect(entriesOf({ accounts: [null, 1, [], {}] })).toMatchObject(
      [0, 1, 2, 3].map((index) => ({ refused: 'wrong-shape', place: { path: `/accounts/${index}` } })),
    );
  });

  test.each([[null], [[]], [{}], [{ data: [1, 2] }], [{ data: {} }], ['text']])('is not %j', (file) => {
    expect(readAllApiHub(file)).toBeUndefined();
  });
});
