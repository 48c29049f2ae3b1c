import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeDashboard } from '../../servers/fake-dashboard.ts';
import { scanForSecret } from '../disk-scan.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, eventually, refresh, row, waitForState } from './pages.ts';
import {
  accountIds,
  aMoment,
  card,
  loadIn,
  mintIn,
  openWebsite,
  readThroughWebsite,
  sessionsIn,
  startWebsite,
  storedText,
  turnOn,
  usual,
  waitForAccounts,
} from './website.ts';

/** What `chrome://extensions` itself uses: the switches that a person finds there under "Site access". */
declare const chrome: {
  developerPrivate: {
    updateExtensionConfiguration(change: { extensionId: string; hostAccess: 'ON_SPECIFIC_SITES' }): Promise<void>;
    addHostPermission(id: string, pattern: string): Promise<void>;
    removeHostPermission(id: string, pattern: string): Promise<void>;
  };
};

let browser: TestBrowser;
let options: Page;
let website: FakeDashboard;

beforeEach(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html#/accounts');
  website = startWebsite(browser);
});

afterEach(() => browser.close());

const sentence = 'Allow access to platform.openai.com and api.openai.com so the balance can be read.';

describe('access to the two hosts', () => {
  let settings: Page;
  const extension = () => new URL(browser.worker().url()).host;
  const allow = (host: string) =>
    settings.evaluate(([id, pattern]) => chrome.developerPrivate.addHostPermission(id, pattern), [extension(), `https://${host}/*`] as const);
  const forbid = (host: string) =>
    settings.evaluate(([id, pattern]) => chrome.developerPrivate.removeHostPermission(id, pattern), [extension(), `https://${host}/*`] as const);

  beforeEach(async () => {
    settings = await browser.context().newPage();
    await settings.goto('chrome://extensions');
    await settings.evaluate((id) => chrome.developerPrivate.updateExtensionConfiguration({ extensionId: id, hostAccess: 'ON_SPECIFIC_SITES' }), extension());
    await options.bringToFront();
  });

  it('is enough at any time: a page that is open already is heard at its next request', async () => {
    const page = await openWebsite(browser, website.idle);
    await mintIn(page);
    await allow('platform.openai.com');
    await allow('api.openai.com');
    await turnOn(options);
    await loadIn(page, usual);
    const [id = ''] = await waitForAccounts(options, 1);
    expect((await accountOn(options, id)).value).toBe('12.4');
  });

  it.each(['platform.openai.com', 'api.openai.com'])('security 75: taken away for %s drops the session, keeps the figure and is asked for', async (host) => {
    for (const each of ['platform.openai.com', 'api.openai.com']) await allow(each);
    const { id, page } = await readThroughWebsite(browser, options, website);
    await forbid(host);
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'permission-missing', value: '12.4' });
    expect(await sessionsIn(options)).toEqual({});
    expect(await row(options, id).textContent()).toContain(sentence);
    expect(await row(options, id).getByRole('button', { name: 'Allow' }).isVisible()).toBe(true);
    await eventually(() => card(options).textContent()).toContain(sentence);
    const before = website.asked().length;
    await refresh(options);
    await loadIn(page, usual);
    await aMoment();
    expect(website.asked()).toHaveLength(before);

    await allow(host);
    await eventually(() => row(options, id).textContent()).toContain('Open the OpenAI billing page once.');
    await loadIn(page, usual);
    expect(await waitForAccounts(options, 1)).toEqual([id]);
  });
});

describe('a restart of the browser', () => {
  it('security 73: ends the session and keeps the figure; the session is in no byte of the profile, and nowhere to be seen', async () => {
    const { id } = await readThroughWebsite(browser, options, website);
    const observed = website.next;
    const before = await accountOn(options, id);
    const places = [await storedText(options), await options.content(), ...browser.watch.console, ...browser.watch.answers];
    for (const place of places) expect(place).not.toContain(observed.slice(4, -4));
    // The browser writes some of its files a little later.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expectNothing(observed);
    await browser.restart(async () => expectNothing(observed));

    await eventually(async () => (await browser.badge()).text).toBe('12.4');
    options = await browser.open('options.html#/accounts');
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toEqual({ ...before, state: 'failed', failure: 'session-missing' });
    expect(await row(options, id).textContent()).toContain('Open the OpenAI billing page once. The balance appears here when it has loaded.');
    expect(await sessionsIn(options)).toEqual({});
    expect(website.asked()).toHaveLength(2);

    website.next = browser.watch.newKey('sess-');
    await openWebsite(browser, website.billing);
    await waitForState(options, id, 'fresh');
    expect(await accountIds(options)).toEqual([id]);
  });

  /** Every file was read, and what is there on purpose is found by the same scan. */
  function expectNothing(secret: string) {
    const scan = scanForSecret(browser.profile, secret);
    expect(scan.files).toBeGreaterThan(50);
    expect(scan.layers['log value']).toBeGreaterThan(5);
    expect(scan.hits).toEqual([]);
    expect(scanForSecret(browser.profile, `xxxx${website.secrets.accessToken.slice(4, -4)}xxxx`).hits).not.toEqual([]);
  }
});
