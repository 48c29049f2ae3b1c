import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failingReplies } from '../../servers/failing-replies.ts';
import type { Reply } from '../../servers/fake-services.ts';
import { oversizedReplies } from '../../servers/oversized-replies.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, eventually, refresh, row, waitForState } from './pages.ts';
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

describe('a refresh that fails', () => {
  it.each(failingReplies)('security 40: with $what keeps the last figure with its time, and says so', async ({ name, reply, failure, sentence, action }) => {
    const id = await accountThatFails(`${name}.example.com`, reply);
    const before = await accountOn(options, id);
    expect(await refresh(options, id)).toMatchObject({ ok: true, value: { succeeded: 0, failed: 1 } });
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ state: 'failed', failure, value: '12.5', unit: 'USD', readAt: before.readAt });
    const text = await row(options, id).textContent();
    expect(text).toContain(sentence);
    expect(text).toContain('last known figure');
    expect(text).not.toMatch(/<|Just a moment|oops|bad key/);
    expect(await row(options, id).getByRole('button', { name: action }).isVisible()).toBe(true);
  });

  it('recovers as soon as the service answers again', async () => {
    const id = await accountThatFails('again.example.com', { status: 500, body: {} });
    await refresh(options, id);
    await waitForState(options, id, 'failed');
    browser.services.on('again.example.com', '/v1/usage', quota(99));
    await row(options, id).getByRole('button', { name: 'Try again' }).click();
    await waitForState(options, id, 'fresh');
    expect(await accountOn(options, id)).toMatchObject({ failure: '', value: '99' });
  });

  it('never shows a figure for an account that was never read', async () => {
    browser.services.on('never.example.com', '/v1/usage', { status: 500, body: {} });
    const [id = ''] = await addCustom(options, ['never.example.com'], browser.watch.newKey);
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ value: '', readAt: null });
    expect(await row(options, id).getByTestId('remaining').textContent()).toBe('Unknown');
  });
});

describe('a body', () => {
  it.each(oversizedReplies())('security 38: $what is not read to its end', async ({ name, reply, brokenOff }) => {
    const id = await accountThatFails(`${name}.example.com`, reply);
    const started = Date.now();
    await refresh(options, id);
    await waitForState(options, id, 'failed');
    // Not the time that every answer has: it was cut off by its size.
    expect(Date.now() - started).toBeLessThan(8000);
    expect(await accountOn(options, id)).toMatchObject({ failure: 'bad-response', value: '12.5' });
    expect(await row(options, id).textContent()).toContain('has changed shape (size)');
    if (brokenOff) await eventually(brokenOff).toBe(1);
  });

  it('security 40: that begins with a byte order mark is read', async () => {
    const headers = { 'content-type': 'application/json' };
    const id = await accountThatFails('mark.example.com', { headers, body: '\ufeff{"total_quota": 8, "used_quota": 1}' });
    await refresh(options, id);
    await waitForState(options, id, 'fresh');
    expect(await accountOn(options, id)).toMatchObject({ failure: '', value: '7' });
  });
});
