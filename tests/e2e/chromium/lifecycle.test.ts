import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, eventually, send, store, stored, waitForState } from './pages.ts';
import { quota } from './replies.ts';

declare const chrome: Browser;

let browser: TestBrowser;
let options: Page;
let id: string;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
  browser.services.on('wallet.example.com', '/v1/usage', quota(10));
  [id = ''] = await addCustom(options, ['wallet.example.com'], browser.watch.newKey);
  await waitForState(options, id, 'fresh');
});

afterAll(() => browser.close());

const asked = () => browser.services.seen('wallet.example.com').length;
const badgeFromPage = () => options.evaluate(() => chrome.action.getBadgeText({}));
const alarm = () => options.evaluate(async () => (await chrome.alarms.getAll()).map(({ name, scheduledTime }) => ({ name, scheduledTime })));

/** As if the interval had passed: the stored instant of the next attempt lies behind us. */
async function becomeDue(page: Page) {
  const key = `v1:f:${id}`;
  const status = (await stored(page, key)) as object;
  await store(page, { [key]: { ...status, nextAttemptAt: Date.now() - 1000 } });
}

async function fireAlarmSoon() {
  const [standing] = await alarm();
  if (!standing) throw new Error('no alarm stands');
  await options.evaluate((name) => chrome.alarms.create(name, { when: Date.now() + 300 }), standing.name);
}

describe('the background', () => {
  it('keeps one alarm, for the next reading in about 15 minutes', async () => {
    const alarms = await alarm();
    expect(alarms).toHaveLength(1);
    const minutes = ((alarms[0]?.scheduledTime ?? 0) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14.5);
    expect(minutes).toBeLessThan(16);
  });

  it('brings the badge up to date when the worker was killed and its alarm fires', async () => {
    const before = asked();
    browser.services.on('wallet.example.com', '/v1/usage', quota(20));
    await browser.stopWorker(options);
    await becomeDue(options);
    await fireAlarmSoon();
    await eventually(badgeFromPage).toBe('20');
    expect(asked()).toBe(before + 1);
    expect(await accountOn(options, id)).toMatchObject({ state: 'fresh', value: '20' });
  });

  it('makes its alarm anew when the browser has lost it', async () => {
    await options.evaluate(() => chrome.alarms.clearAll());
    await browser.stopWorker(options);
    // Any command wakes the worker.
    await send(options, 'settings.change', { hideAmounts: false });
    await eventually(async () => (await alarm()).length).toBe(1);
  });

  it('does not push its alarm ahead each time the worker starts', async () => {
    const [before] = await alarm();
    await browser.stopWorker(options);
    await send(options, 'settings.change', { hideAmounts: false });
    await eventually(async () => (await alarm()).length).toBe(1);
    const [after] = await alarm();
    expect(Math.abs((after?.scheduledTime ?? 0) - (before?.scheduledTime ?? 0))).toBeLessThan(2000);
  });

  it('security 18: shows a fresh figure after a browser restart, with no interaction', async () => {
    const before = asked();
    browser.services.on('wallet.example.com', '/v1/usage', quota(30));
    await becomeDue(options);
    await browser.restart();
    await eventually(async () => (await browser.badge()).text).toBe('30');
    await eventually(async () => (await browser.badge()).title).toMatch(/^Remainder: \$30\.00 left in 1 account\. Read at \d\d:\d\d\.$/);
    expect(asked()).toBe(before + 1);
    options = await browser.open('options.html');
    expect(await accountOn(options, id)).toMatchObject({ state: 'fresh', value: '30' });
  });

  it('repaints the badge after a browser restart though the service is down, and does not call the figure fresh', async () => {
    browser.services.on('wallet.example.com', '/v1/usage', { status: 500, body: {} });
    await becomeDue(options);
    await browser.restart();
    await eventually(async () => (await browser.badge()).text).toBe('30');
    await eventually(async () => (await browser.badge()).title).toContain('1 account could not be read.');
    options = await browser.open('options.html');
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'unavailable', value: '30' });
  });

  it('refreshes by itself after a minute when the interval is one minute, with the worker killed in between', async () => {
    browser.services.on('wallet.example.com', '/v1/usage', quota(40));
    await send(options, 'account.refresh', {});
    await waitForState(options, id, 'fresh');
    await send(options, 'settings.change', { intervalMinutes: 1 });
    browser.services.on('wallet.example.com', '/v1/usage', quota(50));
    await eventually(async () => ((await alarm())[0]?.scheduledTime ?? 0) - Date.now()).toBeLessThan(66_000);
    await eventually(badgeFromPage).toBe('40');
    await browser.stopWorker(options);
    await eventually(() => badgeFromPage()).toBe('40');
    await eventually(badgeFromPage, 75_000).toBe('50');
  });
});
