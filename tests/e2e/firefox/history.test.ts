import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, addAccount, click, waitUntilRead } from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

let scene: Scene;
let page: Page;

beforeAll(async () => {
  scene = await startScene();
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('83.58'));
  const options = await scene.firefox.open('options.html');
  await addAccount(options, { key: randomKey.deepSeek(), name: 'DeepSeek' });
  await waitUntilRead(options, 'DeepSeek');
  await options.close();
});

afterAll(() => scene?.end());

test('a second reading makes a small picture in the popup', async () => {
  page = await scene.firefox.open('popup.html');
  // The picture counts seconds.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('41.07'));
  await click(page, 'Refresh');
  await expect.poll(() => account(page, 'DeepSeek'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '41.07' });
  const path = () => page.evaluate(() => document.querySelector('[data-testid="sparkline"] path')?.getAttribute('d') ?? '');
  await expect.poll(path, { timeout: 10_000 }).toMatch(/^M0 0L.*L52 18$/);
  await page.close();
});

test('both are in the history, exactly, and drawn under the policy of the page', async () => {
  page = await scene.firefox.open('options.html#/history');
  const readings = () =>
    page.evaluate(() => [...document.querySelectorAll('[data-testid="readings"] [data-column="left"]')].map((cell) => cell.getAttribute('data-value')));
  await expect.poll(readings, { timeout: 10_000 }).toEqual(['41.07', '83.58']);
  const painted = () =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="balance-chart"] canvas');
      const { data } = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return Array.from(data).filter((value, place) => place % 4 === 3 && value > 0).length;
    });
  await expect.poll(painted, { timeout: 10_000 }).toBeGreaterThan(1000);
});
