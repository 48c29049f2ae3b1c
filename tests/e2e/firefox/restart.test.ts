import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  account,
  addAccount,
  click,
  deviceKeyHalves,
  find,
  paste,
  putDeviceFileBack,
  standingAlarm,
  takeDeviceFile,
  toolbar,
  total,
  waitUntilRead,
} from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

const keys = { deepSeek: randomKey.deepSeek(), company: randomKey.company(), late: randomKey.deepSeek() };
let scene: Scene;
let options: Page;

beforeAll(async () => {
  scene = await startScene();
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('83.58'));
  scene.services.on('127.0.0.1', '/v1/usage', answers.company(1000, 250.5));
  options = await scene.firefox.open('options.html');
  await addAccount(options, { key: keys.deepSeek, name: 'DeepSeek' });
  await addAccount(options, { key: keys.company, name: 'Company', provider: 'custom', baseUrl: `http://127.0.0.1:${scene.services.httpPort}`, unit: 'USD' });
  await waitUntilRead(options, 'DeepSeek');
  await waitUntilRead(options, 'Company');
});

afterAll(() => scene?.end());

test('the device key is in two halves: material that cannot be exported, and a file of its own', async () => {
  expect(await deviceKeyHalves(options)).toEqual({ material: { algorithm: 'HKDF', extractable: false }, saltBytes: 32 });
});

test('after a restart badge and figures are there, without a request', async () => {
  const before = scene.services.seen().length;
  const shown = await account(options, 'DeepSeek');
  await scene.restart();
  options = await scene.firefox.open('options.html');
  await expect.poll(() => toolbar(options), { timeout: 10_000 }).toMatchObject({ text: '833', title: expect.stringContaining('$833.08 left in 2 accounts') });
  expect(await account(options, 'DeepSeek')).toEqual(shown);
  expect(await account(options, 'Company')).toMatchObject({ state: 'fresh', value: '749.5' });
  expect(scene.services.seen().length).toBe(before);
});

test('after a restart the alarm stands again, which Firefox forgets', async () => {
  await expect.poll(() => standingAlarm(options), { timeout: 10_000 }).toBeGreaterThan(Date.now());
});

test('security 18: after a restart the vault opens by itself: a refresh sends the stored keys', async () => {
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('12.25'));
  const popup = await scene.firefox.open('popup.html');
  await click(popup, 'Refresh');
  await expect.poll(() => total(popup), { timeout: 10_000 }).toMatchObject({ value: '761.75', state: 'fresh' });
  expect(scene.services.seen(hosts.deepSeek).at(-1)?.headers.authorization).toBe(`Bearer ${keys.deepSeek}`);
  expect(scene.services.seen('127.0.0.1').at(-1)?.headers.authorization).toBe(`Bearer ${keys.company}`);
});

test('security 21: an account that was saved survives a crash in the next moment', async () => {
  await addAccount(options, { key: keys.late, name: 'Saved late' });
  await scene.restart({ crash: true });
  options = await scene.firefox.open('options.html');
  const popup = await scene.firefox.open('popup.html');
  await click(popup, 'Refresh');
  await expect.poll(() => account(popup, 'Saved late'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '12.25' });
  expect(await account(popup, 'Company')).toMatchObject({ state: 'fresh', value: '749.5' });
  expect(scene.services.seen(hosts.deepSeek).map(({ headers }) => headers.authorization)).toContain(`Bearer ${keys.late}`);
});

test('security 25: with the file half lost nothing is wiped: figures stay, and the file put back restores everything', async () => {
  const bytes = await takeDeviceFile(options);
  await scene.restart();
  const before = scene.services.seen().length;
  options = await scene.firefox.open('options.html');
  const popup = await scene.firefox.open('popup.html');
  await click(popup, 'Refresh');
  await expect.poll(() => account(popup, 'DeepSeek'), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'damaged', value: '12.25' });
  expect((await account(options, 'DeepSeek'))?.text).toContain('no usable device key');
  expect(scene.services.seen().length).toBe(before);
  await putDeviceFileBack(options, bytes);
  await click(popup, 'Refresh');
  await expect.poll(() => total(popup), { timeout: 10_000 }).toMatchObject({ state: 'fresh', known: '3' });
});

test('with the file half lost for good, an account works again once its key is entered', async () => {
  await takeDeviceFile(options);
  await scene.restart();
  options = await scene.firefox.open('options.html#/accounts');
  await click(options, 'Edit');
  await paste(options, await find(options, 'textbox', 'API key'), keys.deepSeek);
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('3.21'));
  await click(options, 'Save');
  await expect.poll(() => account(options, 'DeepSeek'), { timeout: 5000 }).toMatchObject({ state: 'fresh', value: '3.21' });
  expect(await account(options, 'Company')).toMatchObject({ value: '749.5' });
});

test('none of the restarts left a line on the console', () => {
  expect(scene.messages()).toEqual([]);
});
