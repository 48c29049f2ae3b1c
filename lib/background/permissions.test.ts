import { afterEach, describe, expect, test, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { covers, createPermissions } from './permissions';

describe('a match pattern', () => {
  test.each([
    ['https://api.deepseek.com/*', 'https://api.deepseek.com', true],
    ['https://api.deepseek.com/*', 'https://api.deepseek.com:8443', true],
    ['https://api.deepseek.com/*', 'http://api.deepseek.com', false],
    ['https://api.deepseek.com/*', 'https://api.deepseek.com.evil.example', false],
    ['https://api.deepseek.com/*', 'https://evil.example', false],
    ['https://api.deepseek.com/*', 'https://sub.api.deepseek.com', false],
    ['*://relay.test/*', 'http://relay.test', true],
    ['https://*.relay.test/*', 'https://api.relay.test', true],
    ['https://*.relay.test/*', 'https://relay.test', true],
    ['https://*.relay.test/*', 'https://notrelay.test', false],
    ['https://*/*', 'https://anything.example', true],
    ['https://*/*', 'http://anything.example', false],
    ['http://127.0.0.1/*', 'http://127.0.0.1:8080', true],
    ['http://[::1]/*', 'http://[::1]:8080', true],
    ['<all_urls>', 'http://anything.example', true],
    ['ftp://relay.test/*', 'https://relay.test', false],
    ['nonsense', 'https://relay.test', false],
  ])('%s on %s: %s', (pattern, origin, expected) => {
    expect(covers(pattern, origin)).toBe(expected);
  });
});

describe('permissions', () => {
  function stubbed(origins: string[]) {
    const stub = { getAll: vi.fn(async () => ({ origins })), remove: vi.fn(async () => true) };
    vi.spyOn(browser.permissions, 'getAll').mockImplementation(stub.getAll);
    vi.spyOn(browser.permissions, 'remove').mockImplementation(stub.remove);
    return stub;
  }
  afterEach(() => vi.restoreAllMocks());

  test('are asked of the browser once, and again after it says that they have changed', async () => {
    const origins = ['https://relay.test/*'];
    const { getAll } = stubbed(origins);
    const permissions = createPermissions();
    for (let round = 0; round < 100; round += 1) expect(await permissions.has('https://relay.test')).toBe(true);
    expect(getAll).toHaveBeenCalledTimes(1);
    origins.length = 0;
    permissions.changed();
    expect(await permissions.has('https://relay.test')).toBe(false);
  });

  test('that could not be asked for once are asked for again', async () => {
    const { getAll } = stubbed(['https://relay.test/*']);
    getAll.mockRejectedValueOnce(new Error('not now'));
    const permissions = createPermissions();
    await expect(permissions.has('https://relay.test')).rejects.toThrow();
    expect(await permissions.has('https://relay.test')).toBe(true);
  });

  test('are given back by host, and a refusal is no failure', async () => {
    const { remove } = stubbed([]);
    await createPermissions().giveBack('https://relay.test:8443');
    expect(remove).toHaveBeenCalledWith({ origins: ['https://relay.test/*'] });
    remove.mockRejectedValueOnce(new Error('You cannot remove required permissions.'));
    await createPermissions().giveBack('https://relay.test');
  });

  test('are all given back, one refused or not', async () => {
    const { remove } = stubbed(['https://required.test/*', 'https://relay.test/*', 'http://127.0.0.1/*']);
    remove.mockRejectedValueOnce(new Error('You cannot remove required permissions.'));
    await createPermissions().giveBackAll();
    expect(remove.mock.calls).toEqual([
      [{ origins: ['https://required.test/*'] }],
      [{ origins: ['https://relay.test/*'] }],
      [{ origins: ['http://127.0.0.1/*'] }],
    ]);
  });
});
