import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { startBrowser, type TestBrowser } from './browser.ts';
import { addCustom, eventually, row, send, storedKeys, waitForState } from './pages.ts';
import { quota } from './replies.ts';

declare const chrome: Browser;

const passphrase = 'seven quiet herons at dawn';
const script = join(import.meta.dirname, '../../../docs/open-backup.mjs');

let first: TestBrowser;
let second: TestBrowser;
let keys: string[];
let file: string;

beforeAll(async () => {
  first = await startBrowser();
  second = await startBrowser({ build: 'production' });
});

afterAll(async () => {
  await first.close();
  await second.close();
});

async function dataPage(browser: TestBrowser): Promise<Page> {
  const page = await browser.open('options.html');
  await page.getByRole('link', { name: 'Data' }).click();
  return page;
}

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function choose(page: Page, path: string, typed: string): Promise<void> {
  await page.getByLabel('File').setInputFiles(path);
  await field(page, 'Backup passphrase').fill(typed);
  await button(page, 'Import').click();
}

describe('security 70: a backup', () => {
  it('is saved as a file that shows nothing, and opens with the documented script', async () => {
    const page = await dataPage(first);
    keys = [];
    const newKey = () => {
      const key = first.watch.newKey();
      keys.push(key);
      return key;
    };
    for (const host of ['one.example.com', 'two.example.com']) first.services.on(host, '/v1/usage', quota(10));
    const ids = await addCustom(page, ['one.example.com', 'two.example.com'], newKey);
    await send(page, 'settings.change', { theme: 'dark' });
    await button(page, 'Export').click();
    await page.getByText('This is too short.').waitFor();
    await field(page, 'Backup passphrase').fill(passphrase);
    await field(page, 'Repeat backup passphrase').fill(`${passphrase}.`);
    await button(page, 'Export').click();
    await page.getByText('The two are not the same.').waitFor();
    await field(page, 'Backup passphrase').fill(passphrase);
    await field(page, 'Repeat backup passphrase').fill(passphrase);
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Export').click()]);
    expect(download.suggestedFilename()).toMatch(/^remainder-backup-\d{4}-\d{2}-\d{2}\.json$/);
    file = join(first.profile, '..', download.suggestedFilename());
    await download.saveAs(file);
    expect(await field(page, 'Backup passphrase').inputValue()).toBe('');
    expect(await field(page, 'Repeat backup passphrase').inputValue()).toBe('');
    const text = readFileSync(file, 'utf8');
    for (const key of keys) expect(text).not.toContain(key.slice(4, -4));
    const { accounts } = JSON.parse(execFileSync(process.execPath, [script, file], { input: `${passphrase}\n`, stdio: ['pipe', 'pipe', 'ignore'] }).toString());
    expect(accounts.map(({ account, secret }: { account: { id: string }; secret: string }) => [account.id, secret])).toEqual(
      ids.map((id, at) => [id, keys[at]]),
    );
  });

  it('that is none, too large, damaged or opened with another passphrase changes nothing, and says why', async () => {
    const page = await dataPage(second);
    await button(page, 'Import').click();
    await page.getByText('Choose a file.').waitFor();
    const path = join(second.profile, '..', 'strange.json');
    const text = readFileSync(file, 'utf8');
    for (const [content, sentence] of [
      ['nothing of ours', 'This is neither a backup nor another file that Remainder can read.'],
      [text.padEnd(6 * 1024 * 1024), 'The file is larger than 5 MB.'],
      [text.replace(/("data":".{40})./, '$1_'), 'The file is damaged.'],
    ] as const) {
      writeFileSync(path, content);
      await choose(page, path, passphrase);
      await page.getByText(sentence).waitFor();
    }
    await choose(page, file, 'another passphrase');
    await page.getByText('This is not the passphrase.').waitFor();
    await choose(page, file, '');
    await page.getByText('Enter the passphrase.').waitFor();
    expect((await storedKeys(page)).filter((key) => key.startsWith('v1:a:'))).toEqual([]);
  });

  it('is shown before it is taken over, and asks nobody for anything before that is allowed', async () => {
    const page = await dataPage(second);
    await choose(page, file, passphrase);
    const rows = page.getByRole('row');
    await eventually(() => rows.count()).toBe(3);
    expect(await rows.nth(1).textContent()).toMatch(/one\.example\.com.*https:\/\/one\.example\.com.*sk-….{4}.*is added/s);
    expect(await field(page, 'Backup passphrase').inputValue()).toBe('');
    await button(page, 'Import').click();
    await page.getByText('2 accounts were taken over.').waitFor();
    await page.getByText('https://two.example.com').waitFor();
    expect(await button(page, 'Allow').count()).toBe(2);
    await page.getByRole('link', { name: 'Accounts' }).click();
    expect(await page.getByTestId('account').count()).toBe(2);
    expect(await page.getByTestId('remaining').first().getAttribute('data-value')).toBe('10');
    expect(second.services.seen()).toEqual([]);
    await page.getByRole('link', { name: 'Data' }).click();
    await choose(page, file, passphrase);
    await page.getByText('There is nothing in it that could be taken over.').waitFor();
    expect(await button(page, 'Import').isDisabled()).toBe(true);
    await button(page, 'Cancel').click();
  });

  it('takes the place of everything when that is wanted, and is read where it is allowed', async () => {
    const page = await dataPage(first);
    first.services.on('three.example.com', '/v1/usage', quota(3));
    const [gone = ''] = await addCustom(page, ['three.example.com'], first.watch.newKey);
    await choose(page, file, passphrase);
    await page.getByRole('combobox', { name: 'What is here' }).selectOption('replace');
    await page.getByText('3 accounts that are here now are removed with their keys.').waitFor();
    const before = first.services.seen('one.example.com').length;
    await button(page, 'Replace everything').click();
    await page.getByText('2 accounts were taken over. 1 was removed.').waitFor();
    expect((await storedKeys(page)).filter((key) => key.includes(gone))).toEqual([]);
    await eventually(() => first.services.seen('one.example.com').length).toBe(before + 1);
    expect(first.services.seen('one.example.com').at(-1)?.headers.authorization).toBe(`Bearer ${keys[0]}`);
  });
});

describe('security 71: erasing everything', () => {
  it('asks twice, and leaves nothing', async () => {
    const page = await dataPage(first);
    await page.getByRole('link', { name: 'Accounts' }).click();
    const [id = ''] = (await storedKeys(page)).flatMap((key) => (key.startsWith('v1:a:') ? key.slice('v1:a:'.length) : []));
    await waitForState(page, id, 'fresh');
    await page.getByRole('link', { name: 'Data' }).click();
    await button(page, 'Erase everything').click();
    expect(await button(page, 'Erase').isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await button(page, 'Erase everything').click();
    await page.getByRole('checkbox').check();
    await button(page, 'Erase').click();
    await page.getByText('Everything is erased.').waitFor();
    expect(await leftIn(page)).toEqual({ local: {}, session: {}, databases: [], files: [], alarms: [] });
    await eventually(() => first.badge()).toEqual({ text: '', title: 'Remainder: no account yet. Click to add one.' });
    expect(await row(page, id).count()).toBe(0);
  });

  it('is a beginning: the next account works after a restart of the browser', async () => {
    let page = first.context().pages().at(-1) as Page;
    first.services.on('new.example.com', '/v1/usage', quota(7));
    const [id = ''] = await addCustom(page, ['new.example.com'], first.watch.newKey);
    await first.restart();
    page = await first.open('options.html');
    const before = first.services.seen('new.example.com').length;
    await send(page, 'account.refresh', { ids: [id] });
    expect(first.services.seen('new.example.com')).toHaveLength(before + 1);
  });

  async function leftIn(page: Page) {
    return page.evaluate(async () => {
      const files: string[] = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
      return {
        local: await chrome.storage.local.get(null),
        session: await chrome.storage.session.get(null),
        databases: (await indexedDB.databases()).map(({ name }) => name),
        files,
        alarms: await chrome.alarms.getAll(),
      };
    });
  }
});
