import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportColumns } from '../../../lib/history/export.ts';
import { artifacts, startBrowser, type TestBrowser } from './browser.ts';
import { addCustom, eventually, refresh, row, send, waitForState } from './pages.ts';
import { quota } from './replies.ts';

let browser: TestBrowser;
let options: Page;
let popup: Page;
let work: string;
let home: string;

const day = 24 * 3_600_000;
const host = { work: 'work.example.com', home: 'home.example.com' };
const left = ['100', '92.5', '60.25', '110.25'];

beforeAll(async () => {
  mkdirSync(artifacts, { recursive: true });
  browser = await startBrowser();
  options = await browser.open('options.html');
  browser.services.on(host.work, '/v1/usage', quota(left[0] ?? ''));
  browser.services.on(host.home, '/v1/usage', quota('40', '0.5'));
  [work = '', home = ''] = await addCustom(options, [host.work, host.home], browser.watch.newKey);
  for (const id of [work, home]) await waitForState(options, id, 'fresh');
});

afterAll(() => browser.close());

async function show(page: Page = options) {
  await page.bringToFront();
  await page.evaluate(() => location.assign('#/history'));
  await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
}

/** Exact amounts of a column of a table, the newest first. */
function column(table: 'readings' | 'spend', name: string): Promise<string[]> {
  return options
    .getByTestId(table)
    .locator(`[data-column="${name}"]`)
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-value') ?? ''));
}

async function choose(range: string) {
  await options.getByText(range, { exact: true }).click();
}

/** A week of readings of one account, as an export has them, the oldest first: 5 dollars a day, and a top-up. */
function weekOf(account: string, label: string, end: number): string {
  const rows = Array.from({ length: 7 * 4 }, (_, step) => {
    const at = end - 7 * day + (step * day) / 4;
    const value = 80 - step * 1.25 + (step > 16 ? 50 : 0);
    const cells = {
      kind: 'reading',
      account_id: account,
      account: label,
      series: 'USD balance old',
      time: new Date(at).toISOString(),
      remaining: String(value),
    };
    const all: Record<string, string> = { ...cells, unit: 'USD', meaning: 'balance', basis: 'reported', method: 'usage' };
    return exportColumns.map((name) => all[name] ?? '').join(',');
  });
  return [exportColumns.join(','), ...rows, ''].join('\r\n');
}

async function importText(name: string, content: string) {
  await options.getByLabel('Import a file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
}

async function exported(button: string): Promise<string> {
  const [download] = await Promise.all([options.waitForEvent('download'), options.getByRole('button', { name: button }).click()]);
  expect(download.suggestedFilename()).toMatch(/^remainder-history-\d{4}-\d{2}-\d{2}\.(?:csv|json)$/);
  return readFileSync(await download.path(), 'utf8');
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

describe('figures that change', () => {
  it('leave a point each, which the page shows without being asked again', async () => {
    await show();
    await choose('24 h');
    for (const value of left.slice(1)) {
      browser.services.on(host.work, '/v1/usage', quota(value));
      // The small picture counts seconds.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      await refresh(options, work);
    }
    // The other account was read about when this one first was, so its row may stand on either side.
    await eventually(async () => (await column('readings', 'left')).filter((value) => value !== '39.5')).toEqual(left.toReversed());
    expect(await column('readings', 'left')).toContain('39.5');
  });

  it('say what was spent, and do not take a top-up for less of it', async () => {
    await eventually(() => column('spend', 'spent')).toEqual(['39.75']);
  });

  it('of a few minutes are not enough to forecast from, which is said', async () => {
    const said = () => options.getByTestId('outlook').allTextContents();
    await eventually(async () => (await said()).toSorted()).toEqual([host.home, host.work].map((name) => `${name}: not enough data for a forecast.`));
  });

  it('are a small picture in the popup, there with the first paint and the worker asleep, with words beside it', async () => {
    popup = await browser.open('popup.html');
    await browser.stopWorker(popup);
    await popup.reload({ waitUntil: 'commit' });
    await row(popup, work).waitFor();
    expect(await row(popup, work).getByTestId('sparkline').count()).toBe(1);
    expect(await row(popup, work).getByTestId('sparkline').getAttribute('aria-hidden')).toBe('true');
    expect(await row(popup, work).textContent()).toContain('higher than');
    expect(await row(popup, home).getByTestId('sparkline').count()).toBe(0);
  });
});

describe('the history', () => {
  it('is exported with where each figure comes from', async () => {
    await show();
    const csv = await exported('Export as CSV');
    expect(csv.startsWith(`\uFEFF${exportColumns.join(',')}\r\n`)).toBe(true);
    const rows = csv.trim().split('\r\n').slice(1);
    expect(rows).toHaveLength(5);
    expect(rows.filter((line) => line.startsWith(`reading,${work},${host.work},custom,https://${host.work},USD`))).toHaveLength(4);
    expect(csv).not.toContain('sk-');
    await eventually(() => options.getByTestId('history-outcome').textContent()).toBe('5 rows were written.');
  });

  it('is taken back after it was deleted, once and not twice', async () => {
    const csv = await exported('Export as CSV');
    await options.getByRole('button', { name: 'Delete the history' }).click();
    await options.getByRole('button', { name: 'Keep it' }).click();
    await options.getByRole('button', { name: 'Delete the history' }).click();
    await options.getByRole('button', { name: 'Delete it' }).click();
    await options.getByText('The history was deleted.').waitFor();
    const answer = await send(options, 'history.read', { ids: [work, home], from: 0, to: Date.now(), span: 0 });
    expect(answer.ok && answer.value.series).toEqual([]);
    await importText('history.csv', csv);
    await eventually(() => options.getByTestId('history-outcome').textContent()).toBe('5 readings were added.');
    await importText('history.csv', csv);
    await eventually(() => options.getByTestId('history-outcome').textContent()).toBe('0 readings were added.');
    expect(await exported('Export as CSV')).toBe(csv);
    const json = await exported('Export as JSON');
    await importText('history.json', json);
    await eventually(() => options.getByTestId('history-outcome').textContent()).toBe('0 readings were added.');
  });

  it('refuses a file with a mistake as a whole, and names the line', async () => {
    const broken = weekOf(work, host.work, Date.now()).replace('USD,balance,reported,usage\r\n', 'USD,balance,guessed,usage\r\n');
    await importText('broken.csv', broken);
    await eventually(() => options.getByTestId('history-problems').textContent()).toBe('Line 2, column basis: Neither reported, derived nor estimated.');
  });

  it('takes a week from elsewhere, and shows it', async () => {
    await importText('week.csv', weekOf(work, host.work, Date.now()));
    await eventually(() => options.getByTestId('history-outcome').textContent()).toBe('28 readings were added.');
    await options.reload();
    await choose('90 d');
    await options.getByTestId('balance-chart').locator('canvas').waitFor();
    await eventually(async () => (await column('readings', 'left')).length).toBeGreaterThan(7);
  });
});

describe('the chart', () => {
  it('is gone along with the arrow keys, and says each figure', async () => {
    await choose('7 d');
    const chart = options.getByRole('slider', { name: /^Chart of what was left/ });
    await eventually(() => chart.getAttribute('aria-valuetext')).toContain(`${host.work} $110.25`);
    await chart.focus();
    await options.keyboard.press('Home');
    await eventually(() => chart.getAttribute('aria-valuetext')).toContain(`${host.work} $80.00`);
    expect(await chart.getAttribute('aria-valuenow')).toBe('0');
    await options.keyboard.press('ArrowRight');
    await eventually(() => chart.getAttribute('aria-valuetext')).toContain(`${host.work} $78.75`);
    for (let step = 0; step < 16; step += 1) await options.keyboard.press('ArrowRight');
    await eventually(() => chart.getAttribute('aria-valuetext')).toContain('topped up by $48.75');
    await options.keyboard.press('End');
    await eventually(() => chart.getAttribute('aria-valuetext')).toContain(`${host.home} $39.50`);
  });

  it('is drawn, and nothing of it breaks the policy of the page', async () => {
    const painted = await options
      .getByTestId('balance-chart')
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        return Array.from(data).filter((value, place) => place % 4 === 3 && value > 0).length;
      });
    expect(painted).toBeGreaterThan(1000);
    expect(browser.watch.console.filter((line) => line.includes('securitypolicyviolation'))).toEqual([]);
  });

  it('draws one account alone when told to', async () => {
    await options.getByRole('checkbox', { name: host.home }).uncheck();
    await eventually(async () => new Set(await column('readings', 'left')).has('39.5')).toBe(false);
    await options.getByRole('checkbox', { name: host.work }).uncheck();
    await options.getByText('Choose an account.').waitFor();
    for (const name of Object.values(host)) await options.getByRole('checkbox', { name }).check();
    await options.getByTestId('balance-chart').waitFor();
  });

  it.each(['light', 'dark'] as const)('has no barrier in %s', async (colorScheme) => {
    for (const page of [options, popup]) await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await options.bringToFront();
    await options.screenshot({ path: join(artifacts, `history-${colorScheme}.png`), fullPage: true });
    const closed = await violations(options);
    for (const table of ['readings', 'spend']) await options.getByTestId(table).locator('summary').click();
    expect([...closed, ...(await violations(options))]).toEqual([]);
    await options.screenshot({ path: join(artifacts, `history-tables-${colorScheme}.png`), fullPage: true });
    for (const table of ['readings', 'spend']) await options.getByTestId(table).locator('summary').click();
    await popup.bringToFront();
    await popup.screenshot({ path: join(artifacts, `popup-sparkline-${colorScheme}.png`) });
    expect(await violations(popup)).toEqual([]);
  });

  it('is not there when amounts are hidden, and neither is any amount', async () => {
    await send(options, 'settings.change', { hideAmounts: true });
    await options.getByText('Amounts are hidden, so there is nothing to draw.').waitFor();
    expect(await options.locator('[data-value]:not([data-value=""]), canvas').count()).toBe(0);
    expect(await popup.getByTestId('sparkline').count()).toBe(0);
    await send(options, 'settings.change', { hideAmounts: false });
  });
});

describe('the rest of the program', () => {
  it('does not load the chart before somebody looks at it', async () => {
    const page = await browser.context().newPage();
    const scripts: string[] = [];
    page.on('request', (request) => scripts.push(new URL(request.url()).pathname));
    await page.goto(new URL('options.html', browser.worker().url()).href);
    await page.getByRole('button', { name: 'Add account' }).waitFor();
    expect(scripts.filter((name) => /History/.test(name))).toEqual([]);
    await show(page);
    await page.getByTestId('balance-chart').waitFor();
    expect(scripts.filter((name) => /History.*\.js$/.test(name))).toHaveLength(1);
    await page.close();
  });

  it('forgets the history of an account that is gone', async () => {
    await send(options, 'account.remove', { id: home });
    await eventually(async () => {
      const answer = await send(options, 'history.read', { ids: [home], from: 0, to: Date.now(), span: 0 });
      return answer.ok && answer.value.series.length;
    }, 20_000).toBe(0);
  });

  it('says that there is nothing yet where there is no account', async () => {
    await send(options, 'account.remove', { id: work });
    await show();
    await options.getByText('Nothing is kept yet. Whenever an account is read, its figure is kept here.').waitFor();
  });
});
