import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { creditOf, creditPath, type FakeDashboard, loginPath } from '../../servers/fake-dashboard.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, eventually, refresh, row, storedKeys, totalOn, waitForState } from './pages.ts';
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

const button = (name: string) => card(options).getByRole('button', { name });

describe('Find my session', () => {
  beforeEach(async () => {
    website.organizations.set(second, { title: 'Side Project', credit: creditOf(3.5) });
    await turnOn(options);
  });

  it('makes one session of the sign-in that an idle page keeps, for all its organizations, and spares the refresh token', async () => {
    await openWebsite(browser, website.idle);
    await options.bringToFront();
    await button('Find my session').click();
    const ids = await waitForAccounts(options, 2);
    expect(await Promise.all(ids.map(async (id) => (await accountOn(options, id)).value))).toEqual(['12.4', '3.5']);
    expect(await row(options, ids[1] ?? '').textContent()).toContain('OpenAI · Side Project');
    expect(await sessionsIn(options)).toEqual(Object.fromEntries(ids.map((id) => [id, website.next])));
    // As the page itself would: the browser would add our own origin to what the background posts.
    expect(website.askedInPages(loginPath)).toMatchObject([{ method: 'POST', body: '{"app":"api"}' }]);
    expect(website.asked(loginPath)).toEqual([]);
    expect(website.asked(creditPath)).toHaveLength(2);
    for (const { headers, body, query } of browser.services.seen()) {
      const all = JSON.stringify([headers, body, String(query)]);
      for (const secret of [website.secrets.refreshToken, website.secrets.idToken, website.secrets.oldAccessToken]) expect(all).not.toContain(secret);
    }
    const text = await storedText(options);
    for (const secret of [website.next, ...Object.values(website.secrets)]) expect(text).not.toContain(secret.slice(4, -4));
  });

  it('says that there is none where no page is open, and where the sign-in is over', async () => {
    await button('Find my session').click();
    const sentence = 'No sign-in was found. Open platform.openai.com in a tab, sign in, and try again.';
    await eventually(() => card(options).getByRole('status').textContent()).toBe(sentence);
    const page = await openWebsite(browser, website.idle);
    await page.evaluate(() => localStorage.clear());
    await options.bringToFront();
    await button('Find my session').click();
    await aMoment();
    expect(await card(options).getByRole('status').textContent()).toBe(sentence);
    expect(website.asked()).toEqual([]);
    expect(await accountIds(options)).toEqual([]);
  });
});

describe('Read from this page', () => {
  const shown =
    '<section><h2>Pay as you go</h2><div><h3>Credit balance</h3><div><span>$12.40</span><button>Add to credit balance</button></div></div></section>';

  it('takes the amount that an open page shows, and says so', async () => {
    website.text = shown;
    await turnOn(options);
    await openWebsite(browser, website.idle);
    await options.bringToFront();
    await button('Read from this page').click();
    const [id = ''] = await waitForAccounts(options, 1);
    expect(await accountOn(options, id)).toMatchObject({ value: '12.4', unit: 'USD' });
    expect(website.asked()).toEqual([]);
    const popup = await browser.open('popup.html');
    expect(await (await openDetails(popup, id)).textContent()).toContain('Read from the text of the page that you had open');
    // Nobody asks for it again by itself, and a worker that starts anew does not call it lost.
    await browser.stopWorker(options);
    expect(await refresh(options)).toMatchObject({ ok: true });
    expect(website.asked()).toEqual([]);
  });

  it('leaves the account to the session of the same page, once there is one', async () => {
    website.text = shown;
    await turnOn(options);
    const page = await openWebsite(browser, website.idle);
    await options.bringToFront();
    await button('Read from this page').click();
    const [id = ''] = await waitForAccounts(options, 1);
    website.organizations.set(usual, { title: 'Example Org', credit: creditOf(12.3) });
    await mintIn(page);
    await loadIn(page, usual);
    await eventually(async () => (await accountOn(options, id)).value).toBe('12.3');
    expect(await accountIds(options)).toEqual([id]);
    expect(await row(options, id).textContent()).toContain('OpenAI · Example Org');
    const popup = await browser.open('popup.html');
    expect(await totalOn(popup)).toMatchObject({ value: '12.3', count: '1' });
  });

  it('helps an account whose session is turned away, which is tried again all the same', async () => {
    const { id, page } = await readThroughWebsite(browser, options, website);
    await page.close();
    website.guarded = true;
    await refresh(options);
    await waitForState(options, id, 'failed');
    website.text = '<p>Credit balance</p><p>-$0.07</p>';
    await openWebsite(browser, website.idle);
    await options.bringToFront();
    await row(options, id).getByRole('button', { name: 'Read from this page' }).click();
    await waitForState(options, id, 'fresh');
    expect((await accountOn(options, id)).value).toBe('-0.07');
    expect(await storedText(options)).toContain('"nextAttemptAt"');
  });

  it.each([
    ['that is not open', undefined, 'Open the OpenAI billing page once.'],
    ['that shows no balance', '<p>Usage</p><p>$12.40</p>', 'Balance not available.'],
    ['that shows two amounts', '<div><p>Credit balance</p><p>$12.40</p></div><div><p>Credit balance</p><p>$7.00</p></div>', 'Balance not available.'],
  ])('security 74: takes nothing from a page %s', async (_what, text, told) => {
    website.text = text ?? '';
    await turnOn(options);
    if (text !== undefined) await openWebsite(browser, website.idle);
    await options.bringToFront();
    await button('Read from this page').click();
    await eventually(() => card(options).getByRole('status').textContent()).toContain(told);
    expect(await accountIds(options)).toEqual([]);
  });
});

describe('a pasted session', () => {
  const field = () => options.getByRole('textbox', { name: 'Session' });

  async function paste(text: string) {
    await options.evaluate(() => location.assign('#/accounts/add/openai/session'));
    await field().fill(text);
    await options.getByRole('button', { name: 'Save' }).click();
  }

  it.each([
    ['an API key', 'sk-proj-', 'This is an API key. OpenAI only shows credit to a dashboard session.'],
    ['an older API key', 'sk-', 'This is an API key. OpenAI only shows credit to a dashboard session.'],
    ['a sign-in token', 'eyJ', 'This is a sign-in token, which is stronger than needed and is not taken. Paste the session, which begins with sess-.'],
    ['something else', 'other-', 'A session begins with sess-.'],
  ])('that is %s is refused beside its field, and nothing is kept or sent', async (_what, prefix, sentence) => {
    await paste(browser.watch.newKey(prefix, 48));
    await options.getByRole('alert').filter({ hasText: sentence }).waitFor();
    expect(await field().getAttribute('aria-invalid')).toBe('true');
    expect((await storedKeys(options)).filter((key) => /^v1:[asm]:/.test(key))).toEqual([]);
    expect(await sessionsIn(options)).toEqual({});
    expect(website.asked()).toEqual([]);
  });

  it('may be a whole header line', async () => {
    website.sessions.add(website.next);
    await paste(`Authorization: Bearer ${website.next}`);
    const [id = ''] = await waitForAccounts(options, 1);
    expect((await accountOn(options, id)).value).toBe('12.4');
    expect(website.asked(creditPath)).toHaveLength(1);
    expect(website.asked(creditPath)[0]?.headers.authorization).toBe(`Bearer ${website.next}`);
    expect(await sessionsIn(options)).toEqual({});
    expect((await storedKeys(options)).filter((key) => key.startsWith('v1:s:'))).toHaveLength(1);
  });

  it('is kept in memory only where it is not to be remembered', async () => {
    website.sessions.add(website.next);
    await options.evaluate(() => location.assign('#/accounts/add/openai/session'));
    await options.getByRole('checkbox', { name: 'Remember it, encrypted, after the browser is closed' }).uncheck();
    await field().fill(website.next);
    await options.getByRole('button', { name: 'Save' }).click();
    const [id = ''] = await waitForAccounts(options, 1);
    expect(await sessionsIn(options)).toEqual({ [id]: website.next });
    expect((await storedKeys(options)).filter((key) => key.startsWith('v1:s:'))).toEqual([]);
  });
});
