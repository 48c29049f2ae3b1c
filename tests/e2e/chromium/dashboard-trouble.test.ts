import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { creditOf, creditPath, type FakeDashboard } from '../../servers/fake-dashboard.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, eventually, refresh, row, totalOn, waitForState } from './pages.ts';
import { quota } from './replies.ts';
import {
  accountIds,
  aMoment,
  card,
  loadIn,
  mintIn,
  openDetails,
  openWebsite,
  readThroughWebsite,
  second,
  sessionsIn,
  startAnew,
  storedText,
  turnOn,
  usual,
  waitForAccounts,
} from './website.ts';

let browser: TestBrowser;
let options: Page;
let website: FakeDashboard;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html#/accounts');
});

afterAll(() => browser.close());

beforeEach(async () => {
  website = await startAnew(browser, options);
});

describe('a session that has ended', () => {
  it('is forgotten; the last figure stays with its time, and the next session of the page heals it', async () => {
    const { id, page } = await readThroughWebsite(browser, options, website);
    const before = await accountOn(options, id);
    website.sessions.clear();
    await refresh(options);
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toEqual({ ...before, state: 'failed', failure: 'session-expired' });
    expect(await sessionsIn(options)).toEqual({});
    const sentence =
      /Your OpenAI session has ended\. Open platform\.openai\.com, sign in if asked, and come back\. Last known balance: \$12\.40 \(\d\d:\d\d\)\./;
    expect(await row(options, id).textContent()).toMatch(sentence);
    expect(await card(options).textContent()).toMatch(sentence);
    expect(await row(options, id).getByRole('button', { name: 'Open billing page' }).isVisible()).toBe(true);
    await eventually(async () => (await browser.badge()).text).toBe('12.4');

    website.organizations.set(usual, { title: 'Example Org', credit: creditOf(9) });
    website.next = browser.watch.newKey('sess-');
    await mintIn(page);
    await loadIn(page, usual);
    await waitForState(options, id, 'fresh');
    expect(await accountOn(options, id)).toMatchObject({ failure: '', value: '9' });
    expect(await sessionsIn(options)).toEqual({ [id]: website.next });
    expect(await accountIds(options)).toEqual([id]);
  });

  it('is not what is said in the end by a refresh that began with it and ends after the next session has come', async () => {
    const { id, page } = await readThroughWebsite(browser, options, website);
    browser.services.on('slow.example.com', '/v1/usage', { ...quota(1), delayMs: 1500 });
    const [slow = ''] = await addCustom(options, ['slow.example.com'], browser.watch.newKey);
    await waitForState(options, slow, 'fresh');
    website.sessions.clear();
    const before = website.asked(creditPath).length;
    const refreshing = refresh(options);
    await eventually(() => website.asked(creditPath).length).toBe(before + 1);
    website.next = browser.watch.newKey('sess-');
    await mintIn(page);
    await loadIn(page, usual);
    await refreshing;
    await waitForState(options, id, 'fresh');
    await aMoment();
    expect(await accountOn(options, id)).toMatchObject({ state: 'fresh', failure: '' });
    expect(await sessionsIn(options)).toEqual({ [id]: website.next });
  });

  it('is not asked about again and again while a page goes on using it', async () => {
    const { id, page } = await readThroughWebsite(browser, options, website);
    website.sessions.clear();
    await refresh(options);
    await waitForState(options, id, 'failed');
    const before = website.asked().length;
    for (let times = 0; times < 5; times += 1) {
      await loadIn(page, usual);
      await aMoment();
    }
    expect(website.asked().length - before).toBeLessThanOrEqual(1);
    expect(await sessionsIn(options)).toEqual({});
  });

  it('is not forgotten in favour of one that does not work', async () => {
    const { id, page } = await readThroughWebsite(browser, options, website);
    const good = website.next;
    await loadIn(page, usual, browser.watch.newKey('sess-'));
    await eventually(() => website.asked(creditPath).length).toBe(2);
    await aMoment();
    expect(await sessionsIn(options)).toEqual({ [id]: good });
    await refresh(options);
    expect(website.asked(creditPath).at(-1)?.headers.authorization).toBe(`Bearer ${good}`);
    expect(await accountOn(options, id)).toMatchObject({ state: 'fresh', value: '12.4' });
  });

  it('makes no account when nothing has ever worked', async () => {
    await turnOn(options);
    const page = await openWebsite(browser, website.idle);
    await loadIn(page, usual, browser.watch.newKey('sess-'));
    await eventually(() => website.asked().length).toBeGreaterThan(0);
    await aMoment();
    expect(await accountIds(options)).toEqual([]);
    expect(await sessionsIn(options)).toEqual({});
  });
});

describe('an organization that the session cannot see', () => {
  it('is said to be one, and another can be chosen', async () => {
    const { id } = await readThroughWebsite(browser, options, website);
    website.organizations.clear();
    website.organizations.set(second, { title: 'Side Project', credit: creditOf(3.5) });
    await refresh(options);
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'wrong-organization', value: '12.4' });
    expect(await row(options, id).textContent()).toContain('This session cannot see that organization.');
    await row(options, id).getByRole('button', { name: 'Choose organization' }).click();
    const field = options.getByRole('textbox', { name: 'Organization' });
    expect(await field.inputValue()).toBe(usual);
    await field.fill(second);
    await options.getByRole('button', { name: 'Save' }).click();
    await waitForState(options, id, 'fresh');
    expect((await accountOn(options, id)).value).toBe('3.5');
    expect(website.asked(creditPath).at(-1)?.headers['openai-organization']).toBe(second);
  });
});

describe('a service that turns the background away', () => {
  it('is asked from inside an open page instead', async () => {
    website.guarded = true;
    const { id } = await readThroughWebsite(browser, options, website);
    expect((await accountOn(options, id)).value).toBe('12.4');
    expect(await row(options, id).textContent()).toContain('OpenAI · Example Org');
    const popup = await browser.open('popup.html');
    const details = await openDetails(popup, id);
    expect(await details.textContent()).toContain('HTTP 200, answered (inside the open page)');
    const before = fromPage().length;
    await refresh(options);
    await aMoment();
    expect(fromPage()).toHaveLength(before + 1);
  });

  it('is said to want a browser check when no page is open, and answers as soon as one is', async () => {
    const { id, page } = await readThroughWebsite(browser, options, website);
    website.guarded = true;
    await page.close();
    await refresh(options);
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'challenge', value: '12.4' });
    expect(await row(options, id).textContent()).toContain('OpenAI asked for a browser check. Open the billing page, then refresh.');
    expect(await sessionsIn(options)).toEqual({ [id]: website.next });
    const again = await openWebsite(browser, website.idle);
    await loadIn(again, usual, website.next);
    await waitForState(options, id, 'fresh');
  });

  it('also from the page, is not asked again by its own question', async () => {
    const { id, page } = await readThroughWebsite(browser, options, website);
    browser.services.on('api.openai.com', creditPath, ({ method, headers }) => {
      const cors = {
        'access-control-allow-origin': String(headers.origin),
        'access-control-allow-headers': '*, authorization',
        'access-control-allow-credentials': 'true',
      };
      return method === 'OPTIONS' ? { status: 204, headers: cors } : { status: 403, headers: cors, body: '<!doctype html>' };
    });
    await refresh(options);
    await waitForState(options, id, 'failed');
    await aMoment();
    await aMoment();
    expect(website.asked(creditPath).length).toBeLessThanOrEqual(3);
    const before = website.asked().length;
    await loadIn(page, usual);
    await aMoment();
    await loadIn(page, usual);
    await aMoment();
    expect(website.asked().length - before).toBeLessThanOrEqual(1);
  });

  // The website's own script names a project, and the extension none.
  const fromPage = () => website.askedInPages(creditPath).filter(({ headers }) => headers['openai-project'] === undefined);
});

describe('addresses of credit', () => {
  it('are tried in both forms', async () => {
    website.old = true;
    const { id } = await readThroughWebsite(browser, options, website);
    expect((await accountOn(options, id)).value).toBe('12.4');
    expect(
      website
        .asked()
        .map(({ path }) => path)
        .filter((path) => path.includes('credit')),
    ).toEqual([creditPath, '/dashboard/billing/credit_grants']);
  });

  it('that are all gone mean that the website has changed', async () => {
    const { id } = await readThroughWebsite(browser, options, website);
    for (const path of [creditPath, '/dashboard/billing/credit_grants']) browser.services.on('api.openai.com', path, { status: 404, body: {} });
    await refresh(options);
    await waitForState(options, id, 'failed');
    expect(await row(options, id).textContent()).toContain("OpenAI changed this page's interface. Balance not available.");
    expect((await accountOn(options, id)).value).toBe('12.4');
  });
});

describe('the switch, turned off', () => {
  it('drops the session, keeps the last figure and says why it is old; what the page does then is ignored', async () => {
    const { id, page } = await readThroughWebsite(browser, options, website);
    await card(options).getByRole('button', { name: 'Turn off' }).click();
    await waitForState(options, id, 'failed');
    expect(await sessionsIn(options)).toEqual({});
    expect(await accountOn(options, id)).toMatchObject({ failure: 'session-missing', value: '12.4' });
    expect(await row(options, id).textContent()).toContain('Read the credit balance with your signed-in OpenAI dashboard. No API key needed.');
    expect(await row(options, id).getByTestId('read-at').textContent()).toMatch(/^last known figure, read /);
    const before = website.asked().length;
    website.next = browser.watch.newKey('sess-');
    await mintIn(page);
    await loadIn(page, usual);
    await refresh(options);
    await aMoment();
    expect(website.asked()).toHaveLength(before);
    expect(await sessionsIn(options)).toEqual({});
    expect(await storedText(options)).not.toContain(website.next.slice(-4));

    await turnOn(options);
    await eventually(() => row(options, id).textContent()).toContain('Open the OpenAI billing page once.');
    await loadIn(page, usual);
    expect(await waitForAccounts(options, 1)).toEqual([id]);
    const popup = await browser.open('popup.html');
    expect(await totalOn(popup)).toMatchObject({ value: '12.4', state: 'fresh' });
  });
});
