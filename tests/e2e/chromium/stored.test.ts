import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, eventually, refresh, row, send, store, stored, storedKeys, totalOn, waitForState } from './pages.ts';
import { quota } from './replies.ts';

let browser: TestBrowser;
let options: Page;
let broken: string;
let whole: string;

beforeEach(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
  browser.services.on('broken.example.com', '/v1/usage', quota(5));
  browser.services.on('whole.example.com', '/v1/usage', quota(7));
  [broken = '', whole = ''] = await addCustom(options, ['broken.example.com', 'whole.example.com'], browser.watch.newKey);
  await waitForState(options, broken, 'fresh');
  await waitForState(options, whole, 'fresh');
});

afterEach(() => browser.close());

/** Puts records in place of others, as damage or another version would, and starts the background over them. */
async function restartWith(records: Record<string, unknown>) {
  await store(options, records);
  await browser.restart();
  options = await browser.open('options.html');
  await refresh(options);
}

async function secretKey(id: string): Promise<string> {
  return (await storedKeys(options)).find((key) => key.startsWith('v1:s:') && key.endsWith(id)) ?? '';
}

async function expectWholeToWork(value = '7') {
  await waitForState(options, whole, 'fresh');
  expect(await accountOn(options, whole)).toMatchObject({ failure: '', value });
}

describe('a stored record that cannot be used is left as it is, and the rest works:', () => {
  it.each([
    ['damaged', { v: 1, id: 5, providerId: ['custom'] }, 'The stored record of this account is damaged. It was left as it is.'],
    ['no object', 'garbage', 'The stored record of this account is damaged. It was left as it is.'],
    ['of a newer version', { v: 2, anything: true }, 'A newer version of Remainder stored this. It was left as it is.'],
  ])('an account that is %s', async (_what, record, sentence) => {
    const key = `v1:a:${broken}`;
    await restartWith({ [key]: record });
    await expectWholeToWork();
    expect(await options.getByText(sentence).isVisible()).toBe(true);
    expect(await stored(options, key)).toEqual(record);
    const popup = await browser.open('popup.html');
    expect(await popup.getByText(sentence).isVisible()).toBe(true);
    expect(await totalOn(popup)).toMatchObject({ value: '7', known: '1', state: 'partial' });
    await eventually(async () => (await browser.badge()).title).toContain('1 account could not be read.');
    expect(await stored(options, await secretKey(broken))).toBeDefined();
  });

  it('figures that are damaged: they are read anew', async () => {
    await restartWith({ [`v1:f:${broken}`]: { v: 1, reading: { remaining: 'plenty' } } });
    await expectWholeToWork();
    expect(await accountOn(options, broken)).toMatchObject({ state: 'fresh', value: '5' });
  });

  it('a key that is damaged: its account says so, and takes a new one', async () => {
    const key = await secretKey(broken);
    const record = { ...((await stored(options, key)) as object), c: 'AAAA' };
    await restartWith({ [key]: record });
    await expectWholeToWork();
    expect(await accountOn(options, broken)).toMatchObject({ state: 'failed', failure: 'damaged', value: '5' });
    expect(await stored(options, key)).toEqual(record);
    const asked = browser.services.seen('broken.example.com').length;
    await row(options, broken).getByRole('button', { name: 'Replace the key' }).click();
    await options.getByRole('textbox', { name: 'API key' }).fill(browser.watch.newKey());
    await options.getByRole('button', { name: 'Save' }).click();
    await waitForState(options, broken, 'fresh');
    expect(browser.services.seen('broken.example.com')).toHaveLength(asked + 1);
  });

  it('two keys that were exchanged: neither is sent to the other host', async () => {
    const [left, right] = [await secretKey(broken), await secretKey(whole)];
    const asked = browser.services.seen().length;
    await restartWith({ [left]: await stored(options, right), [right]: await stored(options, left) });
    await waitForState(options, broken, 'failed');
    await waitForState(options, whole, 'failed');
    expect(browser.services.seen()).toHaveLength(asked);
  });

  it('an account whose address was changed behind the back: its key goes nowhere', async () => {
    const key = `v1:a:${broken}`;
    browser.services.on('thief.example.com', '/v1/usage', quota(1));
    await restartWith({ [key]: { ...((await stored(options, key)) as object), baseUrl: 'https://thief.example.com' } });
    await waitForState(options, broken, 'failed');
    expect(browser.services.seen('thief.example.com')).toEqual([]);
    await expectWholeToWork();
  });

  it('settings that are damaged: the usual ones hold', async () => {
    await restartWith({ 'v1:settings': { intervalMinutes: 'often', theme: 7 } });
    await expectWholeToWork();
    await eventually(async () => (await browser.badge()).text).toBe('12');
  });

  it('a first header that is damaged: the second opens the vault', async () => {
    await restartWith({ 'v1:hdr': { fmt: 1, nonsense: true } });
    await expectWholeToWork();
  });

  it.each([
    ['damaged', { fmt: 1, nonsense: true }],
    ['of a newer version', { fmt: 2, slots: 'new' }],
  ])('both headers %s: the vault says so and nothing is overwritten', async (_what, header) => {
    const before = await storedKeys(options);
    await restartWith({ 'v1:hdr': header, 'v1:hdr2': header });
    await waitForState(options, whole, 'failed');
    expect((await accountOn(options, whole)).value).toBe('7');
    await send(options, 'account.add', {
      drafts: [
        {
          providerId: 'custom',
          label: 'more',
          baseUrl: 'https://whole.example.com',
          credential: 'api-key',
          fields: {},
          countInTotal: true,
          secret: browser.watch.newKey(),
        },
      ],
    });
    expect(await stored(options, 'v1:hdr')).toEqual(header);
    expect((await storedKeys(options)).filter((key) => /^v1:[asmh]/.test(key))).toEqual(before.filter((key) => /^v1:[asmh]/.test(key)));
    await options.evaluate(() => location.assign('#/security'));
    await eventually(() => options.getByText(/The vault is damaged\. Nothing was removed\.|A newer version of Remainder wrote the vault\./).count()).toBe(1);
  });

  it('both headers damaged: the popup says what is, and a typed word makes room for new keys', async () => {
    await restartWith({ 'v1:hdr': { fmt: 1 }, 'v1:hdr2': { fmt: 1 } });
    const popup = await browser.open('popup.html');
    await popup.getByText('The header of the vault, which is stored twice, is damaged or missing: no stored key can be opened.').waitFor();
    expect(await popup.getByRole('button', { name: 'What can be done' }).isVisible()).toBe(true);
    const damage = options.getByTestId('vault-damage');
    await damage.getByRole('button', { name: 'Start anew' }).click();
    await damage.getByText('Type “start anew” first.').waitFor();
    expect(await stored(options, 'v1:hdr')).toEqual({ fmt: 1 });
    await damage.getByRole('textbox').fill('start anew');
    await damage.getByRole('button', { name: 'Start anew' }).click();
    await damage.waitFor({ state: 'detached' });
    await waitForState(options, whole, 'failed');
    expect(await accountOn(options, whole)).toMatchObject({ failure: 'damaged', value: '7' });
    await row(options, whole).getByRole('button', { name: 'Replace the key' }).click();
    await options.getByRole('textbox', { name: 'API key' }).fill(browser.watch.newKey());
    await options.getByRole('button', { name: 'Save' }).click();
    await expectWholeToWork();
    await browser.restart();
    options = await browser.open('options.html');
    await refresh(options, whole);
    await expectWholeToWork();
  });

  it.each([
    ['nothing', null],
    ['text', 'garbage'],
    ['another shape', { v: 1, accounts: 5 }],
    ['a newer version', { v: 2, accounts: [{}] }],
  ])('a snapshot that is %s: the pages get a new one', async (_what, snapshot) => {
    await restartWith({ 'v1:snapshot': snapshot });
    await expectWholeToWork();
    await eventually(async () => (await browser.badge()).text).toBe('12');
  });

  it('a snapshot that goes bad while a page is open: the page does not break', async () => {
    await store(options, { 'v1:snapshot': { v: 1, accounts: 'none' } });
    await options.getByRole('link', { name: 'General' }).click();
    await options.getByRole('combobox', { name: 'Theme' }).waitFor();
    await options.getByRole('link', { name: 'Accounts' }).click();
    await refresh(options);
    await expectWholeToWork();
  });
});
