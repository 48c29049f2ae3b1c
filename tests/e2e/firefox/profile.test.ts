import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Scan, scanForSecret } from '../disk-scan';
import { addAccount, click, find, keepCarelessly, paste, total, waitUntilRead } from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

const keys = { deepSeek: randomKey.deepSeek(), relay: randomKey.relay(), session: randomKey.session() };
const abandoned = randomKey.deepSeek();
/** What is kept as it is, in the places where a careless program would keep a key. */
const careless = { storage: randomBytes(24).toString('hex'), database: randomBytes(24).toString('hex'), field: randomBytes(24).toString('hex') };

let scene: Scene;
let options: Page;

beforeAll(async () => {
  scene = await startScene();
  answerWell();
  options = await scene.firefox.open('options.html');
  await addAccount(options, { key: keys.deepSeek, name: 'DeepSeek' });
  await addAccount(options, { key: keys.relay, name: 'Relay', baseUrl: `https://${hosts.relay}` });
  await addAccount(options, { key: keys.session, credential: 'Session', name: 'OpenAI' });
  for (const name of ['DeepSeek', 'Relay', 'OpenAI']) await waitUntilRead(options, name);
});

afterAll(() => scene?.end());

test('readings that go well, fail, and go on after a restart are made with the keys that are looked for', async () => {
  scene.services.on(hosts.deepSeek, '/user/balance', { status: 401, body: { error: { message: `${keys.deepSeek} is not known` } } });
  scene.services.on(hosts.openAi, '/v1/dashboard/billing/credit_grants', { body: `<p>${keys.session}</p>` });
  await refresh('failed 2');
  await scene.restart();
  answerWell();
  await refresh('failed 0');
  const sent = scene.services.seen().map(({ headers }) => headers.authorization);
  for (const key of Object.values(keys)) expect(sent).toContain(`Bearer ${key}`);
});

test('security 51, 52: no byte of the profile is one of them, nor one that was pasted and never saved', async () => {
  options = await scene.firefox.open('options.html#/accounts/add');
  await keepCarelessly(options, careless);
  await paste(options, await find(options, 'textbox', 'API key'), abandoned);
  // The browser writes down what is in the fields of its tabs, here every second.
  await expect.poll(() => layersOf(scan(careless.field, 'sessionstore-backups')), { timeout: 20_000, interval: 1000 }).toContain('mozLz4');
  await scene.firefox.kill();
  for (const key of [...Object.values(keys), abandoned]) expect(scan(key).hits).toEqual([]);
  // The controls: what a careless program leaves in the same profile is found.
  expect(layersOf(scan(careless.storage))).toContainEqual(expect.stringMatching(/^sqlite/));
  expect(layersOf(scan(careless.database))).toContainEqual(expect.stringMatching(/^sqlite/));
});

test('security 55: no line on the console holds a key', () => {
  for (const key of [...Object.values(keys), abandoned]) expect(scene.messages().join('\n')).not.toContain(key.slice(4, -4));
});

async function refresh(outcome: 'failed 2' | 'failed 0'): Promise<void> {
  const popup = await scene.firefox.open('popup.html');
  await click(popup, 'Refresh');
  const failed = () => popup.evaluate(() => `failed ${document.querySelectorAll('[data-state="failed"]').length}`);
  await expect.poll(failed, { timeout: 10_000 }).toBe(outcome);
  expect(await total(popup)).toMatchObject({ value: '106.4401' });
  await popup.close();
}

function scan(secret: string, folder = '.'): Scan {
  return scanForSecret(path.join(scene.profile, folder), secret);
}

function layersOf({ hits }: Scan): string[] {
  return hits.map(({ layer }) => layer);
}

function answerWell(): void {
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('83.58'));
  scene.services.on(hosts.relay, '/api/status', answers.relayStatus);
  scene.services.on(hosts.relay, '/api/usage/token/', answers.relayUsage(5_260_050));
  scene.services.on(hosts.openAi, '/v1/dashboard/billing/credit_grants', answers.credit(12.34));
}
