import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { eventually, store, storedKeys } from './pages.ts';
import { storedText } from './website.ts';

const title = 'Remainder: a test';
const text = 'Alerts arrive here.';

interface Case {
  /** What is typed in, by label. */
  fields: Record<string, string>;
  /** Where it is to arrive. */
  host: string;
  path: string;
  authorization?: string;
  body: object;
  answer: object | string | undefined;
  refusal: object | string;
}

describe('channels', () => {
  let browser: TestBrowser;
  let options: Page;
  let cases: Record<string, Case>;
  let keys: string[];

  beforeAll(async () => {
    browser = await startBrowser();
    const { services, watch } = browser;
    keys = Array.from({ length: 7 }, () => watch.newKey('key-'));
    const [slack, discord, bot, topic, access, bark, json] = keys;
    cases = {
      slack: {
        fields: { Address: `https://slack.example.com/services/${slack}` },
        host: 'slack.example.com',
        path: `/services/${slack}`,
        body: { text: `${title}\n${text}` },
        answer: 'ok',
        refusal: 'no_service',
      },
      discord: {
        fields: { Address: `https://discord.com/api/webhooks/1/${discord}` },
        host: 'discord.com',
        path: `/api/webhooks/1/${discord}`,
        body: { content: `${title}\n${text}`, allowed_mentions: { parse: [] } },
        answer: undefined,
        refusal: '',
      },
      telegram: {
        fields: { 'Bot token': `12345:${bot}`, 'Chat ID': '-100200' },
        host: 'api.telegram.org',
        path: `/bot12345:${bot}/sendMessage`,
        body: { chat_id: '-100200', text: `${title}\n${text}` },
        answer: { ok: true, result: {} },
        refusal: { ok: false },
      },
      ntfy: {
        fields: { Address: `https://ntfy.example.com/${topic}`, 'Access token (if the topic needs one)': `${access}` },
        host: 'ntfy.example.com',
        path: '/',
        authorization: `Bearer ${access}`,
        body: { topic, title, message: text },
        answer: { id: 'x', event: 'message' },
        refusal: {},
      },
      bark: {
        fields: { Address: `https://bark.example.com/${bark}/` },
        host: 'bark.example.com',
        path: '/push',
        body: { device_key: bark, title, body: text, group: 'Remainder' },
        answer: { code: 200, message: 'success' },
        refusal: { code: 400, message: 'no device' },
      },
      json: {
        fields: { Address: `http://127.0.0.1:${services.httpPort}/hook/${json}` },
        host: '127.0.0.1',
        path: `/hook/${json}`,
        body: { version: 1, kind: 'test', accountId: '', title, text, id: expect.any(String), at: expect.any(Number) },
        answer: '',
        refusal: '',
      },
    };
    options = await browser.open('options.html#/alerts');
    await options.getByText('No channel yet.').waitFor();
  });

  afterAll(() => browser?.close());

  function item(kind: string): Locator {
    return options.locator(`[data-testid="channel"][data-kind="${kind}"]`);
  }

  async function add(kind: string, fields: Record<string, string>): Promise<void> {
    await options.getByRole('button', { name: 'Add channel' }).click();
    await options.getByRole('combobox', { name: 'Kind of channel' }).selectOption(kind);
    await options.getByRole('textbox', { name: 'Name' }).fill(`My ${kind}`);
    for (const [label, value] of Object.entries(fields)) await options.getByRole('textbox', { name: label, exact: true }).fill(value);
  }

  async function test(kind: string): Promise<Locator> {
    await item(kind)
      .getByRole('button', { name: `Test My ${kind}` })
      .click();
    return item(kind).getByRole('status');
  }

  it.each(['slack', 'discord', 'telegram', 'ntfy', 'bark', 'json'])('%s is added, and a test arrives as the service documents it', async (kind) => {
    const { fields, host, path, authorization, body, answer } = cases[kind] as Case;
    browser.services.on(host, path, answer === undefined ? { status: 204 } : { body: answer });
    await add(kind, fields);
    await options.getByText(`Alerts will be sent to ${new URL(fields['Address'] ?? 'https://api.telegram.org').host}.`).waitFor();
    await options.getByRole('button', { name: 'Save' }).click();
    await item(kind).waitFor();
    expect(browser.services.seen(host)).toEqual([]);
    const outcome = await test(kind);
    await eventually(() => outcome.textContent()).toBe('The message was taken.');
    const [seen, ...more] = browser.services.seen(host);
    expect(more).toEqual([]);
    expect(seen).toMatchObject({ method: 'POST', path, headers: { 'content-type': 'application/json' } });
    expect(seen?.headers.authorization).toBe(authorization);
    expect(seen?.headers.cookie).toBeUndefined();
    expect(seen?.headers.origin).toBe('null');
    expect(JSON.parse(seen?.body ?? '')).toEqual(body);
  });

  it('says what was wrong where the service did not take it, even with a good status', async () => {
    for (const kind of ['slack', 'telegram', 'ntfy', 'bark']) {
      const { host, path, refusal } = cases[kind] as Case;
      browser.services.on(host, path, { body: refusal });
      const outcome = await test(kind);
      await eventually(() => outcome.textContent()).toBe('The service answered, but not that it took the message.');
    }
    const { host, path } = cases['discord'] as Case;
    browser.services.on(host, path, { status: 404, body: { message: 'Unknown Webhook' } });
    const outcome = await test('discord');
    await eventually(() => outcome.textContent()).toBe('The service does not know this address any more.');
  });

  it('leaves nothing of an address or a token outside the vault', async () => {
    const disk = await storedText(options);
    for (const key of keys) expect(disk).not.toContain(key.slice(4, -4));
    expect(disk).toContain('https://slack.example.com');
  });

  it('refuses what cannot be an address, beside the field', async () => {
    await add('json', { Address: 'http://elsewhere.example.com/hook' });
    await options.getByRole('button', { name: 'Save' }).click();
    await options.getByRole('alert').filter({ hasText: 'Plain http is only possible on this machine. Use https://.' }).waitFor();
    await options.getByRole('button', { name: 'Cancel' }).click();
  });

  it('gets another name without its address being entered again', async () => {
    await item('bark').getByRole('button', { name: 'Edit My bark' }).click();
    await options.getByRole('textbox', { name: 'Name' }).fill('Telephone');
    await options.getByRole('button', { name: 'Save' }).click();
    await item('bark').getByText('Telephone', { exact: true }).waitFor();
    const { host, path, answer } = cases['bark'] as Case;
    browser.services.on(host, path, { body: answer });
    await item('bark').getByRole('button', { name: 'Test Telephone' }).click();
    await eventually(() => item('bark').getByRole('status').textContent()).toBe('The message was taken.');
  });

  it('is removed when that was meant, with its secret', async () => {
    const id = (await item('json').getAttribute('data-channel-id')) ?? '';
    await item('json').getByRole('button', { name: 'Remove My json' }).click();
    await item('json').getByRole('button', { name: 'Keep' }).click();
    await item('json').getByRole('button', { name: 'Remove My json' }).click();
    await item('json').getByRole('button', { name: 'Yes, remove My json' }).click();
    await eventually(() => item('json').count()).toBe(0);
    expect((await storedKeys(options)).filter((key) => key.includes(id))).toEqual([]);
  });

  it('sends what was waiting when the browser is started again, and shows what still waits', async () => {
    const message = { id: 'm1', kind: 'below-amount', accountId: 'a1', title: 'Work: low balance', text: '$4.20 left.', at: Date.now() };
    const delivery = { v: 1, pending: [{ message, tries: 1 }], delivered: [], failures: 1, lost: 0 };
    const ids = await Promise.all(['slack', 'discord'].map((kind) => item(kind).getAttribute('data-channel-id')));
    const [slack, discord] = [cases['slack'], cases['discord']] as [Case, Case];
    browser.services.on(slack.host, slack.path, { body: 'ok' });
    browser.services.on(discord.host, discord.path, { status: 500 });
    const before = browser.services.seen(slack.host).length;
    await store(options, Object.fromEntries(ids.map((id) => [`v1:d:${id}`, delivery])));
    await browser.restart();
    await eventually(() => browser.services.seen(slack.host).length).toBe(before + 1);
    expect(JSON.parse(browser.services.seen(slack.host).at(-1)?.body ?? '')).toEqual({ text: 'Work: low balance\n$4.20 left.' });
    options = await browser.open('options.html#/alerts');
    await item('slack').getByText('Last sent at').waitFor();
    await item('discord').getByText('The service did not take the message (HTTP 500).').waitFor();
    await item('discord').getByText('1 alert waits to be sent. Next try at').waitFor();
  });
});
