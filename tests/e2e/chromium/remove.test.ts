import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, eventually, refresh, row, storedKeys, waitForState } from './pages.ts';
import { quota } from './replies.ts';

let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
});

afterAll(() => browser.close());

async function account(host: string): Promise<string> {
  browser.services.on(host, '/v1/usage', quota(5));
  const [id = ''] = await addCustom(options, [host], browser.watch.newKey);
  await waitForState(options, id, 'fresh');
  return id;
}

const recordsOf = async (id: string) => (await storedKeys(options)).filter((key) => key.includes(id));
const remove = (id: string) => row(options, id).getByRole('button', { name: 'Delete' }).click();

describe('deleting an account', () => {
  it('security 30: in the middle of its refresh does not bring it back, and removes its key when the time for undo is over', async () => {
    const id = await account('gone.example.com');
    const kept = await account('kept.example.com');
    expect(await recordsOf(id)).toHaveLength(3);
    let answered = false;
    browser.services.on('gone.example.com', '/v1/usage', {
      write(response) {
        setTimeout(() => {
          answered = true;
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify(quota(99).body));
        }, 1500);
      },
    });
    const before = browser.services.seen('gone.example.com').length;
    const answer = refresh(options, id, kept);
    await eventually(() => browser.services.seen('gone.example.com').length).toBe(before + 1);
    await remove(id);
    await row(options, id).waitFor({ state: 'detached' });
    await answer;
    await eventually(() => answered).toBe(true);
    await eventually(() => recordsOf(id), 15_000).toEqual([]);
    expect(await row(options, id).count()).toBe(0);
    expect(await accountOn(options, kept)).toMatchObject({ state: 'fresh', value: '5' });
    await refresh(options);
    expect(browser.services.seen('gone.example.com')).toHaveLength(before + 1);
    expect(await recordsOf(id)).toEqual([]);
  });

  it('can be undone, with the key still good', async () => {
    const id = await account('undo.example.com');
    await remove(id);
    await row(options, id).waitFor({ state: 'detached' });
    await eventually(async () => (await browser.badge()).title).not.toContain('undo.example.com');
    await options.getByText('undo.example.com was removed.').getByRole('button', { name: 'Undo' }).click();
    await row(options, id).waitFor();
    browser.services.on('undo.example.com', '/v1/usage', quota(6));
    await refresh(options, id);
    await eventually(async () => (await accountOn(options, id)).value).toBe('6');
  });

  it('becomes final although the worker is killed before the time for undo is over', async () => {
    const id = await account('killed.example.com');
    await remove(id);
    await row(options, id).waitFor({ state: 'detached' });
    await browser.stopWorker(options);
    await new Promise((resolve) => setTimeout(resolve, 10_500));
    expect(await recordsOf(id)).not.toEqual([]);
    // The next start of the browser would be enough; the alarm that stands comes sooner.
    await browser.restart();
    options = await browser.open('options.html');
    await eventually(() => recordsOf(id)).toEqual([]);
  });

  it('of the last one empties the badge', async () => {
    for (let left = await options.getByTestId('account').count(); left > 0; left -= 1) {
      await options.getByTestId('account').first().getByRole('button', { name: 'Delete' }).click();
      await eventually(() => options.getByTestId('account').count()).toBe(left - 1);
    }
    await eventually(() => browser.badge()).toEqual({ text: '', title: 'Remainder: no account yet. Click to add one.' });
    expect(await options.getByText('No account yet.').isVisible()).toBe(true);
  });
});
