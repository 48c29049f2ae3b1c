import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, customDraft, eventually, row, send, storedKeys, totalOn, waitForState } from './pages.ts';
import { quota } from './replies.ts';

let browser: TestBrowser;
let options: Page;
let id: string;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html#/accounts');
});

afterAll(() => browser.close());

const part = (name: string) => options.getByRole('region', { name, exact: true });
const entries = () => part('Entries').getByTestId('entry');

/** The entries of the page, the newest first: kind and exact amount. */
const listed = () => entries().evaluateAll((all) => all.map((one) => `${one.getAttribute('data-kind')} ${one.getAttribute('data-value')}`));

async function show(account: string) {
  await options.bringToFront();
  await options.evaluate((place) => location.assign(place), `#/accounts/${account}/entries`);
  await part('New entry').waitFor();
}

async function enter(kind: string, amount: string, more: { when?: string; note?: string } = {}) {
  const form = part('New entry');
  await form.getByRole('combobox', { name: 'Kind' }).selectOption(kind);
  await form.getByRole('textbox', { name: 'Amount' }).fill(amount);
  if (more.when !== undefined) await form.getByLabel('When').fill(more.when);
  if (more.note !== undefined) await form.getByRole('textbox', { name: 'Note' }).fill(more.note);
  await form.getByRole('button', { name: 'Add entry' }).click();
}

async function chooseFile(content: string | Buffer) {
  const buffer = typeof content === 'string' ? Buffer.from(content) : content;
  await part('Table (CSV)').getByLabel('File to import').setInputFiles({ name: 'spend.csv', mimeType: 'text/csv', buffer });
}

const importButton = () => part('Table (CSV)').getByRole('button', { name: /^Import/ });

function correctButton(of: Locator): Locator {
  return of.getByRole('button', { name: /^Correct/ });
}

describe('a ledger', () => {
  it('is added with a name only: no key, no address, no question for a permission', async () => {
    await options.getByRole('button', { name: 'Add account' }).click();
    await options.getByRole('combobox', { name: 'Provider' }).selectOption('ledger');
    for (const name of ['API key', 'Base URL']) expect(await options.getByRole('textbox', { name }).count()).toBe(0);
    expect(await options.getByRole('button', { name: 'Test' }).count()).toBe(0);
    await options.getByRole('textbox', { name: 'Name' }).fill('Prepaid card');
    await options.getByRole('button', { name: 'Save' }).click();
    await part('New entry').waitFor();
    id = /accounts\/([\w-]+)\/entries/.exec(options.url())?.[1] ?? '';
    expect(await accountOn(options, id)).toMatchObject({ provider: 'ledger', state: 'fresh', value: '', failure: '' });
    expect(await options.getByRole('heading', { level: 1 }).textContent()).toBe('Prepaid card');
    expect((await storedKeys(options)).filter((key) => key.startsWith('v1:s:') || key.startsWith('v1:o:'))).toEqual([]);
  });

  it('says what is left as soon as something is entered, in the popup and in the total', async () => {
    await enter('top-up', '100');
    await eventually(async () => (await accountOn(options, id)).value).toBe('100');
    await enter('spend', '12.34', { note: 'GPU hours' });
    await eventually(async () => (await accountOn(options, id)).value).toBe('87.66');
    await eventually(listed).toEqual(['spend 12.34', 'top-up 100']);
    const popup = await browser.open('popup.html');
    expect(await accountOn(popup, id)).toMatchObject({ value: '87.66', unit: 'USD', state: 'fresh' });
    expect(await totalOn(popup)).toEqual({ value: '87.66', unit: 'USD', known: '1', count: '1', state: 'fresh' });
    await row(popup, id).locator('button[aria-expanded]').click();
    await row(popup, id).getByText('From your own 2 entries: top-ups − spends').waitFor();
    expect(await row(popup, id).textContent()).toContain('Derived');
    await popup.close();
    await eventually(async () => (await browser.badge()).text).toBe('87.6');
  });

  it('says beside the field what is wrong, and loses nothing that was typed', async () => {
    const form = part('New entry');
    await enter('spend', '12,34', { note: 'kept', when: '1999-01-01T10:00' });
    await form.getByRole('alert').filter({ hasText: 'A number such as 5 or 0.50.' }).waitFor();
    await form.getByRole('alert').filter({ hasText: 'A time between the years 2000 and 2100.' }).waitFor();
    await enter('spend', '-1', { when: '' });
    await form.getByRole('alert').filter({ hasText: 'More than zero' }).waitFor();
    expect(await form.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('kept');
    await form.getByRole('textbox', { name: 'Note' }).fill('');
    await form.getByRole('textbox', { name: 'Amount' }).fill('');
    expect(await listed()).toEqual(['spend 12.34', 'top-up 100']);
  });

  it('takes a correction, and shows what the entry said before', async () => {
    await correctButton(entries().first()).click();
    const field = part('Entries').getByRole('textbox', { name: 'Right amount' });
    expect(await field.inputValue()).toBe('12.34');
    await field.fill('10');
    await part('Entries').getByRole('button', { name: 'Save correction' }).click();
    await eventually(async () => (await accountOn(options, id)).value).toBe('90');
    await eventually(listed).toEqual(['spend 10', 'top-up 100']);
    expect(await entries().first().textContent()).toContain('was $12.34');
  });

  it('takes a void, and an entry of a day to come counts only then', async () => {
    await enter('spend', '40', { when: '2099-01-01T10:00' });
    await part('New entry').getByRole('status').filter({ hasText: 'It counts when its time comes.' }).waitFor();
    await eventually(listed).toEqual(['spend 40', 'spend 10', 'top-up 100']);
    expect(await entries().first().textContent()).toContain('still to come');
    expect(await accountOn(options, id)).toMatchObject({ value: '90', state: 'fresh' });
    await correctButton(entries().first()).click();
    await part('Entries').getByRole('button', { name: 'Make void' }).click();
    await eventually(listed).toEqual(['spend ', 'spend 10', 'top-up 100']);
  });
});

describe('a table', () => {
  const good = 'Date;Kind;Amount;Currency;Note\r\n2026-01-02;spend;"1.234,50";USD;"a; b"\r\n2026-01-03;top-up;2.000;USD;\r\n';

  it('tells every bad line by its number, and writes nothing before it is told to', async () => {
    await chooseFile(`date,kind,amount,note\n2026-01-02,spend,1.50,\n02/01/2026,spend,2,\n2026-01-04,gift,3,\n2026-01-05,spend,"1,5",\n`);
    const table = part('Table (CSV)');
    await eventually(() => table.getByTestId('bad-line').allTextContents()).toEqual([
      'Line 3: Date: this date may be read in two ways; write it as 2026-01-31',
      'Line 4: Kind: this is none of top-up, spend and balance',
      'Line 5: Amount: this is no number of the chosen form',
    ]);
    expect(await table.getByTestId('preview').textContent()).toBe('1 new, 0 already there.');
    expect(await accountOn(options, id)).toMatchObject({ value: '90' });
    await importButton().click();
    await table.getByText('1 entry was imported.').waitFor();
    await eventually(async () => (await accountOn(options, id)).value).toBe('88.5');
  });

  it('is read with the separators that the person names, and a second time adds nothing', async () => {
    const table = part('Table (CSV)');
    await chooseFile(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(good)]));
    await eventually(() => table.getByTestId('bad-line').count()).toBe(1);
    await table.getByRole('combobox', { name: 'Amounts are written' }).selectOption('comma');
    await eventually(() => table.getByTestId('preview').textContent()).toBe('2 new, 0 already there.');
    await importButton().click();
    await eventually(async () => (await accountOn(options, id)).value).toBe('854');
    await chooseFile(good);
    await table.getByRole('combobox', { name: 'Amounts are written' }).selectOption('comma');
    await eventually(() => table.getByTestId('preview').textContent()).toBe('0 new, 2 already there.');
    expect(await importButton().isDisabled()).toBe(true);
    expect(await accountOn(options, id)).toMatchObject({ value: '854' });
  });

  it('with other names of its columns is understood once they are chosen', async () => {
    const table = part('Table (CSV)');
    await chooseFile('Tag,Betrag\n2026-02-01,4\n');
    await table.getByText('Choose a column for: Date, Kind, Amount.').waitFor();
    await table.getByRole('combobox', { name: 'Column for Date' }).selectOption({ label: 'Tag' });
    await table.getByRole('combobox', { name: 'Column for Amount' }).selectOption({ label: 'Betrag' });
    await table.getByRole('combobox', { name: 'Every line is' }).selectOption('spend');
    await eventually(() => table.getByTestId('preview').textContent()).toBe('1 new, 0 already there.');
    await importButton().click();
    await eventually(async () => (await accountOn(options, id)).value).toBe('850');
  });

  it('that is none is refused in words', async () => {
    const table = part('Table (CSV)');
    await chooseFile('date,kind,amount\n2026-01-02,spend,"1\n');
    await table.getByRole('alert').filter({ hasText: 'Line 2: A quote begins in this line and never ends.' }).waitFor();
    await chooseFile(Buffer.from([0xff, 0xfe, 0x00, 0xd8]));
    await table.getByRole('alert').filter({ hasText: 'This file could not be read.' }).waitFor();
  });

  it('is exported without formulas, and adds nothing when it comes back', async () => {
    await enter('spend', '0.50', { note: '=HYPERLINK("https://evil.example")' });
    await eventually(async () => (await accountOn(options, id)).value).toBe('849.5');
    const waiting = options.waitForEvent('download');
    await part('Table (CSV)').getByRole('button', { name: 'Export table' }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toMatch(/^Prepaid-card-\d{4}-\d{2}-\d{2}\.csv$/);
    const file = join(browser.profile, '..', 'exported.csv');
    await writeFile(file, await readFile(await download.path()));
    const text = await readFile(file, 'utf8');
    expect(text).toContain(`,spend,0.5,USD,"'=HYPERLINK(""https://evil.example"")"\r\n`);
    expect(text).toContain('2026-01-02,spend,1234.5,USD,"a; b"\r\n');
    expect(text).not.toContain(',40,');
    await chooseFile(text);
    await eventually(() => part('Table (CSV)').getByTestId('preview').textContent()).toBe('0 new, 7 already there.');
  });
});

describe('together with other accounts', () => {
  let other: string;

  it('is held against the balance that one reports, settled, and counted once', async () => {
    browser.services.on('wallet.example.com', '/v1/usage', { body: { left: 800, used: 10 } });
    const draft = { ...customDraft('wallet.example.com', browser.watch.newKey()), fields: { unit: 'USD', remainingPointer: '/left' } };
    const answer = await send(options, 'account.add', { drafts: [draft] });
    if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
    [other = ''] = answer.value.ids;
    await show(id);
    const others = part('Other accounts');
    await others.getByRole('combobox', { name: 'Check against' }).selectOption(other);
    await eventually(() => others.getByTestId('difference').getAttribute('data-value')).toBe('-49.5');
    await others.getByRole('button', { name: 'Settle' }).click();
    await eventually(async () => (await accountOn(options, id)).value).toBe('800');
    await eventually(() => others.getByTestId('difference').textContent()).toBe('These entries come to the same.');
    expect(await listed()).toContain('balance 800');
    const popup = await browser.open('popup.html');
    expect(await totalOn(popup)).toMatchObject({ value: '800', count: '2', known: '2' });
    await popup.close();
  });

  it('enters what another one has spent since, once', async () => {
    browser.services.on('counter.example.com', '/v1/usage', quota(100, 40));
    const [counter = ''] = await addCustom(options, ['counter.example.com'], browser.watch.newKey);
    await options.evaluate(() => location.assign('#/accounts'));
    await waitForState(options, counter, 'fresh');
    await show(id);
    const others = part('Other accounts');
    await others.getByRole('combobox', { name: 'Take spend from' }).selectOption(counter);
    await options.waitForTimeout(300);
    expect(await accountOn(options, id)).toMatchObject({ value: '800' });
    browser.services.on('counter.example.com', '/v1/usage', quota(100, 42.25));
    const again = () => send(options, 'account.refresh', { ids: [counter] });
    await again();
    await eventually(async () => (await accountOn(options, id)).value).toBe('797.75');
    await again();
    expect(await entries().filter({ hasText: 'by a counter' }).count()).toBe(1);
    expect((await listed()).filter((line) => line === 'spend 2.25')).toHaveLength(1);
    expect(await accountOn(options, id)).toMatchObject({ value: '797.75' });
  });
});

describe('what lasts', () => {
  it('everything is there after a restart of the browser, without a request', async () => {
    const before = await listed();
    await browser.restart();
    options = await browser.open('options.html#/accounts');
    expect(await accountOn(options, id)).toMatchObject({ value: '797.75', state: 'fresh' });
    await show(id);
    await eventually(listed).toEqual(before);
    await enter('spend', '0.75');
    await eventually(async () => (await accountOn(options, id)).value).toBe('797');
  });

  it('a removed ledger comes back with its entries, and is gone for good with them', async () => {
    const removeButton = () => row(options, id).getByRole('button', { name: 'Delete' });
    await options.evaluate(() => location.assign('#/accounts'));
    await removeButton().click();
    await options.getByRole('button', { name: 'Undo' }).click();
    await show(id);
    await eventually(async () => (await listed()).length).toBeGreaterThan(8);
    await options.evaluate(() => location.assign('#/accounts'));
    await removeButton().click();
    await options.getByRole('button', { name: 'Undo' }).waitFor();
    await eventually(() => options.getByRole('button', { name: 'Undo' }).count(), 20_000).toBe(0);
    const left = await options.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const opening = indexedDB.open('ledgers');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const counting = opening.result.transaction('entries').objectStore('entries').count();
            counting.onsuccess = () => resolve(counting.result);
          };
        }),
    );
    expect(left).toBe(0);
  });
});
