import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerAsCompanyChat, type ChatPage, type CompanyChat } from '../../servers/company-chat.ts';
import { scanForSecret } from '../disk-scan.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, eventually, openForm, row, send, storedKeys, waitForState } from './pages.ts';
import { aMoment, badgeFrom, storedText } from './website.ts';

/** What `chrome://extensions` itself uses: the switch that a person finds there under "Site access". */
declare const chrome: {
  developerPrivate: {
    updateExtensionConfiguration(change: { extensionId: string; hostAccess: 'ON_SPECIFIC_SITES' }): Promise<void>;
    addHostPermission(id: string, pattern: string): Promise<void>;
  };
  storage: { session: { get(keys: null): Promise<object> } };
};
declare const chat: ChatPage;

let browser: TestBrowser;
let options: Page;
let popup: Page;
let page: Page;
let company: CompanyChat;
let secret: string;
let id: string;

beforeAll(async () => {
  browser = await startBrowser();
  secret = browser.watch.newKey('canary');
  company = answerAsCompanyChat(browser.services, { host: 'chat.example.com', secret });
  options = await browser.open('options.html');
  page = await browser.context().newPage();
  await page.goto(company.page);
  await options.bringToFront();
});

afterAll(() => browser.close());

async function add(baseUrl: string, fields: Record<string, string>): Promise<string> {
  const before = await storedKeys(options);
  await openForm(options);
  await options.getByRole('combobox', { name: 'Provider' }).selectOption('quota-headers');
  await options.getByRole('textbox', { name: 'Base URL' }).fill(baseUrl);
  for (const [label, value] of Object.entries(fields)) await options.getByRole('textbox', { name: label, exact: true }).fill(value);
  await options.getByRole('button', { name: 'Save' }).click();
  await options.getByRole('button', { name: 'Add account' }).waitFor();
  return (await storedKeys(options)).find((key) => key.startsWith('v1:a:') && !before.includes(key))?.slice('v1:a:'.length) ?? '';
}

const say = (where: Page = page, prompt = 'hello') => where.evaluate((words) => chat.say(words), prompt);

/** A changed figure is written at once again after this. */
const soonestAgain = () => new Promise((resolve) => setTimeout(resolve, 10_500));

/** Everything that was asked of anybody, but for what the page itself wants. */
const askedByUs = () =>
  browser.services.seen().filter(({ headers, path }) => headers.referer === undefined && path !== '/chat' && path !== '/favicon.ico').length;

describe('a quota header of a website that a person uses', () => {
  it('is waited for, in words, without a request', async () => {
    id = await add('https://chat.example.com', { Name: 'Company chat', 'Header of the limit': 'x-quota-limit', 'Header of the reset': 'x-quota-reset' });
    await waitForState(options, id, 'new');
    expect(await row(options, id).textContent()).toContain('waits for answers of chat.example.com');
    expect(await options.getByRole('textbox', { name: 'API key' }).count()).toBe(0);
    expect(askedByUs()).toBe(0);
  });

  it('gives its figure to the popup when the page is used, and still nothing is asked', async () => {
    company.quota = { 'X-Quota-Remaining': '45000', 'X-Quota-Limit': '100000', 'X-Quota-Reset': '4000000000' };
    expect(await say()).toBe(200);
    popup = await browser.open('popup.html');
    await waitForState(popup, id, 'fresh');
    expect(await accountOn(popup, id)).toMatchObject({ value: '45000', unit: 'tokens', failure: '' });
    expect(await row(popup, id).getByTestId('granted').getAttribute('data-value')).toBe('100000');
    await eventually(() => badgeFrom(popup)).not.toBe('');
    expect(company.said()).toHaveLength(1);
    expect(askedByUs()).toBe(0);
    expect(await send(options, 'account.refresh', {})).toMatchObject({ ok: true, value: { failed: 0 } });
    expect(askedByUs()).toBe(0);
  });

  it('is not written for every answer, and the newest is what stays', async () => {
    await eventually(async () => (await accountOn(popup, id)).value).toBe('45000');
    const { readAt } = await accountOn(popup, id);
    for (let left = 44_999; left >= 44_980; left -= 1) {
      company.quota = { 'x-quota-remaining': String(left) };
      await say();
    }
    await aMoment();
    expect((await accountOn(popup, id)).value).toBe('45000');
    await eventually(async () => (await accountOn(popup, id)).value, 15_000).toBe('44980');
    const passed = Date.parse((await accountOn(popup, id)).readAt ?? '') - Date.parse(readAt ?? '');
    expect(passed).toBeGreaterThan(0);
    expect(passed).toBeLessThan(15_000);
  });

  it('leaves no trace of anything else of the answers', async () => {
    const memory = await options.evaluate(async () => JSON.stringify(await chrome.storage.session.get(null)));
    for (const text of [await storedText(options), memory]) {
      expect(text).not.toContain(secret.slice(4, -4));
      expect(text).not.toContain('x-request-secret');
      expect(text).not.toContain('/api/say');
    }
    expect(await storedText(options)).toContain('44980');
  });

  it.each(['44000', '43990'])('wakes a worker that sleeps, and the very first answer is taken: %s', async (left) => {
    await soonestAgain();
    await browser.worker().evaluate(() => Object.assign(globalThis, { isFromBefore: true }));
    await browser.stopWorker(options);
    company.quota = { 'x-quota-remaining': left };
    await say();
    await eventually(async () => (await accountOn(popup, id)).value).toBe(left);
    expect(await browser.worker().evaluate(() => 'isFromBefore' in globalThis)).toBe(false);
  });

  it('is not taken from what another website asks for', async () => {
    await soonestAgain();
    const other = answerAsCompanyChat(browser.services, { host: 'other.example.com', api: 'chat.example.com', secret });
    other.quota = { 'x-quota-remaining': '2' };
    const stranger = await browser.context().newPage();
    await stranger.goto(other.page);
    expect(await say(stranger)).toBe(200);
    await aMoment();
    expect((await accountOn(popup, id)).value).toBe('43990');
    await stranger.close();
    company = answerAsCompanyChat(browser.services, { host: 'chat.example.com', secret });
  });

  it('is not taken from an answer out of the cache, which is old', async () => {
    company.quota = { 'x-quota-remaining': '43900', 'cache-control': 'max-age=600' };
    await say(page, 'kept');
    await eventually(async () => (await accountOn(popup, id)).value).toBe('43900');
    await soonestAgain();
    company.quota = { 'x-quota-remaining': '43800' };
    await say(page, 'other');
    await eventually(async () => (await accountOn(popup, id)).value).toBe('43800');
    await soonestAgain();
    const asked = company.said().length;
    await say(page, 'kept');
    await aMoment();
    expect(company.said()).toHaveLength(asked);
    expect((await accountOn(popup, id)).value).toBe('43800');
  });

  it('is taken from a service at another address than its pages, where both are named', async () => {
    const two = answerAsCompanyChat(browser.services, { host: 'pages.example.com', api: 'service.example.com', secret });
    two.quota = { 'x-ratelimit-remaining': '1, 1850', ratelimit: '"burst";r=3;t=60, "daily";r=640;t=3600', 'ratelimit-policy': '"burst";q=10,"daily";q=1000' };
    const daily = await add('https://service.example.com', {
      'Address of the pages': 'https://pages.example.com',
      'Header of what is left': 'RateLimit',
      'Header of the limit': 'RateLimit-Policy',
      Item: 'daily',
      Unit: 'requests',
    });
    const last = await add('https://service.example.com', {
      'Address of the pages': 'pages.example.com',
      'Header of what is left': 'X-RateLimit-Remaining',
      Item: '-1',
      Unit: 'requests',
    });
    const used = await browser.context().newPage();
    await used.goto(two.page);
    await say(used);
    await options.bringToFront();
    await waitForState(options, daily, 'fresh');
    expect(await accountOn(options, daily)).toMatchObject({ value: '640', unit: 'requests' });
    expect(await accountOn(options, last)).toMatchObject({ value: '1850' });
    await used.close();
  });

  it('is looked at again after the browser was started anew', async () => {
    await browser.restart();
    company = answerAsCompanyChat(browser.services, { host: 'chat.example.com', secret });
    company.quota = { 'x-quota-remaining': '43000' };
    page = await browser.context().newPage();
    await page.goto(company.page);
    await say();
    options = await browser.open('options.html');
    popup = await browser.open('popup.html');
    await eventually(async () => (await accountOn(popup, id)).value).toBe('43000');
  });

  it('stops when the permission is taken away, says so, and goes on when it is back', async () => {
    const settings = await browser.context().newPage();
    await settings.goto('chrome://extensions');
    const extensionId = new URL(browser.worker().url()).host;
    await settings.evaluate(
      (extension) => chrome.developerPrivate.updateExtensionConfiguration({ extensionId: extension, hostAccess: 'ON_SPECIFIC_SITES' }),
      extensionId,
    );
    await options.bringToFront();
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'permission-missing', value: '43000' });
    expect(await row(options, id).textContent()).toContain('Access to chat.example.com is not allowed yet.');
    company.quota = { 'x-quota-remaining': '1' };
    await say();
    await aMoment();
    expect((await accountOn(options, id)).value).toBe('43000');
    await settings.evaluate((extension) => chrome.developerPrivate.addHostPermission(extension, 'https://chat.example.com/*'), extensionId);
    await eventually(async () => (await accountOn(options, id)).failure).toBe('');
    await say();
    await eventually(async () => (await accountOn(options, id)).value, 15_000).toBe('1');
    await settings.close();
  });

  it('leaves no trace on the disk either', async () => {
    expect(askedByUs()).toBe(0);
    const wal = await storedText(options);
    expect(wal).not.toContain(secret.slice(4, -4));
    await browser.quit();
    const scan = scanForSecret(browser.profile, secret);
    // The browser itself keeps the website's cookie and what it has cached.
    const ours = scan.hits.filter(({ file }) => /Extension|IndexedDB|Session Storage/.test(file));
    expect(scan.files).toBeGreaterThan(10);
    expect(ours).toEqual([]);
  });
});
