import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addThroughForm, type Entry, eventually, fillForm, openForm, refresh, row, send, storedKeys, waitForState } from './pages.ts';
import { answerAsServices } from './replies.ts';

let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  browser = await startBrowser();
  answerAsServices(browser.services);
  options = await browser.open('options.html');
});

afterAll(() => browser.close());

/** The account alone on the badge, so that the figure to be seen there is certain. */
async function showOnBadge(id: string) {
  await send(options, 'settings.change', { badgeMode: 'account', badgeAccountId: id });
}

interface Case extends Omit<Entry, 'key'> {
  what: string;
  prefix?: string;
  length?: number;
  expected: { provider: string; value: string; unit: string };
  badge: string;
  tooltip: string;
}

const cases: Case[] = [
  {
    what: 'an OpenAI session, recognised by its prefix',
    prefix: 'sess-',
    expected: { provider: 'openai', value: '13.75', unit: 'USD' },
    badge: '13.7',
    tooltip: '$13.75',
  },
  {
    what: 'a DeepSeek key, recognised by its shape',
    length: 32,
    expected: { provider: 'deepseek', value: '110', unit: 'CNY' },
    badge: '110',
    tooltip: '¥110.00',
  },
  {
    what: 'an OpenRouter key, recognised by its prefix',
    prefix: 'sk-or-v1-',
    length: 64,
    expected: { provider: 'openrouter', value: '74.75', unit: 'USD' },
    badge: '74.7',
    tooltip: '$74.75',
  },
  {
    what: 'a New API relay',
    provider: 'new-api',
    length: 48,
    baseUrl: 'https://relay.example.com/',
    expected: { provider: 'new-api', value: '7.642', unit: 'USD' },
    badge: '7.64',
    tooltip: '$7.64',
  },
  {
    what: 'a One API relay',
    provider: 'one-api',
    length: 48,
    baseUrl: 'one.example.com/v1',
    expected: { provider: 'one-api', value: '37.655', unit: 'USD' },
    badge: '37.6',
    tooltip: '$37.65',
  },
  {
    what: 'a company service that counts tokens',
    provider: 'custom',
    baseUrl: 'https://company.example.com',
    expected: { provider: 'custom', value: '63580', unit: 'tokens' },
    badge: '63k',
    tooltip: '63,580 tokens',
  },
];

describe('adding an account through the form', () => {
  it.each(cases)('shows the figure of $what in options, popup and badge', async ({ what, prefix, length, expected, badge, tooltip, ...entry }) => {
    const name = `Account for ${what}`;
    const id = await addThroughForm(options, { ...entry, name, key: browser.watch.newKey(prefix, length) });
    await waitForState(options, id, 'fresh');
    expect(await accountOn(options, id)).toMatchObject({ ...expected, state: 'fresh', failure: '' });

    const popup = await browser.open('popup.html');
    expect(await accountOn(popup, id)).toMatchObject({ ...expected, state: 'fresh', failure: '' });
    await popup.close();

    await showOnBadge(id);
    await eventually(() => browser.badge()).toEqual({ text: badge, title: expect.stringContaining(`Remainder: ${name} has ${tooltip} left.`) });
  });

  it('says that an OpenAI API key cannot see credit, and does not call the key bad', async () => {
    const id = await addThroughForm(options, { key: browser.watch.newKey('sk-proj-', 60), name: 'API key of OpenAI' });
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ provider: 'openai', failure: 'session-missing', value: '' });
    expect(await row(options, id).textContent()).toContain('OpenAI does not show credit to API keys.');
    await showOnBadge(id);
    await eventually(async () => (await browser.badge()).text).toBe('!');
  });

  it('shows a key only in its masked form after saving', async () => {
    const key = browser.watch.newKey();
    const id = await addThroughForm(options, { key, provider: 'custom', baseUrl: 'https://company.example.com' });
    expect(await row(options, id).textContent()).toContain(`sk-…${key.slice(-4)}`);
    await row(options, id).getByRole('button', { name: 'Edit' }).click();
    expect(await options.getByRole('textbox', { name: 'API key' }).inputValue()).toBe('');
  });

  it('asks the service once for an account that was just added', async () => {
    browser.services.on('once.example.com', '/v1/usage', { body: { total_quota: 5, used_quota: 1 } });
    const id = await addThroughForm(options, { key: browser.watch.newKey(), provider: 'custom', baseUrl: 'https://once.example.com' });
    await waitForState(options, id, 'fresh');
    expect(browser.services.seen('once.example.com')).toHaveLength(1);
  });

  it('tries a key with Test and keeps nothing', async () => {
    await openForm(options);
    await fillForm(options, { key: browser.watch.newKey(), provider: 'custom', baseUrl: 'https://company.example.com' });
    const before = await storedKeys(options);
    await options.getByRole('button', { name: 'Test' }).click();
    await eventually(() => options.getByRole('status').textContent()).toBe('It works: 63,580 tokens left.');
    expect(await storedKeys(options)).toEqual(before);
    await options.getByRole('button', { name: 'Cancel' }).click();
  });
});

describe('recognising a pasted key', () => {
  const provider = () => options.getByRole('combobox', { name: 'Provider' });

  it('picks the provider, and names it', async () => {
    await openForm(options);
    await fillForm(options, { key: browser.watch.newKey('sk-or-v1-', 64) });
    expect(await provider().inputValue()).toBe('openrouter');
    expect(await options.getByText('Recognised: OpenRouter.').isVisible()).toBe(true);
  });

  it('takes the key out of a whole header line', async () => {
    await openForm(options);
    await fillForm(options, { key: `Authorization: Bearer ${browser.watch.newKey('sk-', 32)}` });
    expect(await provider().inputValue()).toBe('deepseek');
  });

  it('keeps the choice that was made by hand, whatever is pasted after it', async () => {
    await openForm(options);
    await provider().selectOption('custom');
    await fillForm(options, { key: browser.watch.newKey('sk-or-v1-', 64), baseUrl: 'https://company.example.com' });
    expect(await provider().inputValue()).toBe('custom');
  });

  it('lets the choice be changed after it was recognised', async () => {
    await openForm(options);
    await fillForm(options, { key: browser.watch.newKey('sk-', 48), provider: 'new-api', baseUrl: 'https://relay.example.com' });
    await options.getByRole('button', { name: 'Save' }).click();
    await eventually(() => options.locator('[data-testid="account"][data-provider="new-api"]').count()).toBe(2);
    expect((await refresh(options)).ok).toBe(true);
  });
});
