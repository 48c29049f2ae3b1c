import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { productionManifest, startBrowser, type TestBrowser } from './browser.ts';
import { addCustom, refresh, waitForState } from './pages.ts';
import { quota } from './replies.ts';

/** The question works without the permission `management`, which no other part of it does. */
declare const chrome: Browser & { management: { getPermissionWarningsByManifest(manifest: string): Promise<string[]> } };

let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
});

afterAll(() => browser.close());

describe('the manifest as it is shipped', () => {
  it('security 69: warns of nothing at installation', async () => {
    const warnings = (manifest: object) => options.evaluate((text) => chrome.management.getPermissionWarningsByManifest(text), JSON.stringify(manifest));
    expect(await warnings(productionManifest())).toEqual([]);
    // The question itself is asked rightly: one host more, and there is a warning.
    expect(await warnings({ ...productionManifest(), host_permissions: ['https://api.openai.com/*'] })).toEqual([
      'Read and change your data on api.openai.com',
    ]);
  });

  it('requires no host, runs in no page and shows itself to none', () => {
    const manifest = productionManifest();
    for (const part of [
      'host_permissions',
      'content_scripts',
      'web_accessible_resources',
      'externally_connectable',
      'sandbox',
      'devtools_page',
      'chrome_url_overrides',
      'omnibox',
    ]) {
      expect(manifest).not.toHaveProperty(part);
    }
    expect(manifest).toMatchObject({
      manifest_version: 3,
      permissions: ['storage', 'unlimitedStorage', 'alarms', 'idle', 'scripting', 'webRequest'],
      optional_permissions: ['notifications'],
      optional_host_permissions: ['https://*/*', 'http://*/*'],
    });
  });
});

describe('the section About', () => {
  it('leads to the licences of everything inside, as text', async () => {
    const page = await browser.open('options.html#/about');
    await page.getByRole('link', { name: 'Licences of the packages in it' }).click();
    await page.waitForURL(/\/licences\.txt$/);
    expect(await page.textContent('body')).toMatch(/^Remainder is under the MIT licence\.[\s\S]+\nreact-dom \d+\.\d+\.\d+, MIT, https:/);
    await page.close();
  });
});

describe('a page of the extension', () => {
  it.each(['popup.html', 'options.html'])('security 67: %s reaches no network by any way a page has', async (path) => {
    const page = await browser.open(path);
    browser.watch.console.length = 0;
    const before = browser.services.seen('127.0.0.1').length;
    const base = `http://127.0.0.1:${browser.services.httpPort}`;
    const outcome = await page.evaluate(async (address) => {
      const ways: Record<string, () => unknown> = {
        fetch: () => fetch(`${address}/fetch`),
        request: () =>
          new Promise((resolve, reject) => {
            const request = new XMLHttpRequest();
            request.open('GET', `${address}/request`);
            request.onload = resolve;
            request.onerror = reject;
            request.send();
          }),
        socket: () =>
          new Promise((resolve, reject) => {
            const socket = new WebSocket(`${address.replace('http', 'ws')}/socket`);
            socket.onopen = resolve;
            socket.onerror = reject;
          }),
        events: () =>
          new Promise((resolve, reject) => {
            const source = new EventSource(`${address}/events`);
            source.onopen = resolve;
            source.onerror = reject;
          }),
        image: () =>
          new Promise((resolve, reject) => {
            const image = new Image();
            image.onload = resolve;
            image.onerror = reject;
            image.src = `${address}/image`;
          }),
        beacon: () => navigator.sendBeacon(`${address}/beacon`) || Promise.reject(),
      };
      const results: Record<string, string> = {};
      for (const [name, way] of Object.entries(ways)) {
        results[name] = await Promise.resolve()
          .then(way)
          .then(
            () => 'done',
            () => 'refused',
          );
      }
      const link = document.createElement('link');
      link.rel = 'prefetch';
      link.href = `${address}/link`;
      document.head.append(link);
      const form = document.createElement('form');
      form.action = `${address}/form`;
      document.body.append(form);
      form.submit();
      return results;
    }, base);
    const { beacon: _answersBeforeItTries, ...rest } = outcome;
    expect(rest).toEqual({ fetch: 'refused', request: 'refused', socket: 'refused', events: 'refused', image: 'refused' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(
      browser.services
        .seen('127.0.0.1')
        .slice(before)
        .map((request) => request.path),
    ).toEqual([]);
    // What was just provoked proves that the watch over all other tests would see it.
    expect(browser.watch.console.filter((line) => line.startsWith('securitypolicyviolation')).length).toBeGreaterThanOrEqual(5);
    browser.watch.console.length = 0;
    await page.close();
  });

  it('runs no text as a script and takes none as markup', async () => {
    const page = await browser.open('popup.html');
    const outcome = await page.evaluate(() => {
      const attempt = (work: () => unknown) => {
        try {
          work();
          return 'done';
        } catch {
          return 'refused';
        }
      };
      return { markup: attempt(() => document.body.setHTMLUnsafe('<b>x</b>')), inner: attempt(() => (document.body.innerHTML = '<b>x</b>')) };
    });
    expect(outcome).toEqual({ markup: 'refused', inner: 'refused' });
    browser.watch.console.length = 0;
    await page.close();
  });

  it('security 61: cannot be put into a frame of a web page', async () => {
    browser.services.on('frames.example.com', '/', { body: `<iframe src="${new URL('options.html', browser.worker().url())}"></iframe>` });
    const page = await browser.context().newPage();
    await page.goto('https://frames.example.com/');
    await page.waitForTimeout(300);
    const framed = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(framed).toHaveLength(1);
    expect(await framed[0]?.evaluate(() => document.querySelector('#root') !== null).catch(() => false)).toBe(false);
    browser.watch.console.length = 0;
    await page.close();
  });

  it('security 56: gets answers, and no answer holds a key', async () => {
    const key = browser.watch.newKey();
    browser.services.on('answers.example.com', '/v1/usage', quota(5));
    const [id = ''] = await addCustom(options, ['answers.example.com'], () => key);
    await waitForState(options, id, 'fresh');
    await refresh(options, id);
    // The watch looks through the answers of every test for keys when the browser is closed: here it is seen to have some.
    expect(browser.watch.answers.length).toBeGreaterThanOrEqual(2);
    expect(browser.watch.answers.join()).toContain(id);
    expect(browser.watch.answers.join()).not.toContain(key.slice(4, -4));
  });

  it('cannot give commands that are not its own: the popup touches no credential', async () => {
    const popup = await browser.open('popup.html');
    const before = await options.evaluate(async () => Object.keys(await chrome.storage.local.get(null)).length);
    const answers = await popup.evaluate(async () => {
      const tries = [
        { type: 'account.add', input: { drafts: [] } },
        { type: 'account.remove', input: { id: 'x' } },
        { type: 'account.test', input: {} },
        { type: 'vault.unseal', input: {} },
        { type: '__proto__', input: {} },
        'text',
        null,
      ];
      const send = (message: unknown) =>
        chrome.runtime.sendMessage(message).then(
          (answer: unknown) => answer ?? null,
          () => null,
        );
      return Promise.all(tries.map(send));
    });
    expect(answers).toEqual([null, null, null, null, null, null, null]);
    expect(await options.evaluate(async () => Object.keys(await chrome.storage.local.get(null)).length)).toBe(before);
    await popup.close();
  });
});

describe('the worker', () => {
  it('keeps its storage from everything but its own pages', async () => {
    const levels = await browser.worker().evaluate(async () => {
      const { local } = chrome.storage as unknown as { local: { getAccessLevel?(): Promise<{ accessLevel: string }> } };
      return (await local.getAccessLevel?.())?.accessLevel ?? 'TRUSTED_CONTEXTS';
    });
    expect(levels).toBe('TRUSTED_CONTEXTS');
  });
});
