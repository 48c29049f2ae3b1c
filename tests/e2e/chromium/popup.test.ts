import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { addCustom, eventually, refresh, row, send, totalOn, waitForState } from './pages.ts';
import { quota } from './replies.ts';

let browser: TestBrowser;
let options: Page;
let popup: Page;
let ids: string[];

const host = (index: number) => `host-${index}.example.com`;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
  ids = await addHosts(1, 7);
  for (const id of ids) await waitForState(options, id, 'fresh');
  popup = await browser.open('popup.html');
});

afterAll(() => browser.close());

function addHosts(first: number, last: number): Promise<string[]> {
  const hosts = Array.from({ length: last - first + 1 }, (_, index) => host(first + index));
  for (const [index, name] of hosts.entries()) browser.services.on(name, '/v1/usage', quota(first + index));
  return addCustom(options, hosts, browser.watch.newKey);
}

const names = () => popup.getByTestId('account').evaluateAll((rows) => rows.map((account) => account.getAttribute('data-account-id') ?? ''));
const search = () => popup.getByRole('searchbox', { name: 'Search accounts' });

describe('the popup before the first account', () => {
  it('has one button, which opens the form', async () => {
    const fresh = await startBrowser();
    const page = await fresh.open('popup.html');
    expect(await page.getByText('$').count()).toBe(0);
    await page.getByRole('button', { name: 'Add account' }).click();
    await page.getByRole('textbox', { name: 'API key' }).waitFor();
    expect(page.url()).toContain('options.html#/accounts/add');
    await fresh.close();
  });
});

describe('the popup', () => {
  it('adds up what is left, and says how well that is known', async () => {
    expect(await totalOn(popup)).toEqual({ value: '28', unit: 'USD', known: '7', count: '7', state: 'fresh' });
    expect(await popup.getByTestId('total').textContent()).toBe('$28.00');
    await eventually(() => browser.badge()).toEqual({
      text: '28',
      title: expect.stringMatching(/^Remainder: \$28\.00 left in 7 accounts\. Lowest: host-1\.example\.com, \$1\.00\. Read at \d\d:\d\d\.$/),
    });
  });

  it('shows figures at its first paint, with the worker asleep', async () => {
    await browser.stopWorker(popup);
    await popup.reload({ waitUntil: 'commit' });
    await popup.getByTestId('account').first().waitFor();
    expect((await totalOn(popup)).value).toBe('28');
  });

  it('refreshes all accounts with its button', async () => {
    browser.services.on(host(1), '/v1/usage', quota(101));
    await popup.getByRole('button', { name: 'Refresh' }).click();
    await eventually(async () => (await totalOn(popup)).value).toBe('128');
  });

  it('opens a row by keyboard to where its figure comes from, and closes it again', async () => {
    const button = row(popup, ids[2] ?? '')
      .locator('button[aria-expanded]')
      .first();
    await button.focus();
    await popup.keyboard.press('Enter');
    const details = popup.getByLabel(`Details of ${host(3)}`);
    await details.getByRole('button', { name: 'Edit' }).waitFor();
    const text = (await details.textContent()) ?? '';
    for (const part of [`https://${host(3)}/v1/usage`, 'HTTP 200', 'Derived', 'Granted − used', 'sk-…', 'Next attempt']) expect(text).toContain(part);
    await popup.keyboard.press('Enter');
    await details.waitFor({ state: 'detached' });
  });

  it('reaches everything with the Tab key', async () => {
    const reached = new Set<string>();
    for (let step = 0; step < 12; step += 1) {
      await popup.keyboard.press('Tab');
      reached.add(
        await popup.evaluate(
          () =>
            document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.closest('[data-account-id]')?.getAttribute('data-account-id') ?? '',
        ),
      );
    }
    expect([...reached]).toEqual(expect.arrayContaining(['Refresh', 'Options', ...ids]));
  });

  it('puts first what needs attention', async () => {
    browser.services.on(host(5), '/v1/usage', { status: 401, body: {} });
    browser.services.on(host(6), '/v1/usage', quota(1, 3));
    await refresh(popup);
    await waitForState(popup, ids[4] ?? '', 'failed');
    expect((await names()).slice(0, 2)).toEqual([ids[5], ids[4]]);
    expect(
      await row(popup, ids[5] ?? '')
        .getByTestId('remaining')
        .textContent(),
    ).toBe('-$2.00');
  });

  it('pins a row, and moves it among the pinned ones by button and by keyboard', async () => {
    const [first = '', second = ''] = ids;
    for (const id of [first, second]) {
      await row(popup, id).locator('button[aria-expanded]').first().click();
      await row(popup, id).getByRole('button', { name: 'Pin', exact: true }).click();
      await row(popup, id).getByRole('button', { name: 'Unpin' }).waitFor();
    }
    expect((await names()).slice(0, 2)).toEqual([first, second]);
    await row(popup, second).getByRole('button', { name: 'Move up' }).click();
    await eventually(async () => (await names()).slice(0, 2)).toEqual([second, first]);
    await row(popup, second).locator('button[aria-expanded]').first().focus();
    await popup.keyboard.press('Alt+ArrowDown');
    await eventually(async () => (await names()).slice(0, 2)).toEqual([first, second]);
    await row(popup, first).getByRole('button', { name: 'Unpin' }).click();
    await eventually(async () => (await names())[0]).toBe(second);
  });

  it('has no search for seven accounts, and one for eight', async () => {
    expect(await search().count()).toBe(0);
    await addHosts(8, 8);
    await search().waitFor();
    await search().fill('HOST-3');
    await eventually(names).toEqual([ids[2]]);
    await search().fill('nobody');
    expect(await popup.getByText('No account matches.').isVisible()).toBe(true);
    await search().fill('');
    await eventually(async () => (await names()).length).toBe(8);
  });

  it('hides amounts everywhere when told to', async () => {
    await send(options, 'settings.change', { hideAmounts: true });
    await eventually(() => popup.getByTestId('total').textContent()).toBe('•••');
    for (const page of [popup, options]) {
      expect(await page.locator('body').textContent()).not.toMatch(/\$\d|\d\.\d\d\b/);
      expect(await page.locator('[data-value]:not([data-value=""])').count()).toBe(0);
    }
    await eventually(async () => (await browser.badge()).text).toBe('●');
    await eventually(async () => (await browser.badge()).title).toMatch(/^Remainder: amounts are hidden\. 8 accounts\./);
    await eventually(async () => (await browser.badge()).title).not.toContain('$');
    await send(options, 'settings.change', { hideAmounts: false });
  });

  it('stays small with 300 accounts, and shows the rest on the way down', async () => {
    await addHosts(9, 300);
    await eventually(async () => (await totalOn(popup)).known, 60_000).toBe('300');
    await popup.reload();
    await popup.getByTestId('account').first().waitFor();
    expect(await popup.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(800);
    const before = (await names()).length;
    await popup.bringToFront();
    await popup.mouse.move(190, 400);
    await popup.mouse.wheel(0, 5000);
    await eventually(async () => (await names()).length).toBeGreaterThan(before);
    await search().fill('host-287.');
    await eventually(async () => (await names()).length).toBe(1);
  });
});
