import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { creditOf, type FakeDashboard } from '../../servers/fake-dashboard.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, eventually, refresh, row, send, totalOn, waitForState } from './pages.ts';
import { answerAsServices } from './replies.ts';
import { aMoment, badgeFrom, openDetails, readThroughWebsite, startAnew, usual } from './website.ts';

let browser: TestBrowser;
let options: Page;
let website: FakeDashboard;
/** Dollars, as text: what was spent on the first day of the month, and what was spent today. */
let spent: { first: string; today: string };

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html#/accounts');
});

afterAll(() => browser.close());

beforeEach(async () => {
  answerAsServices(browser.services);
  website = await startAnew(browser, options);
  spent = { first: '7.25', today: '2.75' };
  answerAsReport();
});

const api = 'api.openai.com';
const costs = '/v1/organization/costs';
const limit = '/v1/organization/spend_limit';
const asked = (path?: string) => website.asked(path).length;

/** The report of the month in two pages: its first day, then today. */
function answerAsReport() {
  const day = 86_400;
  const now = Math.floor(Date.now() / 1000);
  const today = now - (now % day);
  const bucket = (start: number, value: string) => ({
    object: 'bucket',
    start_time: start,
    end_time: start + day,
    results: [{ object: 'organization.costs.result', amount: { value, currency: 'usd' }, line_item: 'gpt-5, input', project_id: 'proj_1' }],
  });
  browser.services.on(api, costs, ({ query }) => {
    const start = Number(query.get('start_time'));
    const isLast = query.get('page') === 'second' || start === today;
    const data = isLast ? [bucket(today, spent.today)] : [bucket(start, spent.first)];
    return { body: { object: 'page', data, has_more: !isLast, next_page: isLast ? null : 'second' } };
  });
  browser.services.on(api, limit, {
    body: { object: 'organization.spend_limit', currency: 'USD', interval: 'month', threshold_amount: 12_000, enforcement: { status: 'enforcing' } },
  });
}

/** On the first day of a month the report has one day only. */
const isFirst = () => new Date().getUTCDate() === 1;
const pages = () => (isFirst() ? 1 : 2);
const sum = () => (isFirst() ? spent.today : String(Number(spent.first) + Number(spent.today)));

async function addAdminKey(balance?: string): Promise<string> {
  const known = await options.getByTestId('account').evaluateAll((all) => all.map((account) => account.getAttribute('data-account-id')));
  await options.evaluate(() => location.assign('#/accounts/add/openai/admin-key'));
  await options.getByRole('textbox', { name: 'Admin key' }).fill(browser.watch.newKey('sk-admin-', 48));
  await options.getByRole('textbox', { name: 'Name' }).fill('By admin key');
  if (balance !== undefined) await options.getByRole('textbox', { name: 'Balance now' }).fill(balance);
  await options.getByRole('button', { name: 'Save' }).click();
  await eventually(() => options.getByTestId('account').count()).toBe(known.length + 1);
  const ids = await options.getByTestId('account').evaluateAll((all) => all.map((account) => account.getAttribute('data-account-id') ?? ''));
  const id = ids.find((one) => !known.includes(one)) ?? '';
  await waitForState(options, id, 'fresh');
  return id;
}

/** What the row itself says was used, spent or left, by its automation name. */
const figure = (page: Page, id: string, name: string) => row(page, id).getByTestId(name).first().getAttribute('data-value');

describe('an API key', () => {
  it('is told that credit is not for it, with three ways on, and is not tried again', async () => {
    answerAsServices(browser.services);
    await options.evaluate(() => location.assign('#/accounts/add/openai'));
    await options.getByRole('textbox', { name: 'API key' }).fill(browser.watch.newKey('sk-proj-', 60));
    await options.getByRole('button', { name: 'Save' }).click();
    await options.locator('[data-testid="account"][data-state="failed"]').waitFor();
    const account = options.getByTestId('account');
    expect(await account.getAttribute('data-failure')).toBe('session-missing');
    expect(await account.textContent()).toContain('OpenAI does not show credit to API keys. Use the dashboard session or an admin key.');
    const before = asked();
    await fireAlarm();
    await aMoment();
    expect(asked()).toBe(before);

    for (const page of [options, await browser.open('popup.html')]) {
      await follow(page, 'Turn on', async () => {
        await page.getByRole('region', { name: 'OpenAI dashboard' }).getByRole('button', { name: 'Turn on' }).waitFor();
        expect(await page.getByRole('textbox', { name: 'Session' }).isVisible()).toBe(true);
      });
      await follow(page, 'Use an admin key', async () => {
        expect(await page.getByRole('combobox', { name: 'Provider' }).inputValue()).toBe('openai');
        expect(await page.getByRole('textbox', { name: 'Admin key' }).isVisible()).toBe(true);
      });
      await follow(page, 'Record a balance', async () => {
        expect(await page.getByRole('textbox', { name: 'Admin key' }).isVisible()).toBe(true);
        const field = page.getByRole('textbox', { name: 'Balance now' });
        await eventually(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
      });
    }
  });

  /** Goes where one click leads, and back. */
  async function follow(page: Page, name: string, look: () => Promise<void>) {
    const address = page.url();
    await page.bringToFront();
    if (address.includes('popup')) await page.getByTestId('account').locator('button[aria-expanded="false"]').first().click();
    await page.getByTestId('account').getByRole('button', { name }).click();
    await page.getByRole('heading', { name: 'Add an account' }).waitFor();
    await look();
    await page.goto(address.includes('popup') ? address : address.replace(/#.*/, '#/accounts'));
    await page.getByTestId('account').first().waitFor();
  }

  async function fireAlarm() {
    await browser.stopWorker(options);
    await options.evaluate(() =>
      (globalThis as unknown as { chrome: { alarms: { create(name: string, when: object): void } } }).chrome.alarms.create('next-attempt', {
        when: Date.now() + 200,
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
});

describe('an admin key', () => {
  it('tells what was spent and the limit, never what is left, and is not in the total', async () => {
    const id = await addAdminKey();
    expect([asked(costs), asked(limit)]).toEqual([pages(), 1]);
    const popup = await browser.open('popup.html');
    for (const page of [options, popup]) {
      expect(await figure(page, id, 'used')).toBe(sum());
      expect(await figure(page, id, 'limit')).toBe('120');
      expect(await figure(page, id, 'remaining')).toBe('');
      expect(await row(page, id).textContent()).toContain('spent this month');
    }
    expect(await totalOn(popup)).toMatchObject({ value: '', known: '0', count: '0', state: 'none' });
    await eventually(() => badgeFrom(options)).not.toMatch(/\d/);
    const details = await openDetails(popup, id);
    expect(await details.textContent()).toContain('Spent by project');
    expect(await details.textContent()).toContain('$120.00 used');
    // The address is where the figure comes from, not whatever was asked last.
    expect(await details.textContent()).toContain(`https://api.openai.com${costs}Method`);
  });

  it('with the balance of now tells what is left as well, and asks no more for it', async () => {
    const id = await addAdminKey('50');
    await eventually(async () => (await accountOn(options, id)).value).toBe('50');
    expect([asked(costs), asked(limit)]).toEqual([pages(), 1]);
    expect(await row(options, id).textContent()).toContain('derived');
    spent.today = '4';
    await refresh(options, id);
    await eventually(async () => (await accountOn(options, id)).value).toBe('48.75');
    const popup = await browser.open('popup.html');
    expect(await totalOn(popup)).toMatchObject({ value: '48.75', known: '1', count: '1', state: 'fresh' });
    const details = await openDetails(popup, id);
    expect(await details.textContent()).toContain('$50.00, confirmed');
    expect(await details.textContent()).toContain('− $1.25 spent since');
    expect(await details.textContent()).not.toContain('more may be left');
  });

  it('takes a newly recorded balance over, and shows the difference to what had been worked out', async () => {
    const id = await addAdminKey('50');
    spent.today = '4';
    const before = asked(costs);
    await options.evaluate((account) => location.assign(`#/accounts/${account}`), id);
    const section = options.getByRole('region', { name: 'What was there' });
    await section.getByRole('textbox', { name: 'Balance' }).fill('48.5');
    await section.getByRole('button', { name: 'Record balance' }).click();
    await eventually(() => section.getByRole('status').textContent()).toBe('Recorded.');
    expect(asked(costs) - before).toBe(pages());
    const popup = await browser.open('popup.html');
    expect((await accountOn(popup, id)).value).toBe('48.5');
    const difference = (await openDetails(popup, id)).getByTestId('difference');
    expect(await difference.getAttribute('data-value')).toBe('-0.25');
    expect(await difference.textContent()).toBe('$48.75 had been worked out: a difference of -$0.25');

    await section.getByRole('button', { name: 'Forget balance' }).click();
    await eventually(async () => (await accountOn(popup, id)).value).toBe('');
    expect(await figure(popup, id, 'used')).toBe(isFirst() ? '4' : '11.25');
  });

  it('refuses a balance that is no number, or of a day to come', async () => {
    const id = await addAdminKey();
    await options.evaluate((account) => location.assign(`#/accounts/${account}`), id);
    const section = options.getByRole('region', { name: 'What was there' });
    await section.getByRole('textbox', { name: 'Balance' }).fill('much');
    await section.getByRole('button', { name: 'Record balance' }).click();
    await section.getByRole('alert').filter({ hasText: 'A number such as 5 or 0.50.' }).waitFor();
    await section.getByRole('textbox', { name: 'Balance' }).fill('5');
    await section.getByLabel('On').fill('2999-01-01T12:00');
    await section.getByRole('button', { name: 'Record balance' }).click();
    await section.getByRole('alert').filter({ hasText: 'This is still to come.' }).waitFor();
    await options.evaluate(() => location.assign('#/accounts'));
    expect((await accountOn(options, id)).value).toBe('');
  });
});

describe('an admin key whose balance another account confirms', () => {
  it('shows the difference, and both are one wallet', async () => {
    const { id: session } = await readThroughWebsite(browser, options, website);
    const id = await addAdminKey('13');
    await options.evaluate((account) => location.assign(`#/accounts/${account}`), id);
    const section = options.getByRole('region', { name: 'What was there' });
    await section.getByRole('combobox', { name: 'Confirmed by' }).selectOption(session);
    await section.getByRole('button', { name: 'Record balance' }).click();
    await eventually(() => section.getByRole('status').textContent()).toBe('Recorded.');
    const popup = await browser.open('popup.html');
    expect(await totalOn(popup)).toMatchObject({ value: '12.4', known: '2', count: '2' });
    expect((await accountOn(popup, id)).value).toBe('12.4');
    const details = await openDetails(popup, id);
    expect(await details.textContent()).toContain('by OpenAI · Example Org');
    expect(await details.getByTestId('difference').getAttribute('data-value')).toBe('-0.6');

    spent.today = '3.75';
    website.organizations.set(usual, { title: 'Example Org', credit: creditOf(11.4) });
    expect(await send(options, 'account.refresh', {})).toMatchObject({ ok: true, value: { succeeded: 2 } });
    await eventually(async () => (await accountOn(popup, id)).value).toBe('11.4');
    expect(await details.getByTestId('difference').getAttribute('data-value')).toBe('0');
    expect(await details.textContent()).toContain('$11.40 had been worked out: no difference');
    expect(await totalOn(popup)).toMatchObject({ value: '11.4' });
  });
});
