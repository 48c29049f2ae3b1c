import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { addCustom, customDraft, eventually, send, stored, storedKeys, waitForState } from './pages.ts';
import { quota } from './replies.ts';

const host = 'ours.example.com';
const folder = mkdtempSync(join(tmpdir(), 'remainder-stranger-'));
let browser: TestBrowser;
let options: Page;
let id: string;

beforeAll(async () => {
  const manifest = { manifest_version: 3, name: 'Stranger', version: '1', background: { service_worker: 'stranger.js' } };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'stranger.js'), 'chrome.runtime.onInstalled.addListener(() => undefined);');
  writeFileSync(join(folder, 'page.html'), '<!doctype html><title>Stranger</title>');
  browser = await startBrowser({ beside: folder });
  browser.services.on(host, '/v1/usage', quota(7));
  options = await browser.open('options.html');
  [id = ''] = await addCustom(options, [host], browser.watch.newKey);
  await waitForState(options, id, 'fresh');
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Runtime {
  sendMessage(to: string, message: unknown): Promise<unknown>;
  connect(to: string): { onDisconnect: { addListener(listener: () => void): void }; postMessage(message: unknown): void };
  lastError?: unknown;
}

describe('security 62: another extension', () => {
  it('gets no answer, no connection and no file, and changes nothing', async () => {
    await eventually(() => browser.context().serviceWorkers().length).toBe(2);
    const stranger = browser
      .context()
      .serviceWorkers()
      .find((worker) => worker.url().endsWith('/stranger.js'));
    const page = await browser.context().newPage();
    await page.goto(new URL('page.html', stranger?.url()).href);
    const before = await stored(options, 'v1:snapshot');
    const our = new URL(browser.worker().url()).host;
    const got = await page.evaluate(async (to) => {
      const { runtime } = (globalThis as unknown as { chrome: { runtime: Runtime } }).chrome;
      const attempt = (work: Promise<unknown>) =>
        work.then(
          (answer) => answer ?? null,
          () => 'refused',
        );
      const commands = ['vault.erase', 'account.remove', 'account.refresh', 'backup.export', 'vault.unlock', 'settings.change'];
      const answers = await Promise.all(commands.map((type) => attempt(runtime.sendMessage(to, { type, input: {} }))));
      const connection = await new Promise((resolve) => {
        const port = runtime.connect(to);
        port.onDisconnect.addListener(() => resolve('refused'));
        setTimeout(() => resolve('open'), 2000);
      });
      const files = await Promise.all(
        ['manifest.json', 'popup.html', 'background.js', 'icon/48.png'].map((file) =>
          attempt(fetch(`chrome-extension://${to}/${file}`).then(({ status }) => status)),
        ),
      );
      return { answers, connection, files };
    }, our);
    expect(got).toEqual({ answers: Array(6).fill('refused'), connection: 'refused', files: Array(4).fill('refused') });
    expect(await stored(options, 'v1:snapshot')).toEqual(before);
    // What the browser told the stranger's page about it.
    browser.watch.console.length = 0;
    await page.close();
  });
});

describe('security 29: two tabs', () => {
  it('that add an account at the same moment, fifty times, lose none', async () => {
    const other = await browser.open('options.html');
    const before = (await storedKeys(options)).filter((key) => key.startsWith('v1:a:')).length;
    for (let round = 0; round < 50; round += 1) {
      const draft = (name: string) => ({ ...customDraft(`${name}${round % 5}.example.com`, browser.watch.newKey()), label: `${name} ${round}` });
      const answers = await Promise.all([send(options, 'account.add', { drafts: [draft('left')] }), send(other, 'account.add', { drafts: [draft('right')] })]);
      expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    }
    const keys = await storedKeys(options);
    expect(keys.filter((key) => key.startsWith('v1:a:'))).toHaveLength(before + 100);
    expect(keys.filter((key) => key.startsWith('v1:s:'))).toHaveLength(before + 100);
    await other.close();
  });
});
