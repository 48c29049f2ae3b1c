import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { failingReplies } from '../../servers/failing-replies';
import type { Reply } from '../../servers/fake-services';
import { oversizedReplies } from '../../servers/oversized-replies';
import { account, addAccount, openRow, waitUntilRead } from './page';
import { answers, randomKey, type Scene, startScene } from './scene';

declare const browser: Browser;

const json = { 'content-type': 'application/json' };
const good = answers.company(20, 7.5);
let scene: Scene;
let options: Page;
let popup: Page;

beforeAll(async () => {
  scene = await startScene();
  scene.services.on('127.0.0.1', '/v1/usage', good);
  options = await scene.firefox.open('options.html');
  // A person allows the address with the first account there; the others come by message.
  await addAccount(options, { key: randomKey.company(), name: 'First', provider: 'custom', baseUrl: origin(), unit: 'USD' });
  await waitUntilRead(options, 'First');
  popup = await scene.firefox.open('popup.html');
});

afterAll(() => scene?.end());

const origin = () => `http://127.0.0.1:${scene.services.httpPort}`;

/** Adds accounts that are read well once, each at a path of its own. */
async function added(names: readonly string[]): Promise<string[]> {
  for (const name of names) scene.services.on('127.0.0.1', `/${name}`, good);
  const drafts = names.map((name) => {
    const fields = { unit: 'USD', path: `/${name}` };
    return { providerId: 'custom', label: name, baseUrl: origin(), credential: 'api-key', fields, countInTotal: true, secret: randomKey.company() };
  });
  const answer = await options.evaluate((input) => browser.runtime.sendMessage({ type: 'account.add', input }), { drafts });
  return (answer as { value: { ids: string[] } }).value.ids;
}

const refresh = (ids: readonly string[]) => options.evaluate((wanted) => browser.runtime.sendMessage({ type: 'account.refresh', input: { ids: wanted } }), ids);

/** An account that was read well; its service answers differently from now on, and it is read again. */
async function accountThatGets(name: string, reply: Reply): Promise<void> {
  const ids = await added([name]);
  await expect.poll(() => account(popup, name), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '12.5' });
  scene.services.on('127.0.0.1', `/${name}`, reply);
  await refresh(ids);
}

/** Takes accounts away, so that the popup shows every row that is looked at. */
async function removeAll(): Promise<void> {
  await options.evaluate(async () => {
    const ids = Object.keys(await browser.storage.local.get(null)).flatMap((key) => (key.startsWith('v1:a:') ? key.slice('v1:a:'.length) : []));
    for (const id of ids) await browser.runtime.sendMessage({ type: 'account.remove', input: { id } });
  });
}

describe('an answer that gives no figure', () => {
  test.each(failingReplies)('security 40: $what leaves the last figure, and shows no word of it', async ({ name, reply, failure, sentence }) => {
    await accountThatGets(name, reply);
    await expect.poll(() => account(popup, name), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure, value: '12.5' });
    await openRow(popup, name);
    expect((await account(popup, name))?.text).toContain(sentence);
    expect(await popup.evaluate(() => document.documentElement.outerHTML)).not.toMatch(/Just a moment|oops|bad key/);
    await removeAll();
  });

  test('security 40: a byte order mark is no such thing', async () => {
    await accountThatGets('mark', { headers: json, body: '\ufeff{"total_quota": 8, "used_quota": 1}' });
    await expect.poll(() => account(popup, 'mark'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '7' });
    await removeAll();
  });

  test.each(oversizedReplies())('security 38: a body $what is not read to its end', async ({ name, reply, brokenOff }) => {
    await accountThatGets(name, reply);
    await expect.poll(() => account(popup, name), { timeout: 8000 }).toMatchObject({ state: 'failed', failure: 'bad-response', value: '12.5' });
    await openRow(popup, name);
    expect((await account(popup, name))?.text).toContain('(size)');
    if (brokenOff) await expect.poll(brokenOff, { timeout: 5000 }).toBe(1);
    await removeAll();
  });
});

describe('fifty accounts', () => {
  test('security 39, 48: are right though one hangs, one drips, one is cut off and one sends garbage', async () => {
    const bad: Record<string, Reply> = {
      hanging: { write: () => undefined },
      dripping: {
        write(response) {
          response.writeHead(200, json);
          const timer = setInterval(() => response.write(' '), 500);
          response.on('close', () => clearInterval(timer));
        },
      },
      reset: { write: (response) => void response.destroy() },
      garbage: { headers: json, body: '\u0000\u0001\ufffd' },
    };
    const badIds = await added(Object.keys(bad));
    const names = Array.from({ length: 46 }, (_, index) => `good${index}`);
    const ids = await added(names);
    // A page shows rows as far as one sees: here all of them.
    await options.setViewport({ width: 1000, height: 16_000 });
    const shown = () => options.evaluate(outcomes);
    await expect.poll(async () => Object.values(await shown()).filter((value) => value === '12.5').length, { timeout: 15_000 }).toBe(50);
    for (const [name, reply] of Object.entries(bad)) scene.services.on('127.0.0.1', `/${name}`, reply);
    for (const [index, name] of names.entries()) scene.services.on('127.0.0.1', `/${name}`, answers.company(1000 + index, 0));
    const started = Date.now();
    const refreshing = refresh([...badIds, ...ids]);
    const good = Object.fromEntries(names.map((name, index) => [name, String(1000 + index)]));
    // Long before the slow ones are given up, all the others are there.
    await expect.poll(shown, { timeout: 10_000 }).toMatchObject(good);
    await refreshing;
    expect((Date.now() - started) / 1000).toBeGreaterThan(14.5);
    expect((Date.now() - started) / 1000).toBeLessThan(18);
    expect(await shown()).toMatchObject({ ...good, hanging: 'timeout', dripping: 'timeout', reset: 'network', garbage: 'bad-response' });
  });
});

test('none of this was worth a line on the console', () => {
  expect(scene.messages()).toEqual([]);
});

/** Runs in the page: what stands there of each account, its failure or else its figure. */
function outcomes(): Record<string, string | undefined> {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-testid="account"]')];
  const outcome = (row: HTMLElement) => row.dataset['failure'] || row.querySelector<HTMLElement>('[data-testid="remaining"]')?.dataset['value'];
  return Object.fromEntries(
    rows.map((row) => [/\b(?:hanging|dripping|reset|garbage|good\d+)(?=read|last|Not)/.exec(row.textContent)?.[0] ?? '', outcome(row)]),
  );
}
