import { mkdir } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, addAccount, click, toolbar, total } from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

const keys = { deepSeek: randomKey.deepSeek(), relay: randomKey.relay(), session: randomKey.session(), company: randomKey.company() };
const figures = { DeepSeek: '83.58', Relay: '10.5201', Company: '749.5', OpenAI: '12.34' };

let scene: Scene;
let options: Page;

beforeAll(async () => {
  scene = await startScene();
  const { services } = scene;
  services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('83.58'));
  services.on(hosts.relay, '/api/status', answers.relayStatus);
  services.on(hosts.relay, '/api/usage/token/', answers.relayUsage(5_260_050));
  services.on('127.0.0.1', '/v1/usage', answers.company(1000, 250.5));
  services.on(hosts.openAi, '/v1/dashboard/billing/credit_grants', answers.credit(12.34));
  options = await scene.firefox.open('options.html');
  await mkdir('artifacts', { recursive: true });
});

afterAll(() => scene?.end());

test('the production build installs, asks nobody anything and shows no badge', async () => {
  await expect.poll(() => toolbar(options)).toEqual({ text: '', title: 'Remainder: no account yet. Click to add one.' });
  expect(scene.services.seen()).toEqual([]);
});

test('a pasted key is recognised, and its exact balance appears', async () => {
  await addAccount(options, { key: keys.deepSeek, name: 'DeepSeek' });
  await expect
    .poll(() => account(options, 'DeepSeek'), { timeout: 10_000 })
    .toMatchObject({ provider: 'deepseek', state: 'fresh', value: '83.58', unit: 'USD' });
  const [request] = scene.services.seen(hosts.deepSeek);
  expect(request?.headers.authorization).toBe(`Bearer ${keys.deepSeek}`);
  await expect.poll(async () => (await toolbar(options)).text).toBe('83');
});

test('a relay, a company service on this machine and a pasted session work beside it', async () => {
  await addAccount(options, { key: keys.relay, name: 'Relay', baseUrl: `https://${hosts.relay}/v1` });
  await addAccount(options, { key: keys.company, name: 'Company', provider: 'custom', baseUrl: `http://127.0.0.1:${scene.services.httpPort}`, unit: 'USD' });
  await addAccount(options, { key: keys.session, credential: 'Session', name: 'OpenAI' });
  for (const [name, value] of Object.entries(figures)) {
    await expect.poll(() => account(options, name), { timeout: 10_000 }).toMatchObject({ state: 'fresh', failure: '', value, unit: 'USD' });
  }
  expect(scene.services.seen(hosts.openAi)[0]?.headers.authorization).toBe(`Bearer ${keys.session}`);
  expect(scene.services.seen('127.0.0.1')[0]?.headers.authorization).toBe(`Bearer ${keys.company}`);
});

test('a relay is asked for its unit without the key', () => {
  const status = scene.services.seen(hosts.relay).filter(({ path }) => path === '/api/status');
  expect(status.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test('popup, badge and tooltip agree on the total', async () => {
  const popup = await scene.firefox.open('popup.html');
  expect(await total(popup)).toMatchObject({ value: '855.9401', unit: 'USD', known: '4', count: '4', state: 'fresh' });
  for (const [name, value] of Object.entries(figures)) expect(await account(popup, name)).toMatchObject({ value, state: 'fresh' });
  const { text, title } = await toolbar(popup);
  // Firefox shows three characters and cuts the rest off.
  expect(text).toBe('855');
  expect(title).toMatch(/^Remainder: \$855\.94 left in 4 accounts\. Lowest: Relay, \$10\.52\. Read at \d\d:\d\d\.$/);
  await popup.close();
});

test('Refresh in the popup reads every account again', async () => {
  const popup = await scene.firefox.open('popup.html');
  const before = scene.services.seen().length;
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('1234.56'));
  await click(popup, 'Refresh');
  await expect.poll(() => total(popup), { timeout: 10_000 }).toMatchObject({ value: '2006.9201', state: 'fresh' });
  // The relay's unit is kept for a day, so each account costs one request.
  expect(scene.services.seen().length - before).toBe(4);
  await expect.poll(async () => (await toolbar(popup)).text).toBe('2k');
  expect(await account(options, 'DeepSeek')).toMatchObject({ value: '1234.56' });
  await popup.close();
});

test('security 37: a cookie that the site has set does not travel with the key', async () => {
  const cookie = { 'set-cookie': 'login=person; Path=/; SameSite=None; Secure' };
  scene.services.on(hosts.deepSeek, '/', { headers: cookie, body: '<p>signed in</p>' });
  scene.services.on(hosts.deepSeek, '/again', { body: '<p>still signed in</p>' });
  scene.services.on(hosts.deepSeek, '/user/balance', { ...answers.deepSeek('1234.56'), headers: cookie });
  await scene.firefox.visit(`https://${hosts.deepSeek}/`);
  await scene.firefox.visit(`https://${hosts.deepSeek}/again`);
  const popup = await scene.firefox.open('popup.html');
  const before = scene.services.seen(hosts.deepSeek).length;
  await click(popup, 'Refresh');
  await expect.poll(() => scene.services.seen(hosts.deepSeek).length, { timeout: 10_000 }).toBe(before + 1);
  await popup.close();
  const cookies = (path: string) =>
    scene.services
      .seen(hosts.deepSeek)
      .filter((seen) => seen.path === path)
      .map(({ headers }) => headers.cookie);
  // The control: the browser does hold the cookie, and a visit sends it.
  expect(cookies('/again')).toEqual(['login=person']);
  expect(new Set(cookies('/user/balance'))).toEqual(new Set([undefined]));
});

test('security 50: no request says which extension it comes from, and none is preceded by a question', () => {
  const asked = scene.services.seen().filter(({ path }) => path !== '/' && path !== '/again' && path !== '/favicon.ico');
  expect(asked.length).toBeGreaterThan(8);
  for (const { method, headers } of asked) {
    expect(method).toBe('GET');
    expect(headers.origin).toBeUndefined();
    expect(headers.referer).toBeUndefined();
  }
  expect(JSON.stringify(scene.services.seen().map(({ headers }) => headers))).not.toContain('moz-extension');
});

test('popup and options look right', async () => {
  const popup = await scene.firefox.open('popup.html');
  await popup.setViewport({ width: 380, height: 560 });
  await popup.screenshot({ path: 'artifacts/firefox-popup-light.png' });
  await popup.close();
  await options.setViewport({ width: 1000, height: 760 });
  await options.screenshot({ path: 'artifacts/firefox-options-light.png' });
  await scene.restart({ scheme: 'dark' });
  const darkPopup = await scene.firefox.open('popup.html');
  await darkPopup.setViewport({ width: 380, height: 560 });
  await darkPopup.screenshot({ path: 'artifacts/firefox-popup-dark.png' });
  options = await scene.firefox.open('options.html');
  await options.setViewport({ width: 1000, height: 760 });
  await options.screenshot({ path: 'artifacts/firefox-options-dark.png' });
  expect(await darkPopup.evaluate(() => getComputedStyle(document.body).colorScheme)).toContain('dark');
});

test('nothing of ours was written to the console, and the recorder would have heard it', async () => {
  expect(scene.messages()).toEqual([]);
  // The control: the event page's console, which is in no tab.
  await options.evaluate(() => {
    const { browser } = globalThis as unknown as { browser: { runtime: { getBackgroundPage(): Promise<Window & { console: Console }> } } };
    return browser.runtime.getBackgroundPage().then((page) => page.console.error('control'));
  });
  await expect.poll(() => scene.messages().join('\n')).toContain('control');
});
