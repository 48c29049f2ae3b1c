import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { artifacts, startBrowser, type TestBrowser } from './browser.ts';
import { customDraft, eventually, fillForm, openForm, refresh, row, send, waitForState } from './pages.ts';
import { answerAsServices, quota } from './replies.ts';

let browser: TestBrowser;
let options: Page;
let popup: Page;
let ids: string[];
let book: string;

beforeAll(async () => {
  mkdirSync(artifacts, { recursive: true });
  browser = await startBrowser();
  const { services, watch } = browser;
  answerAsServices(services);
  services.on('api.openai.com', '/v1/dashboard/billing/credit_grants', { body: { total_granted: 120, total_used: 36.42, total_available: 83.58 } });
  services.on('down.example.com', '/v1/usage', quota(25, 4));
  services.on('refused.example.com', '/v1/usage', { status: 401, body: {} });
  options = await browser.open('options.html');
  const of = (providerId: string, label: string, secret: string, more: object = {}) => ({
    ...customDraft('api.openai.com', secret),
    providerId,
    label,
    fields: {},
    ...more,
  });
  const answer = await send(options, 'account.add', {
    drafts: [
      of('openai', 'OpenAI, team', watch.newKey('sess-'), { credential: 'session' }),
      of('deepseek', 'DeepSeek', watch.newKey('sk-', 32)),
      of('openrouter', 'OpenRouter', watch.newKey('sk-or-v1-', 64)),
      of('new-api', 'Relay with a rather long name that has to be cut somewhere', watch.newKey('sk-', 48), { baseUrl: 'https://relay.example.com' }),
      of('custom', 'Company gateway', watch.newKey(), { baseUrl: 'https://company.example.com' }),
      of('custom', 'Was read, now down', watch.newKey(), { baseUrl: 'https://down.example.com', fields: { unit: 'USD' } }),
      of('custom', 'Never read', watch.newKey(), { baseUrl: 'https://refused.example.com' }),
    ],
  });
  ids = answer.ok ? answer.value.ids : [];
  book = await keepLedger();
  for (const id of ids.slice(0, 6)) await waitForState(options, id, 'fresh');
  services.on('down.example.com', '/v1/usage', { status: 503, body: 'down' });
  await refresh(options, ids[5] ?? '');
  await waitForState(options, ids[5] ?? '', 'failed');
  popup = await browser.open('popup.html');
});

afterAll(() => browser.close());

/** A ledger with an entry of each kind, one of them corrected and one void, held against the session's balance. */
async function keepLedger(): Promise<string> {
  const draft = { providerId: 'ledger', label: 'Prepaid card', baseUrl: '', credential: 'none' as const, fields: {}, countInTotal: false };
  const added = await send(options, 'account.add', { drafts: [draft] });
  const id = (added.ok && added.value.ids[0]) || '';
  const usd = (value: string) => ({ value, unit: 'USD' });
  const day = Date.UTC(2026, 10, 1);
  await send(options, 'ledger.add', { id, kind: 'top-up', amount: usd('100'), at: day, note: 'Card 1234' });
  await send(options, 'ledger.add', {
    id,
    kind: 'spend',
    amount: usd('12.34'),
    at: day + 90_000_000,
    note: 'A note that is rather long and tells what was bought with all the money',
  });
  await send(options, 'ledger.add', { id, kind: 'spend', amount: usd('7'), at: day + 180_000_000 });
  await send(options, 'ledger.add', { id, kind: 'balance', amount: usd('80'), at: day + 190_000_000 });
  await send(options, 'ledger.add', { id, kind: 'spend', amount: usd('3'), at: Date.UTC(2090, 0, 1) });
  const read = await send(options, 'ledger.read', { id, from: 0, most: 10 });
  const [, , seven, , first] = read.ok ? read.value.lines : [];
  await send(options, 'ledger.correct', { id, entry: seven?.entry.id ?? '', amount: 'void' });
  await send(options, 'ledger.correct', { id, entry: first?.entry.id ?? '', amount: usd('95') });
  await send(options, 'ledger.link', { id, checkedBy: ids[0] ?? '' });
  return id;
}

/** What Web accessibility guidelines say is wrong with a page, by rule and place. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(
      (node) =>
        `${id}: ${node.html.slice(0, 200)} ${node.any
          .map((check) => check.message)
          .join(' ')
          .slice(0, 200)}`,
    ),
  );
}

async function show(hash: string) {
  await options.bringToFront();
  await options.evaluate((place) => location.assign(place), hash);
  await options.getByRole('heading', { level: 1 }).waitFor();
}

/** Every place of the options page, and what it takes to get it filled. */
const places: Record<string, () => Promise<void>> = {
  accounts: () => show('#/accounts'),
  form: async () => {
    await openForm(options);
    await fillForm(options, {
      key: 'sk-or-v1-0123456789abcdef0123456789abcdef',
      provider: 'new-api',
      baseUrl: 'http://192.168.1.2:3000',
      name: 'Office relay',
    });
  },
  'form-refused': async () => {
    await openForm(options);
    await fillForm(options, { key: 'short', provider: 'custom', baseUrl: 'http://relay.example.com' });
    await options.getByRole('button', { name: 'Save' }).click();
    await options.getByRole('alert').first().waitFor();
  },
  edit: () => show(`#/accounts/${ids[1]}`),
  'ledger-form': async () => {
    await openForm(options);
    await options.getByRole('combobox', { name: 'Provider' }).selectOption('ledger');
  },
  entries: async () => {
    await show(`#/accounts/${book}/entries`);
    await options.getByTestId('difference').waitFor();
    await options.getByRole('button', { name: 'Correct Spend, $12.34' }).click();
    await options.getByRole('button', { name: 'Add entry' }).click();
  },
  'entries-table': async () => {
    await show(`#/accounts/${book}/entries`);
    const buffer = Buffer.from('date,type,amount\n2026-01-02,spend,1.50\n02/01/2026,spend,2\n2026-01-03,top-up,20\n');
    await options.getByLabel('File to import').setInputFiles({ name: 'spend.csv', mimeType: 'text/csv', buffer });
    await options.getByTestId('preview').waitFor();
  },
  security: () => show('#/security'),
  general: () => show('#/general'),
  about: () => show('#/about'),
};

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  beforeAll(async () => {
    for (const page of [options, popup]) await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  });

  it.each(Object.keys(places))('the options page has no barrier: %s', async (place) => {
    await options.bringToFront();
    await options.reload();
    await places[place]?.();
    await options.screenshot({ path: join(artifacts, `options-${place}-${colorScheme}.png`), fullPage: true });
    expect(await violations(options)).toEqual([]);
  });

  it('the popup has no barrier, closed and with a row open', async () => {
    await popup.bringToFront();
    await popup.reload();
    await popup.getByTestId('account').first().waitFor();
    await popup.screenshot({ path: join(artifacts, `popup-${colorScheme}.png`), fullPage: true });
    const closed = await violations(popup);
    for (const id of [ids[5] ?? '', ids[3] ?? '']) {
      await row(popup, id).locator('button[aria-expanded]').first().click();
      await row(popup, id).getByRole('button', { name: 'Billing page' }).waitFor();
      await row(popup, id).scrollIntoViewIfNeeded();
      await popup.screenshot({ path: join(artifacts, `popup-open-${id === ids[5] ? 'failed' : 'relay'}-${colorScheme}.png`), fullPage: true });
    }
    expect([...closed, ...(await violations(popup))]).toEqual([]);
  });
});

it('the badge and its tooltip are written down', async () => {
  await eventually(async () => (await browser.badge()).text).toBe('186');
  const { text, title } = await browser.badge();
  writeFileSync(join(artifacts, 'badge.txt'), `${text}\n${title}\n`);
  expect(title).toMatch(/^Remainder: \$186\.97 left in 4 accounts\./);
});

describe('a setting', () => {
  it('the theme is followed at once by every page, whatever the system says', async () => {
    await show('#/general');
    const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    for (const page of [options, popup]) await page.emulateMedia({ colorScheme: 'light' });
    const [light, other] = [await background(options), await background(popup)];
    await options.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
    await eventually(() => background(options)).not.toBe(light);
    await eventually(() => background(popup)).not.toBe(other);
    await options.getByRole('combobox', { name: 'Theme' }).selectOption('auto');
    await eventually(() => background(options)).toBe(light);
  });

  it('the language layer names the language of the page, and falls back to English', async () => {
    await show('#/general');
    const languages = options.getByRole('combobox', { name: 'Language' });
    expect(await languages.locator('option').evaluateAll((all) => all.map((option) => option.getAttribute('value')))).toEqual(
      expect.arrayContaining(['auto', 'en']),
    );
    await send(options, 'settings.change', { language: 'xx' });
    expect(await options.getByRole('heading', { level: 1 }).textContent()).toBe('General');
    expect(await options.evaluate(() => document.documentElement.lang)).toBe('en');
    await send(options, 'settings.change', { language: 'auto' });
  });

  it('the interval must be a whole number of minutes, and a wrong one is not kept', async () => {
    await show('#/general');
    const interval = options.getByRole('textbox', { name: 'Minutes between readings' });
    for (const wrong of ['0', '1441', '1.5', 'often', '']) {
      await interval.fill(wrong);
      await interval.press('Enter');
      await options.getByRole('alert').filter({ hasText: 'A whole number of minutes from 1 to 1440.' }).waitFor();
      expect(await interval.getAttribute('aria-invalid')).toBe('true');
    }
    await options.reload();
    expect(await interval.inputValue()).toBe('15');
    await interval.fill('30');
    await interval.press('Enter');
    await eventually(async () => {
      await options.reload();
      return interval.inputValue();
    }).toBe('30');
  });

  it('the badge shows what it is told to: the lowest account, one account, only a dot', async () => {
    await show('#/general');
    const mode = options.getByRole('combobox', { name: 'Badge shows' });
    const text = async () => (await browser.badge()).text;
    await mode.selectOption('lowest');
    await eventually(text).toBe('7.64');
    await mode.selectOption('account');
    await options.getByRole('combobox', { name: 'Account on the badge' }).selectOption(ids[0] ?? '');
    await eventually(text).toBe('83.5');
    await mode.selectOption('dot');
    await eventually(text).toBe('●');
    await mode.selectOption('total');
    await eventually(text).toBe('186');
  });

  it('a rate of one’s own brings another currency into the total, and the total says so', async () => {
    await show('#/general');
    await options.getByRole('textbox', { name: 'Currency code' }).fill('CNY');
    await options.getByRole('textbox', { name: 'USD for one CNY' }).fill('0.1');
    await options.getByRole('button', { name: 'Add rate' }).click();
    await eventually(() => popup.getByTestId('total').getAttribute('data-value')).toBe('197.972');
    expect(await popup.locator('body').textContent()).toContain('converted with your rates');
    await options.getByRole('button', { name: 'Remove rate of CNY' }).click();
    await eventually(() => popup.getByTestId('total').getAttribute('data-value')).toBe('186.972');
  });
});
