import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { creditOf, creditPath, type FakeDashboard } from '../../servers/fake-dashboard.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, eventually, refresh, row, totalOn, waitForState } from './pages.ts';
import {
  accountIds,
  aMoment,
  badgeFrom,
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

describe('the signed-in dashboard, once it is switched on', () => {
  it('leads to an account as soon as its page has made its requests', async () => {
    await turnOn(options);
    expect(await card(options).textContent()).toContain('Open the OpenAI billing page once. The balance appears here when it has loaded.');
    await openWebsite(browser, website.billing);
    const [id = ''] = await waitForAccounts(options, 1);
    expect(await accountOn(options, id)).toMatchObject({ provider: 'openai', state: 'fresh', failure: '', value: '12.4', unit: 'USD' });
    expect(await row(options, id).textContent()).toContain('OpenAI · Example Org');
    expect(await row(options, id).textContent()).toContain(`sess-…${website.next.slice(-4)}`);
    expect(await card(options).textContent()).toContain('$12.40 left · Example Org · read just now');
    const popup = await browser.open('popup.html');
    expect(await accountOn(popup, id)).toMatchObject({ state: 'fresh', value: '12.4', unit: 'USD' });
    expect(await totalOn(popup)).toMatchObject({ value: '12.4', known: '1', count: '1', state: 'fresh' });
    await eventually(() => badgeFrom(options)).toBe('12.4');
  });

  it('is asked for credit once for each new session, with the organization, and without Origin, Referer or Cookie', async () => {
    const { page } = await readThroughWebsite(browser, options, website);
    await loadIn(page, usual);
    await loadIn(page);
    await aMoment();
    const [asked, ...more] = website.asked(creditPath);
    expect(more).toEqual([]);
    expect(asked?.headers).toMatchObject({ authorization: `Bearer ${website.next}`, 'openai-organization': usual });
    for (const header of ['origin', 'referer', 'cookie', 'openai-project']) expect(asked?.headers).not.toHaveProperty(header);
    expect(website.asked('/v1/organizations')).toHaveLength(1);

    website.next = browser.watch.newKey('sess-');
    await mintIn(page);
    await loadIn(page, usual);
    await eventually(() => website.asked(creditPath).length).toBe(2);
    await loadIn(page, usual);
    await eventually(() => sessionsIn(options)).toEqual({ [(await accountIds(options))[0] ?? '']: website.next });
    await aMoment();
    expect(website.asked(creditPath)).toHaveLength(2);
    expect(await accountIds(options)).toHaveLength(1);
  });

  it('does not hear its own requests, nor preflights, nor a sign-in that is no session', async () => {
    const { id } = await readThroughWebsite(browser, options, website);
    const before = website.asked().length;
    await refresh(options);
    await aMoment();
    expect(website.asked().slice(before)).toMatchObject([{ path: creditPath }]);
    expect(browser.services.seen().some(({ method }) => method === 'OPTIONS')).toBe(true);
    expect(await sessionsIn(options)).toEqual({ [id]: website.next });
  });

  it('is not said to have changed because its page signs in before it uses the session', async () => {
    website.sessions.clear();
    await turnOn(options);
    const page = await openWebsite(browser, website.idle);
    await mintIn(page);
    await aMoment();
    expect(await card(options).textContent()).toContain('Open the OpenAI billing page once.');
    expect(await card(options).textContent()).not.toContain('changed');
  });

  it('is said to have changed when its requests carry something else, until a session comes', async () => {
    await turnOn(options);
    const page = await openWebsite(browser, website.idle);
    await loadIn(page, usual, 'another-kind-of-credential');
    await eventually(() => card(options).textContent()).toContain("OpenAI changed this page's interface. Balance not available.");
    await mintIn(page);
    await loadIn(page, usual);
    const [id = ''] = await waitForAccounts(options, 1);
    await row(options, id).getByRole('button', { name: 'Delete' }).click();
    await eventually(() => card(options).textContent()).toContain('Open the OpenAI billing page once.');
  });

  it('was open before: its next request is enough, without a reload', async () => {
    const page = await openWebsite(browser, website.idle);
    await mintIn(page);
    await loadIn(page, usual);
    await aMoment();
    expect(website.asked()).toEqual([]);
    expect(await accountIds(options)).toEqual([]);
    await turnOn(options);
    await loadIn(page, usual);
    const [id = ''] = await waitForAccounts(options, 1);
    expect((await accountOn(options, id)).value).toBe('12.4');
  });

  it('wakes the worker', async () => {
    await turnOn(options);
    const page = await openWebsite(browser, website.idle);
    await mintIn(page);
    await browser.stopWorker(options);
    await loadIn(page, usual);
    const [id = ''] = await waitForAccounts(options, 1);
    website.organizations.set(usual, { title: 'Example Org', credit: creditOf(11) });
    website.next = browser.watch.newKey('sess-');
    await mintIn(page);
    await browser.stopWorker(options);
    await loadIn(page, usual);
    await eventually(async () => (await accountOn(options, id)).value).toBe('11');
    await eventually(() => badgeFrom(options)).toBe('11');
  });
});

describe('requests of other pages', () => {
  it('are none of our business, even with a session in them', async () => {
    browser.services.on('evil.example.com', '/', { body: '<!doctype html><title>Another website</title>' });
    await turnOn(options);
    await readWebsiteOfAnother();
    await aMoment();
    expect(website.asked()).toEqual([]);
    expect(await accountIds(options)).toEqual([]);
    expect(await sessionsIn(options)).toEqual({});
    expect(await storedText(options)).not.toContain('v1:a:');
  });

  it('do not touch an account that is there', async () => {
    browser.services.on('evil.example.com', '/', { body: '<!doctype html><title>Another website</title>' });
    const { id } = await readThroughWebsite(browser, options, website);
    const before = website.asked().length;
    await readWebsiteOfAnother();
    await aMoment();
    expect(website.asked()).toHaveLength(before);
    expect(await sessionsIn(options)).toEqual({ [id]: website.next });
  });

  async function readWebsiteOfAnother() {
    const token = browser.watch.newKey('sess-EVIL');
    website.sessions.add(token);
    const page = await openWebsite(browser, 'https://evil.example.com/');
    const status = await page.evaluate(async (secret) => {
      const headers = { authorization: `Bearer ${secret}`, 'openai-organization': 'org-EXAMPLE0000000000000001' };
      return (await fetch('https://api.openai.com/v1/dashboard/billing/credit_grants', { headers })).status;
    }, token);
    expect(status).toBe(200);
  }
});

describe('two organizations', () => {
  beforeEach(() => {
    website.organizations.set(second, { title: 'Side Project', credit: creditOf(3.5) });
  });

  it('are one account each, with a session each, as the page is switched from one to the other', async () => {
    const { id, page } = await readThroughWebsite(browser, options, website);
    await loadIn(page, second);
    const [, other = ''] = await waitForAccounts(options, 2);
    expect(await row(options, other).textContent()).toContain('OpenAI · Side Project');
    expect((await accountOn(options, other)).value).toBe('3.5');
    expect(website.asked(creditPath).map(({ headers }) => headers['openai-organization'])).toEqual([usual, second]);
    expect(website.asked('/v1/organizations')).toHaveLength(1);
    expect(await sessionsIn(options)).toEqual({ [id]: website.next, [other]: website.next });

    const first = website.next;
    website.next = browser.watch.newKey('sess-');
    await mintIn(page);
    await loadIn(page, second);
    await eventually(() => sessionsIn(options)).toEqual({ [id]: first, [other]: website.next });
    const popup = await browser.open('popup.html');
    expect(await totalOn(popup)).toMatchObject({ value: '15.9', known: '2', count: '2' });
  });

  it('stay two though a page asks for both at once, some of the time without naming one', async () => {
    await turnOn(options);
    const page = await openWebsite(browser, website.idle);
    await mintIn(page);
    await Promise.all([loadIn(page), loadIn(page, usual), loadIn(page, second), loadIn(page, second), loadIn(page)]);
    await waitForAccounts(options, 2);
    await aMoment();
    expect(await accountIds(options)).toHaveLength(2);
    expect(website.asked(creditPath)).toHaveLength(2);
  });
});

describe('credit', () => {
  async function readWith(credit: object) {
    website.organizations.set(usual, { title: 'Example Org', credit });
    const { id } = await readThroughWebsite(browser, options, website);
    return { id, popup: await browser.open('popup.html') };
  }

  it('that is used up and more stays below zero', async () => {
    const { id, popup } = await readWith(creditOf(-0.07, { granted: 20, used: 20.07 }));
    expect((await accountOn(popup, id)).value).toBe('-0.07');
    expect(await row(popup, id).textContent()).toContain('-$0.07');
    await eventually(() => badgeFrom(options)).toMatch(/^-/);
  });

  it('that is nothing is zero, and known', async () => {
    const { id, popup } = await readWith(creditOf(0));
    expect((await accountOn(popup, id)).value).toBe('0');
    expect(await totalOn(popup)).toMatchObject({ value: '0', known: '1' });
    await eventually(() => badgeFrom(options)).toBe('0');
  });

  it('comes in grants, which are listed with how they stand, and the next expiry is shown', async () => {
    const at = (days: number) => Math.floor(Date.now() / 1000) + days * 86_400;
    const grant = (amount: number, used: number, from: number, until?: number) => ({
      object: 'credit_grant',
      grant_amount: amount,
      used_amount: used,
      effective_at: at(from),
      ...(until === undefined ? {} : { expires_at: at(until) }),
    });
    const next = grant(5, 1.6, -10, 30);
    const grants = [grant(18, 4, -200, -100), grant(10, 0, -5), grant(50, 0, 20, 400), next, grant(3, 3, -50, 90), grant(2, 0, -5, 60)];
    const { id, popup } = await readWith(creditOf(15.4, { granted: 88, used: 8.6, grants }));
    expect(await row(popup, id).getByTestId('expires-at').getAttribute('datetime')).toBe(new Date((next.expires_at ?? 0) * 1000).toISOString());
    const details = await openDetails(popup, id);
    const states = await details.getByTestId('grant').evaluateAll((all) => all.map((one) => one.getAttribute('data-state')));
    expect(states).toEqual(['usable', 'usable', 'usable', 'not-yet', 'used-up', 'expired']);
    expect(await details.getByTestId('grant').first().textContent()).toContain('$5.00, $1.60 used');
    await waitForState(popup, id, 'fresh');
  });
});
