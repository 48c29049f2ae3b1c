import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, addAccount, click, openRow, toolbar, waitUntilRead, withdrawPermission } from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

let scene: Scene;
let options: Page;
let popup: Page;

beforeAll(async () => {
  scene = await startScene();
  answerWell();
  options = await scene.firefox.open('options.html');
  await addAccount(options, { key: randomKey.deepSeek(), name: 'DeepSeek' });
  await addAccount(options, { key: randomKey.relay(), name: 'Relay', baseUrl: `https://${hosts.relay}` });
  await waitUntilRead(options, 'DeepSeek');
  await waitUntilRead(options, 'Relay');
  popup = await scene.firefox.open('popup.html');
});

afterAll(() => scene?.end());

test('security 47: a refused key says so in popup, options and tooltip, and the last figure stays with its time', async () => {
  const before = await account(popup, 'DeepSeek');
  scene.services.on(hosts.deepSeek, '/user/balance', { status: 401, body: { error: { message: 'Authentication Fails, your api key is invalid' } } });
  await click(popup, 'Refresh');
  await expect.poll(() => account(popup, 'DeepSeek'), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'unauthorized' });
  await openRow(popup, 'DeepSeek');
  const shown = await account(popup, 'DeepSeek');
  expect(shown).toMatchObject({ value: '83.58', unit: 'USD', readAt: before?.readAt });
  expect(shown?.text).toContain('The key was refused.');
  expect(shown?.text).toContain('Replace the key');
  expect(shown?.text).not.toContain('Authentication Fails');
  const listed = await account(options, 'DeepSeek');
  expect(listed).toMatchObject({ state: 'failed', failure: 'unauthorized', value: '83.58' });
  expect(listed?.text).toContain('The key was refused.');
  const { text, title } = await toolbar(popup);
  expect(text).toBe('94');
  expect(title).toContain('1 account could not be read.');
});

test('security 36: a redirect is not followed: nobody else gets a request, not even a connection', async () => {
  const target = `https://${hosts.elsewhere}/api/usage/token/`;
  const redirects = [
    ...[301, 302, 303, 307, 308].map((status) => [status, target] as const),
    [307, `http://127.0.0.1:${scene.services.httpPort}/api/usage/token/`],
    [302, '/api/usage/elsewhere/'],
    ...['data:application/json,{}', 'file:///etc/hostname', 'javascript:alert(1)'].map((location) => [302, location] as const),
  ] as const;
  for (const [status, location] of redirects) {
    scene.services.on(hosts.relay, '/api/usage/token/', { status, headers: { location } });
    const before = scene.services.seen().length;
    const readings = scene.services.seen(hosts.relay).length;
    await click(popup, 'Refresh');
    await expect.poll(() => scene.services.seen(hosts.relay).length, { timeout: 10_000 }).toBe(readings + 1);
    await expect.poll(() => account(popup, 'Relay'), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'redirected', value: '10.5201' });
    expect(
      scene.services
        .seen()
        .slice(before)
        .filter(({ host, path }) => host !== hosts.deepSeek && path !== '/api/usage/token/'),
    ).toEqual([]);
  }
  expect((await account(options, 'Relay'))?.text).toContain('Nothing was followed and no key was sent there.');
  expect(scene.services.seen(hosts.elsewhere)).toEqual([]);
  expect(scene.proxy.tunnelled()).not.toContain(hosts.elsewhere);
});

test('security 40: a page instead of data shows no word of that page', async () => {
  scene.services.on(hosts.deepSeek, '/user/balance', { body: '<!doctype html><h1>Checking your browser</h1>' });
  await click(popup, 'Refresh');
  await expect.poll(() => account(popup, 'DeepSeek'), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'challenge', value: '83.58' });
  expect(await popup.evaluate(() => document.documentElement.outerHTML)).not.toContain('Checking your browser');
});

test('security 45: without the permission nothing is asked, and Allow brings the figure back', async () => {
  answerWell();
  await click(popup, 'Refresh');
  await expect.poll(() => account(options, 'DeepSeek'), { timeout: 10_000 }).toMatchObject({ state: 'fresh' });
  await withdrawPermission(options, hosts.deepSeek);
  await expect.poll(() => account(options, 'DeepSeek'), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'permission-missing', value: '83.58' });
  const before = scene.services.seen(hosts.deepSeek).length;
  await click(popup, 'Refresh');
  await expect.poll(() => account(popup, 'Relay'), { timeout: 10_000 }).toMatchObject({ state: 'fresh' });
  expect(scene.services.seen(hosts.deepSeek).length).toBe(before);
  expect((await account(options, 'DeepSeek'))?.text).toContain(`Access to ${hosts.deepSeek} is not allowed yet.`);
  await click(options, 'Allow');
  await expect.poll(() => account(options, 'DeepSeek'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', failure: '', value: '83.58' });
});

test('none of this was worth a line on the console', () => {
  expect(scene.messages()).toEqual([]);
});

function answerWell(): void {
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('83.58'));
  scene.services.on(hosts.relay, '/api/status', answers.relayStatus);
  scene.services.on(hosts.relay, '/api/usage/token/', answers.relayUsage(5_260_050));
}
