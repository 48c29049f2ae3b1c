import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { addCustom, waitForState } from './pages.ts';
import { quota } from './replies.ts';

const hosts = ['mine.example.com', 'yours.example.com'];
let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  browser = await startBrowser();
  for (const host of hosts) browser.services.on(host, '/v1/usage', quota(5));
  options = await browser.open('options.html');
  const ids = await addCustom(options, [...hosts, 'mine.example.com'], browser.watch.newKey);
  for (const id of ids) await waitForState(options, id, 'fresh');
  await options.evaluate(() => location.assign('#/security'));
});

afterAll(() => browser.close());

const entry = (host: string) => options.locator(`[data-testid="origin"][data-origin="https://${host}"]`);

// Taking the right away for good needs a right that a person gave: prompt.test.ts does that with the build as it is shipped.
describe('the addresses that receive keys', () => {
  it('are listed with their accounts, masked, and when a key last went there', async () => {
    await entry('mine.example.com').waitFor();
    const mine = (await entry('mine.example.com').textContent()) ?? '';
    expect(mine.match(/sk-…/g)).toHaveLength(2);
    expect(mine).toMatch(/A key was last sent (just now|\d+ min ago)\./);
    expect(await options.getByTestId('origin').count()).toBe(2);
  });

  it('say so where the browser does not take the right away', async () => {
    await entry('yours.example.com').getByRole('button', { name: 'Take the right away' }).click();
    await entry('yours.example.com').getByText('The browser did not take the right away').waitFor();
    expect(await entry('mine.example.com').getByText('The browser did not').count()).toBe(0);
  });
});
