import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../../servers/fake-services.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, customDraft, eventually, refresh, row, send, stored, waitForState } from './pages.ts';
import { quota } from './replies.ts';

let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
});

afterAll(() => browser.close());

/** An account that has been read well once; its host answers differently from now on. */
async function accountThatFails(host: string, reply: Reply): Promise<string> {
  browser.services.on(host, '/v1/usage', quota(12.5));
  const [id = ''] = await addCustom(options, [host], browser.watch.newKey);
  await waitForState(options, id, 'fresh');
  browser.services.on(host, '/v1/usage', reply);
  return id;
}

describe('a service that asks to wait', () => {
  const refused = (headers: Record<string, string> = {}): Reply => ({ status: 429, headers, body: '' });

  it('security 47: is not asked before the instant it named, not even by hand', async () => {
    const id = await accountThatFails('wait.example.com', refused({ 'retry-after': '3600' }));
    await refresh(options, id);
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'rate-limited', value: '12.5' });
    expect(minutesUntilNextTry(await row(options, id).textContent())).toBeCloseTo(60, -0.5);
    const before = browser.services.seen('wait.example.com').length;
    await refresh(options, id);
    expect(browser.services.seen('wait.example.com')).toHaveLength(before);
  });

  it('is left alone for some minutes when it names no instant', async () => {
    const id = await accountThatFails('silent.example.com', refused());
    await refresh(options, id);
    await waitForState(options, id, 'failed');
    expect(minutesUntilNextTry(await row(options, id).textContent())).toBeCloseTo(5, -0.5);
    const before = browser.services.seen('silent.example.com').length;
    await refresh(options, id);
    expect(browser.services.seen('silent.example.com')).toHaveLength(before);
  });

  it('is left alone for 20 minutes when it is a New API relay, for all accounts on it', async () => {
    const host = 'limited.example.com';
    browser.services.on(host, '/api/status', { body: { data: { quota_per_unit: 500000 } } });
    browser.services.on(host, '/api/usage/token/', refused());
    const draft = () => ({ ...customDraft(host, browser.watch.newKey()), providerId: 'new-api', fields: {} });
    const answer = await send(options, 'account.add', { drafts: [draft()] });
    const id = answer.ok ? (answer.value.ids[0] ?? '') : '';
    await waitForState(options, id, 'failed');
    expect(minutesUntilNextTry(await row(options, id).textContent())).toBeCloseTo(20, -0.5);
    const before = browser.services.seen(host).length;
    await send(options, 'account.add', { drafts: [draft()] });
    await refresh(options);
    expect(browser.services.seen(host)).toHaveLength(before);
  });

  it('security 47: that says nothing but 500 is asked again soon, and not everybody at the same moment', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 6; index += 1) ids.push(await accountThatFails(`down${index}.example.com`, { status: 500, body: '' }));
    const started = Date.now();
    await refresh(options, ...ids);
    for (const id of ids) await waitForState(options, id, 'failed');
    const pauses = await Promise.all(ids.map(async (id) => ((await stored(options, `v1:f:${id}`)) as { nextAttemptAt: number }).nextAttemptAt - started));
    for (const pause of pauses) expect([pause > 0, pause < 70_000]).toEqual([true, true]);
    expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(2000);
  });

  it('is asked again when the time has come', async () => {
    const id = await accountThatFails('short.example.com', refused({ 'retry-after': '1' }));
    await refresh(options, id);
    await waitForState(options, id, 'failed');
    browser.services.on('short.example.com', '/v1/usage', quota(3));
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await refresh(options, id);
    await waitForState(options, id, 'fresh');
    expect((await accountOn(options, id)).value).toBe('3');
  });
});

describe('a service that is slow', () => {
  it('shows the progress of the refresh while it waits', async () => {
    const id = await accountThatFails('later.example.com', { ...quota(8), delayMs: 1500 });
    const popup = await browser.open('popup.html');
    const answer = refresh(options, id);
    await waitForState(options, id, 'reading');
    expect((await accountOn(options, id)).value).toBe('12.5');
    await eventually(() => popup.getByRole('status').textContent()).toBe('0 of 1');
    await answer;
    await waitForState(popup, id, 'fresh');
    expect((await accountOn(popup, id)).value).toBe('8');
    expect(await popup.getByRole('status').count()).toBe(0);
    await popup.close();
  });

  it('security 39, 48: is given up after 15 seconds, before or in the middle of its answer, and holds up none of fifty accounts', async () => {
    let closed = 0;
    const headers = { 'content-type': 'application/json' };
    const silent = await accountThatFails('silence.example.com', { write: (response) => void response.on('close', () => (closed += 1)) });
    const dripping = await accountThatFails('drip.example.com', {
      write(response) {
        response.writeHead(200, headers);
        const timer = setInterval(() => response.write(' '), 500);
        response.on('close', () => {
          clearInterval(timer);
          closed += 1;
        });
      },
    });
    const reset = await accountThatFails('reset.example.com', { write: (response) => void response.destroy() });
    const garbage = await accountThatFails('garbage.example.com', { headers, body: '\u0000\u0001\ufffd' });
    // A page shows rows as far as one sees: here all of them.
    await options.setViewportSize({ width: 1000, height: 16_000 });
    const hosts = Array.from({ length: 46 }, (_, index) => `prompt${index}.example.com`);
    hosts.forEach((host, index) => void browser.services.on(host, '/v1/usage', quota(index)));
    const others = await addCustom(options, hosts, browser.watch.newKey);
    for (const id of others) await waitForState(options, id, 'fresh');
    hosts.forEach((host, index) => void browser.services.on(host, '/v1/usage', quota(1000 + index)));
    const before = await accountOn(options, silent);
    const started = Date.now();
    const refreshing = refresh(options, silent, dripping, reset, garbage, ...others);
    // Long before the slow ones are given up, all the others are there.
    await eventually(() => options.locator('[data-state="fresh"] [data-testid="remaining"][data-value^="10"]').count(), 6000).toBe(46);
    expect([(await accountOn(options, reset)).failure, (await accountOn(options, garbage)).failure]).toEqual(['network', 'bad-response']);
    await refreshing;
    const seconds = (Date.now() - started) / 1000;
    expect(seconds).toBeGreaterThan(14.5);
    expect(seconds).toBeLessThan(17);
    await waitForState(options, silent, 'failed');
    await waitForState(options, dripping, 'failed');
    expect(await accountOn(options, silent)).toMatchObject({ failure: 'timeout', value: '12.5', readAt: before.readAt });
    expect(await accountOn(options, dripping)).toMatchObject({ failure: 'timeout', value: '12.5' });
    for (const [index, id] of others.entries()) expect(await accountOn(options, id)).toMatchObject({ state: 'fresh', value: String(1000 + index) });
    await eventually(() => closed).toBe(2);
  });
});

/** From `next try at 14:20`. */
function minutesUntilNextTry(text: string | null): number {
  const [, hours, minutes] = /next try at .*?(\d\d):(\d\d)/.exec(text ?? '') ?? [];
  const now = new Date();
  return (Number(hours) * 60 + Number(minutes) - now.getHours() * 60 - now.getMinutes() + 1440) % 1440;
}
