import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { startBrowser, type TestBrowser } from './browser.ts';
import { customDraft, refresh, send, storedKeys } from './pages.ts';
import { killBrowser } from './processes.ts';
import { quota } from './replies.ts';

declare const chrome: Browser;

const host = 'wallet.example.com';
const rounds = 10;

let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  browser = await startBrowser();
  browser.services.on(host, '/v1/usage', quota(7));
  options = await browser.open('options.html');
});

afterAll(() => browser.close());

/** Adds accounts one after the other until the browser is gone, 200 at most; tells each that was answered. */
async function addUntilKilled(acknowledged: Map<string, string>): Promise<void> {
  for (let write = 0; write < 200; write += 1) {
    const key = browser.watch.newKey();
    const answer = await send(options, 'account.add', { drafts: [customDraft(host, key)] }).catch(() => undefined);
    if (!answer?.ok) return;
    acknowledged.set(answer.value.ids[0] ?? '', key);
  }
}

it(`security 21: ${rounds} times killed in the middle of writing, nothing that was answered is lost, and every stored key opens`, async () => {
  const acknowledged = new Map<string, string>();
  let killed = 0;
  for (let round = 0; round < rounds; round += 1) {
    const before = acknowledged.size;
    const adding = addUntilKilled(acknowledged);
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 900));
    await killBrowser(browser);
    await adding;
    killed += acknowledged.size - before < 200 ? 1 : 0;
    await browser.restart();
    options = await browser.open('options.html');
    const records = await options.evaluate(() => chrome.storage.local.get(null));
    const ids = (prefix: RegExp) => Object.keys(records).flatMap((name) => prefix.exec(name)?.[1] ?? []);
    const accounts = ids(/^v1:a:(.+)$/);
    expect(accounts).toEqual(expect.arrayContaining([...acknowledged.keys()]));
    // One write holds the account and its key: neither is there without the other, and the two headers are one.
    expect(ids(/^v1:s:[^:]+:(.+)$/).sort()).toEqual(accounts.sort());
    expect(records['v1:hdr']).toEqual(records['v1:hdr2']);
  }
  expect(killed).toBe(rounds);
  expect(acknowledged.size).toBeGreaterThan(rounds);
  const accounts = (await storedKeys(options)).filter((name) => name.startsWith('v1:a:')).length;
  const asked = browser.services.seen(host).length;
  expect(await refresh(options)).toMatchObject({ ok: true, value: { succeeded: accounts, failed: 0 } });
  const sent = new Set(
    browser.services
      .seen(host)
      .slice(asked)
      .map(({ headers }) => headers.authorization),
  );
  for (const key of acknowledged.values()) expect(sent).toContain(`Bearer ${key}`);
}, 240_000);
