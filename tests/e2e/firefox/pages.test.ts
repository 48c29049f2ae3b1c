import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { account, addAccount, click, find, textOf, toolbar, waitUntilRead } from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

declare const browser: Browser;

const key = randomKey.relay();
let scene: Scene;
let options: Page;

beforeAll(async () => {
  scene = await startScene();
  scene.services.on(hosts.relay, '/api/status', answers.relayStatus);
  const evil = '<img src=x onerror="document.title=`owned`"> <script>document.title="owned"</script> \u202edlrow';
  const usage = answers.relayUsage(5_000_000);
  scene.services.on(hosts.relay, '/api/usage/token/', { body: { ...usage.body, data: { ...usage.body.data, name: evil } } });
  options = await scene.firefox.open('options.html');
  await addAccount(options, { key, name: 'Relay', provider: 'new-api', baseUrl: `https://${hosts.relay}` });
  await waitUntilRead(options, 'Relay');
});

afterAll(() => scene?.end());

test.each(['popup.html', 'options.html'] as const)('security 67: %s reaches no network by any way a page has', async (path) => {
  const page = await scene.firefox.open(path);
  const before = scene.services.seen('127.0.0.1').length;
  const outcome = await page.evaluate(reachOut, `http://127.0.0.1:${scene.services.httpPort}`);
  const refused = { fetch: 'refused', request: 'refused', socket: 'refused', events: 'refused', beacon: 'refused', form: 'refused', image: 'refused' };
  expect(outcome).toEqual({ ...refused, told: 'by the policy' });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(scene.services.seen('127.0.0.1').slice(before)).toEqual([]);
  await page.close();
});

test('security 42: text of a service is text', async () => {
  const popup = await scene.firefox.open('popup.html');
  await popup.evaluate(() => document.querySelector<HTMLElement>('[data-testid="account"] > button')?.click());
  await popup.waitForSelector('[data-testid="account"] dl', { timeout: 5000 });
  expect(await account(popup, 'Relay')).toMatchObject({ state: 'fresh', value: '10' });
  expect(await textOf(popup)).toContain('<script>');
  for (const page of [popup, options]) {
    expect(await page.evaluate(() => [document.title, document.querySelectorAll('img, script:not([src])').length])).toEqual([
      expect.not.stringContaining('owned'),
      0,
    ]);
    expect(await page.content()).not.toContain('\u202e');
  }
  await popup.close();
});

describe('security 71: erasing everything', () => {
  test('asks twice, and leaves nothing', async () => {
    await options.evaluate(() => location.assign('#/data'));
    await click(options, 'Erase everything');
    await options.waitForSelector('dialog input[type="checkbox"]', { timeout: 5000 });
    await options.evaluate(() => document.querySelector<HTMLElement>('dialog input[type="checkbox"]')?.click());
    await (await find(options, 'button', 'Erase')).click();
    await options.waitForFunction(() => document.body.textContent.includes('Everything is erased.'), { timeout: 10_000 });
    expect(await options.evaluate(whatIsLeft)).toEqual({ local: {}, session: {}, databases: [], files: [], alarms: [], origins: [] });
    await expect.poll(() => toolbar(options), { timeout: 10_000 }).toEqual({ text: '', title: 'Remainder: no account yet. Click to add one.' });
  });
});

test('security 55: none of this left a line on the console', () => {
  expect(scene.messages()).toEqual([]);
});

/** Runs in a page: tries every way there is. */
async function reachOut(address: string): Promise<Record<string, string>> {
  let violations = 0;
  document.addEventListener('securitypolicyviolation', () => {
    violations += 1;
  });
  const heard = (target: EventTarget, good: string) =>
    new Promise((resolve, reject) => {
      target.addEventListener(good, resolve);
      target.addEventListener('error', reject);
    });
  const ways: Record<string, () => unknown> = {
    fetch: () => fetch(`${address}/fetch`),
    request() {
      const request = new XMLHttpRequest();
      request.open('GET', `${address}/request`);
      request.send();
      return heard(request, 'load');
    },
    socket: () => heard(new WebSocket(`${address.replace('http', 'ws')}/socket`), 'open'),
    events: () => heard(new EventSource(`${address}/events`), 'open'),
    beacon: () => navigator.sendBeacon(`${address}/beacon`) || Promise.reject(),
    form() {
      const form = document.body.appendChild(document.createElement('form'));
      form.action = `${address}/form`;
      form.submit();
    },
    image() {
      const image = new Image();
      image.src = `${address}/image`;
      return heard(image, 'load');
    },
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
  const link = document.head.appendChild(document.createElement('link'));
  link.rel = 'prefetch';
  link.href = `${address}/link`;
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { ...results, told: violations >= 5 ? 'by the policy' : 'by nobody' };
}

async function whatIsLeft() {
  const files: string[] = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
  return {
    local: await browser.storage.local.get(null),
    session: await browser.storage.session.get(null),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    files,
    alarms: await browser.alarms.getAll(),
    origins: ((await browser.permissions.getAll()).origins ?? []).filter((origin) => origin.startsWith('http')),
  };
}
