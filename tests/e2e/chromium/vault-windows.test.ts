import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, eventually, refresh, send, store, stored, waitForState } from './pages.ts';
import { quota } from './replies.ts';

declare const chrome: Browser;

const host = 'wallet.example.com';
const passphrase = randomBytes(15).toString('base64url');
let browser: TestBrowser;
let options: Page;
let popups: Page[];
let id: string;
let key: string;

beforeAll(async () => {
  browser = await startBrowser();
  browser.services.on(host, '/v1/usage', quota(7));
  browser.services.on(host, '/', { body: '<!doctype html><title>A website</title>' });
  options = await browser.open('options.html');
  key = browser.watch.newKey();
  [id = ''] = await addCustom(options, [host], () => key);
  await waitForState(options, id, 'fresh');
  await options.evaluate(() => location.assign('#/security'));
  for (const name of ['Passphrase', 'Repeat passphrase']) await options.getByRole('textbox', { name, exact: true }).fill(passphrase);
  await options.getByRole('button', { name: 'Set passphrase' }).click();
  await options.getByRole('button', { name: 'Change passphrase' }).waitFor({ timeout: 20_000 });
  await options.evaluate(() => location.assign('#/accounts'));
  popups = [await browser.open('popup.html'), await browser.open('popup.html')];
});

afterAll(() => browser.close());

const asked = () => browser.services.seen(host).length;
const vaultState = async () => ((await stored(options, 'v1:snapshot')) as { vault: string }).vault;
const dataKey = () => options.evaluate(async () => ((await chrome.storage.session.get('vault'))['vault'] as { key: string } | undefined)?.key);

async function lock() {
  await send(options, 'vault.lock', {});
  for (const popup of popups) await popup.getByRole('button', { name: 'Unlock', exact: true }).waitFor();
}

async function submit(popup: Page) {
  await popup.getByRole('textbox', { name: 'Passphrase', exact: true }).press('Enter');
}

async function fillBoth() {
  for (const popup of popups) await popup.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(passphrase);
}

describe('two windows', () => {
  it('security 28: unlocked in both at once, both are open', async () => {
    await lock();
    await fillBoth();
    await Promise.all(popups.map(submit));
    for (const popup of popups) await popup.getByRole('button', { name: 'Lock', exact: true }).waitFor({ timeout: 30_000 });
    await refresh(options, id);
    await waitForState(options, id, 'fresh');
  });

  it('security 28: locked in one while the other unlocks, it ends in one or the other: what pages see, memory and requests agree', async () => {
    for (const pause of [0, 200, 700, 1000, 1300]) {
      await lock();
      await fillBoth();
      const [first] = popups;
      if (!first) throw new Error('no popup');
      await submit(first);
      await new Promise((resolve) => setTimeout(resolve, pause));
      await send(options, 'vault.lock', {});
      // The passphrase is still being worked on in the page where it was typed; wait until that is over.
      await eventually(() => first.getByRole('button', { name: /^Unlocking/ }).count(), 30_000).toBe(0);
      await first.waitForTimeout(300);
      const isOpen = (await vaultState()) === 'open';
      expect((await dataKey()) !== undefined).toBe(isOpen);
      const before = asked();
      const answer = await refresh(options, id);
      expect(answer.ok && answer.value.succeeded === 1).toBe(isOpen);
      expect(asked() > before).toBe(isOpen);
    }
  });
});

describe('an unlocked vault', () => {
  it('security 32: is still open when the worker was stopped and its alarm wakes it', async () => {
    await lock();
    await fillBoth();
    // One is enough: the other one's field goes away when the vault is open.
    await submit(popups[0] as Page);
    for (const popup of popups) await popup.getByRole('button', { name: 'Lock', exact: true }).waitFor({ timeout: 30_000 });
    await refresh(options, id);
    await waitForState(options, id, 'fresh');
    browser.services.on(host, '/v1/usage', quota(8));
    await browser.stopWorker(options);
    const status = (await stored(options, `v1:f:${id}`)) as object;
    await store(options, { [`v1:f:${id}`]: { ...status, nextAttemptAt: Date.now() - 1000 } });
    await options.evaluate(async () => {
      const [standing] = (await chrome.alarms.getAll()).filter(({ name }) => name !== 'lock');
      await chrome.alarms.create(standing?.name ?? '', { when: Date.now() + 300 });
    });
    await eventually(() => accountOn(options, id), 15_000).toMatchObject({ state: 'fresh', value: '8' });
  });
});

describe('security 61: a script inside a web page', () => {
  it('gets no answer to any command, and changes nothing', async () => {
    await lock();
    const page = await browser.context().newPage();
    await page.goto(`https://${host}/`);
    const snapshot = await stored(options, 'v1:snapshot');
    // The extension's own right to run scripts there is the only way into that context; the product has no content script.
    const answers = await browser.worker().evaluate(async (address) => {
      const { scripting, tabs } = (globalThis as unknown as { chrome: unknown }).chrome as {
        scripting: { executeScript(injection: object): Promise<{ result: unknown }[]> };
        tabs: { query(filter: object): Promise<{ id: number }[]> };
      };
      const [tab] = await tabs.query({ url: address });
      const injected = await scripting.executeScript({
        target: { tabId: tab?.id },
        func: async () => {
          const { runtime } = (globalThis as unknown as { chrome: { runtime: { id: string; sendMessage(message: unknown): Promise<unknown> } } }).chrome;
          const commands = ['vault.unlock', 'vault.erase', 'vault.startAnew', 'account.remove', 'account.refresh', 'settings.change', 'backup.export'];
          const send = (type: string) =>
            runtime.sendMessage({ type, input: {} }).then(
              (answer) => answer ?? null,
              () => null,
            );
          return { id: runtime.id, answers: await Promise.all(commands.map(send)) };
        },
      });
      return injected[0]?.result;
    }, `https://${host}/*`);
    // It ran, and as the extension: only its origin tells it from a page of ours.
    expect(answers).toEqual({ id: new URL(browser.worker().url()).host, answers: [null, null, null, null, null, null, null] });
    expect(await stored(options, 'v1:snapshot')).toEqual(snapshot);
    await page.close();
  });
});

describe('security 59: a while after it was locked', () => {
  it('the worker’s memory holds neither the data key nor a key', async () => {
    await fillBoth();
    // One is enough: the other one's field goes away when the vault is open.
    await submit(popups[0] as Page);
    for (const popup of popups) await popup.getByRole('button', { name: 'Lock', exact: true }).waitFor({ timeout: 30_000 });
    await refresh(options, id);
    const held = (await dataKey()) ?? '';
    expect(held).toHaveLength(43);
    await lock();
    await options.waitForTimeout(2000);
    const snapshot = await heapOfWorker();
    // It is the worker's heap, and strings are found in it.
    expect(snapshot).toContain('nextAttemptAt');
    expect([snapshot.includes(held), snapshot.includes(key.slice(4, -4))]).toEqual([false, false]);
  });
});

/** A heap snapshot of the worker, after the garbage was collected. */
async function heapOfWorker(): Promise<string> {
  const connection = await browser.context().browser()?.newBrowserCDPSession();
  if (!connection) throw new Error('no connection to the browser');
  const { targetInfos } = await connection.send('Target.getTargets');
  const target = targetInfos.find(({ type, url }) => type === 'service_worker' && url === browser.worker().url());
  if (!target) throw new Error('the worker is not there');
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId: target.targetId, flatten: false });
  const chunks: string[] = [];
  let next = 0;
  const ask = (method: string, params: object = {}) =>
    new Promise<void>((resolve) => {
      next += 1;
      const id = next;
      const listen = ({ message }: { message: string }) => {
        if ((JSON.parse(message) as { id?: number }).id !== id) return;
        connection.off('Target.receivedMessageFromTarget', listen);
        resolve();
      };
      connection.on('Target.receivedMessageFromTarget', listen);
      void connection.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) });
    });
  connection.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { method, params } = JSON.parse(message) as { method?: string; params?: { chunk: string } };
    if (method === 'HeapProfiler.addHeapSnapshotChunk' && params) chunks.push(params.chunk);
  });
  await ask('HeapProfiler.enable');
  await ask('HeapProfiler.collectGarbage');
  await ask('HeapProfiler.takeHeapSnapshot');
  await connection.detach();
  return chunks.join('');
}
