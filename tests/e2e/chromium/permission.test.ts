import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, eventually, refresh, row, waitForState } from './pages.ts';
import { quota } from './replies.ts';

/** What `chrome://extensions` itself uses: the switch that a person finds there under "Site access". */
declare const chrome: {
  developerPrivate: {
    updateExtensionConfiguration(change: { extensionId: string; hostAccess: 'ON_SPECIFIC_SITES' | 'ON_ALL_SITES' }): Promise<void>;
    addHostPermission(id: string, pattern: string): Promise<void>;
    removeHostPermission(id: string, pattern: string): Promise<void>;
  };
};

let browser: TestBrowser;
let options: Page;
let settings: Page;
let id: string;
let other: string;

beforeAll(async () => {
  browser = await startBrowser();
  browser.services.on('mine.example.com', '/v1/usage', quota(5));
  browser.services.on('yours.example.com', '/v1/usage', quota(7));
  options = await browser.open('options.html');
  [id = '', other = ''] = await addCustom(options, ['mine.example.com', 'yours.example.com'], browser.watch.newKey);
  await waitForState(options, id, 'fresh');
  settings = await browser.context().newPage();
  await settings.goto('chrome://extensions');
  await options.bringToFront();
});

afterAll(() => browser.close());

const extensionId = () => new URL(browser.worker().url()).host;
const asked = () => browser.services.seen().length;
const onlySites = () =>
  settings.evaluate(
    (extension) => chrome.developerPrivate.updateExtensionConfiguration({ extensionId: extension, hostAccess: 'ON_SPECIFIC_SITES' }),
    extensionId(),
  );
const allow = (pattern: string) =>
  settings.evaluate(([extension, host]) => chrome.developerPrivate.addHostPermission(extension, host), [extensionId(), pattern] as const);
const forbid = (pattern: string) =>
  settings.evaluate(([extension, host]) => chrome.developerPrivate.removeHostPermission(extension, host), [extensionId(), pattern] as const);

describe('security 45: access that is taken away while the extension runs', () => {
  it('is noticed at once, without a request; the figure stays', async () => {
    const before = asked();
    await onlySites();
    await waitForState(options, id, 'failed');
    await waitForState(options, other, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'permission-missing', value: '5' });
    expect(await row(options, id).textContent()).toContain('Access to mine.example.com is not allowed yet.');
    expect(await row(options, id).getByRole('button', { name: 'Allow' }).isVisible()).toBe(true);
    await eventually(async () => (await browser.badge()).title).toContain('2 accounts could not be read.');
    expect(asked()).toBe(before);
  });

  it('keeps every request back, also one asked for by hand', async () => {
    const before = asked();
    expect(await refresh(options)).toMatchObject({ ok: true, value: { succeeded: 0, failed: 2 } });
    expect(asked()).toBe(before);
  });

  it('recovers by itself when it is given again, for the host that it is given for', async () => {
    await allow('https://mine.example.com/*');
    await waitForState(options, id, 'fresh');
    expect((await accountOn(options, other)).failure).toBe('permission-missing');
    await forbid('https://mine.example.com/*');
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'permission-missing', value: '5' });
  });
});
