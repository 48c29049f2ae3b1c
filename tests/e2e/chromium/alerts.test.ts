import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { artifacts, startBrowser, type TestBrowser } from './browser.ts';
import { addThroughForm, eventually, refresh } from './pages.ts';

declare const chrome: Browser;

let browser: TestBrowser;
let options: Page;
let id = '';

const day = 24 * 60 * 60_000;
const host = 'api.deepseek.com';
/** Where alerts are sent to besides. */
const hook = 'hook.example.com';

beforeAll(async () => {
  mkdirSync(artifacts, { recursive: true });
  browser = await startBrowser();
  options = await browser.open('options.html');
  answer('60.00');
  id = await addThroughForm(options, { key: browser.watch.newKey(), provider: 'deepseek', name: 'Work' });
  await show();
});

afterAll(() => browser.close());

/** What has arrived there. */
function received(): { kind: string; title: string; text: string }[] {
  return browser.services.seen(hook).map(({ body }) => JSON.parse(body));
}

function answer(balance: string) {
  browser.services.on(host, '/user/balance', {
    body: { is_available: true, balance_infos: [{ currency: 'CNY', total_balance: balance, granted_balance: '0', topped_up_balance: balance }] },
  });
}

async function show() {
  await options.bringToFront();
  await options.evaluate(() => location.assign('#/alerts'));
  await options.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor();
}

/** Another day, and another balance. The worker's clock is set on; it is not put to sleep meanwhile. */
async function nextDay(balance: string) {
  await browser.worker().evaluate((ahead) => {
    const before = Date.now;
    Date.now = () => before() + ahead;
  }, day);
  answer(balance);
  await refresh(options, id);
}

/** What the browser shows now, by the id of the notification. */
function shown(): Promise<string[]> {
  return browser.worker().evaluate(async () => Object.keys(await chrome.notifications.getAll()).sort());
}

function kinds(): Promise<string[]> {
  return options.getByTestId('alert').evaluateAll((items) => items.map((item) => item.getAttribute('data-kind') ?? ''));
}

async function violations(): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page: options }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  return found.flatMap(({ id: rule, nodes }) => nodes.map(({ html }) => `${rule}: ${html.slice(0, 200)}`));
}

/** How many pixels of a canvas are of a colour. Runs in the page. */
function pixelsOf(canvas: SVGElement | HTMLElement, color: number[]): number {
  const { width, height } = canvas as HTMLCanvasElement;
  const data = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
  let count = 0;
  for (let at = 0; at < data.length; at += 4) if (color.every((part, place) => Math.abs((data[at + place] ?? 0) - part) < 3)) count += 1;
  return count;
}

describe('alerts', () => {
  it('are set by a person, for all accounts and for one in its own currency', async () => {
    await options.getByRole('checkbox', { name: 'Browser notifications' }).click();
    await options.getByRole('button', { name: 'Send a test notification' }).waitFor();
    const share = options.getByRole('textbox', { name: 'Less than this share is left (%)' });
    expect(await share.inputValue()).toBe('10');
    await share.fill('120');
    await share.press('Enter');
    expect(await share.getAttribute('aria-invalid')).toBe('true');
    await share.fill('');
    await share.press('Enter');
    await options.getByRole('combobox', { name: 'Account', exact: true }).selectOption({ label: 'Work' });
    await options.getByRole('combobox', { name: 'Less than this amount is left (CNY)' }).selectOption({ label: 'A limit of its own' });
    const limit = options.getByRole('textbox', { name: 'Less than this amount is left (CNY), own limit' });
    await limit.fill('25');
    await limit.press('Enter');
    await options.getByRole('combobox', { name: 'Runs out within (days)' }).selectOption({ label: 'Off' });
  });

  it('go to an address of the person as well', async () => {
    browser.services.on(hook, '/alerts', { status: 204 });
    await options.getByRole('button', { name: 'Add channel' }).click();
    await options.getByRole('combobox', { name: 'Kind' }).selectOption('json');
    await options.getByRole('textbox', { name: 'Address' }).fill(`https://${hook}/alerts`);
    await options.getByRole('button', { name: 'Save' }).click();
    await options.getByRole('button', { name: 'Add channel' }).waitFor();
    expect(received()).toEqual([]);
  });

  it('tell once when a balance falls below its limit in the course of a week', async () => {
    for (const balance of ['52.00', '44.00', '36.00', '28.00']) await nextDay(balance);
    expect(await shown()).toEqual([]);
    await nextDay('20.00');
    await eventually(async () => (await shown()).length).toBe(1);
    expect((await shown())[0]).toContain(`${id}:below-amount:`);
    await eventually(kinds).toEqual(['below-amount']);
    expect(await options.getByTestId('alert').textContent()).toContain('¥20.00 left, below your limit of ¥25.00.');
    await eventually(received).toMatchObject([{ kind: 'below-amount', accountId: id, text: '¥20.00 left, below your limit of ¥25.00.' }]);
  });

  it('open their account when they are clicked', async () => {
    const [notification = ''] = await shown();
    const opened = browser.context().waitForEvent('page');
    await browser.worker().evaluate((clicked) => (chrome.notifications.onClicked as unknown as { dispatch(id: string): void }).dispatch(clicked), notification);
    const page = await opened;
    await eventually(() => page.url()).toContain(`options.html#/accounts/${id}`);
    await eventually(() => page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Work');
    await page.close();
    await eventually(shown).toEqual([]);
    await options.bringToFront();
  });

  it('make the badge amber, and are named in its tooltip', async () => {
    const color = await browser.worker().evaluate(() => chrome.action.getBadgeBackgroundColor({}));
    expect([...(color as unknown as Iterable<number>)]).toEqual([255, 176, 32, 255]);
    expect((await browser.badge()).title).toContain('Below its limit: Work.');
  });

  it('are a line across the picture of the history', async () => {
    await options.evaluate(() => location.assign('#/history'));
    await options.getByTestId('balance-chart').waitFor();
    // The dashes of the threshold's colour, and nothing else is of it.
    await eventually(() => options.getByTestId('balance-chart').locator('canvas').evaluate(pixelsOf, [138, 90, 0])).toBeGreaterThan(100);
    await options.screenshot({ path: join(artifacts, 'alerts-threshold.png'), fullPage: true });
    await show();
  });

  it('are quiet at the next refresh, and after the worker was stopped', async () => {
    const before = await shown();
    await nextDay('14.00');
    await browser.stopWorker(options);
    answer('13.00');
    await refresh(options, id);
    expect(await shown()).toEqual(before);
    expect(await kinds()).toEqual(['below-amount']);
    expect(received()).toHaveLength(1);
  });

  it('tell again after a top-up and a second fall', async () => {
    await nextDay('80.00');
    await nextDay('24.99');
    await eventually(async () => (await shown()).length).toBe(1);
    await eventually(kinds).toEqual(['below-amount', 'below-amount']);
    await eventually(() => received().length).toBe(2);
  });

  it('that are snoozed are told afterwards', async () => {
    await options.getByRole('button', { name: 'Snooze for a week' }).last().click();
    await options.getByRole('button', { name: 'End snooze' }).waitFor();
    answer('80.00');
    await refresh(options, id);
    answer('5.00');
    await refresh(options, id);
    expect(await kinds()).toHaveLength(2);
    await options.getByRole('button', { name: 'End snooze' }).click();
    await eventually(kinds).toEqual(['below-amount', 'below-amount', 'below-amount']);
  });

  it('are a page that everybody can use, in light and dark', async () => {
    await options.getByRole('checkbox', { name: 'Quiet hours' }).click();
    await options.getByLabel('From', { exact: true }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await options.emulateMedia({ colorScheme });
      expect(await violations()).toEqual([]);
      await options.screenshot({ path: join(artifacts, `alerts-${colorScheme}.png`), fullPage: true });
    }
    await options.emulateMedia({ colorScheme: 'light' });
  });

  it('that are switched off in the browser go no further than the list', async () => {
    await options.getByRole('checkbox', { name: 'Quiet hours' }).click();
    await eventually(() => options.getByRole('checkbox', { name: 'Quiet hours' }).isChecked()).toBe(false);
    const before = await shown();
    await options.getByRole('checkbox', { name: 'Browser notifications' }).click();
    await eventually(() => options.getByRole('checkbox', { name: 'Browser notifications' }).isChecked()).toBe(false);
    answer('80.00');
    await refresh(options, id);
    answer('5.00');
    await refresh(options, id);
    await eventually(async () => (await kinds()).length).toBe(4);
    expect(await shown()).toEqual(before);
  });
});
