import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { artifacts, startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, eventually, fillForm, openForm, refresh, row, send, stored, storedKeys, waitForState } from './pages.ts';

let browser: TestBrowser;
let options: Page;

/** A service that nobody has built in: two requests, the key in a header of its own, an error with HTTP 200. */
const shared = {
  version: 1,
  name: 'Team budget',
  about: 'The budget of a team, in cents.',
  baseUrl: 'https://budget.example.com',
  auth: { header: 'x-api-key' },
  requests: [{ path: '/v1/teams' }, { path: '/v1/teams/{{$1/data/0/id}}/budget', success: '/code == 0', errorText: '/message' }],
  reading: {
    granted: { expression: '$2/data/limit', divide: 100 },
    used: { expression: 'sum($2/data/items, /cents)', divide: 100 },
    unit: 'USD',
    name: '$1/data/0/name',
  },
};
const teams = { data: [{ id: 't/1', name: 'Blue' }] };
const budget = { code: 0, data: { limit: 12000, items: [{ cents: '3600' }, { cents: 42 }] } };

beforeAll(async () => {
  browser = await startBrowser();
  browser.services.on('budget.example.com', '/v1/teams', { body: teams });
  browser.services.on('budget.example.com', '/v1/teams/t%2F1/budget', { body: budget });
  browser.services.on('plain.example.com', '/v1/usage', { body: { total_quota: 100, used_quota: 40 } });
  options = await browser.open('options.html');
});

afterAll(() => browser.close());

beforeEach(async () => {
  await options.reload();
  await openForm(options);
  await options.getByRole('combobox', { name: 'Provider' }).selectOption('custom');
});

const button = (name: string) => options.getByRole('button', { name, exact: true });
const editor = () => options.getByRole('textbox', { name: 'Definition', exact: true });
/** What is said without interrupting. */
const told = (sentence: string) => options.locator('[aria-live="polite"]').filter({ hasText: sentence });
const dialog = () => options.getByRole('dialog', { name: 'Import a definition' });

async function importing(definition: unknown): Promise<Locator> {
  await button('Import definition').click();
  await dialog()
    .getByRole('textbox', { name: 'Definition to import' })
    .fill(typeof definition === 'string' ? definition : JSON.stringify(definition, null, 2));
  return dialog();
}

/** The account that has been stored since. */
async function added(before: readonly string[]): Promise<string> {
  await options.getByRole('button', { name: 'Add account' }).waitFor();
  const id = (await storedKeys(options)).find((key) => key.startsWith('v1:a:') && !before.includes(key))?.slice('v1:a:'.length);
  if (id === undefined) throw new Error('no account was stored');
  return id;
}

/** What Web accessibility guidelines say is wrong with the page. */
async function violations(): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page: options }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
}

describe('a definition from somebody else', () => {
  it('is reviewed with the address and the key, saved, read, and shown in the popup', async () => {
    const before = await storedKeys(options);
    const key = browser.watch.newKey();
    await fillForm(options, { key, name: 'Blue team' });
    const review = (await importing(shared)).getByRole('region', { name: 'What it will do' });
    await eventually(() => review.textContent()).toContain(
      `sk-…${key.slice(-4)} goes to https://budget.example.com, in the header x-api-key, and to no other address.`,
    );
    expect(await review.textContent()).toContain('GET https://budget.example.com/v1/teams/{{$1/data/0/id}}/budget');
    expect(await review.textContent()).not.toContain(key);
    await options.screenshot({ path: join(artifacts, 'definition-review.png') });
    expect(await violations()).toEqual([]);
    // Nothing was asked and nothing stored until the person has said so.
    expect(browser.services.seen('budget.example.com')).toEqual([]);
    expect(await storedKeys(options)).toEqual(before);

    await button('Use this definition').click();
    expect(await options.getByRole('textbox', { name: 'Base URL' }).inputValue()).toBe('https://budget.example.com');
    await button('Save').click();
    const id = await added(before);
    await waitForState(options, id, 'fresh');
    expect(await accountOn(options, id)).toMatchObject({ provider: 'custom', value: '83.58', unit: 'USD', state: 'fresh' });

    const popup = await browser.open('popup.html');
    expect(await accountOn(popup, id)).toMatchObject({ value: '83.58', unit: 'USD', state: 'fresh' });
    await row(popup, id).locator('button[aria-expanded]').first().click();
    await eventually(() => row(popup, id).textContent()).toContain('$2/data/limit ÷ 100 − (sum($2/data/items, /cents)) ÷ 100');
    expect(await row(popup, id).textContent()).toContain('Blue');
    await popup.close();

    const asked = browser.services.seen('budget.example.com');
    expect(asked.map(({ path, method }) => `${method} ${path}`)).toEqual(['GET /v1/teams', 'GET /v1/teams/t%2F1/budget']);
    for (const { headers } of asked) {
      expect(headers['x-api-key']).toBe(key);
      expect(headers).not.toHaveProperty('authorization');
    }
    expect(JSON.stringify(await stored(options, `v1:a:${id}`))).not.toContain(key);
  });

  it('says in the service’s own words what is wrong, and keeps the last figure', async () => {
    const { ids } = await addDefined('budget.example.com', shared);
    const id = ids[0] ?? '';
    await waitForState(options, id, 'fresh');
    browser.services.on('budget.example.com', '/v1/teams/t%2F1/budget', { body: { code: 7, message: 'the team was archived' } });
    await refresh(options, id);
    await waitForState(options, id, 'failed');
    await options.evaluate(() => location.assign('#/accounts'));
    expect(await accountOn(options, id)).toMatchObject({ failure: 'bad-response', value: '83.58' });
    await eventually(() => row(options, id).textContent()).toContain('The service answered with an error: “the team was archived”');
    browser.services.on('budget.example.com', '/v1/teams/t%2F1/budget', { body: budget });
  });

  it('that would move a key to another address says so, and the stored key does not go there', async () => {
    const { ids } = await addDefined('plain.example.com', undefined);
    const id = ids[0] ?? '';
    await waitForState(options, id, 'fresh');
    await options.evaluate((account) => location.assign(`#/accounts/${account}`), id);
    const before = browser.services.seen('budget.example.com').length;
    const review = (await importing(shared)).getByRole('region', { name: 'What it will do' });
    await eventually(() => review.textContent()).toContain('Until now this account was read from https://plain.example.com.');
    await button('Use this definition').click();
    await button('Save').click();
    await options.getByRole('alert').filter({ hasText: 'The key belongs to the address it was entered for.' }).waitFor();
    expect(browser.services.seen('budget.example.com')).toHaveLength(before);
  });

  it.each([
    ['no JSON', '{"version": 1,\n  "requests": [}', 'Line 2, column 16: This is no JSON here.'],
    ['an unknown field', { ...shared, script: 'x' }, 'script: No field has this name here.'],
    ['a path to another host', { ...shared, requests: [{ path: '//evil.example/x' }, shared.requests[1]] }, 'requests[0].path: A path begins with one slash'],
    [
      'a key in a header',
      { ...shared, requests: [{ path: '/', headers: { authorization: 'x' } }, shared.requests[1]] },
      'requests[0].headers.authorization: This looks like a place for a key.',
    ],
    ['1 MB', ' '.repeat(1024 * 1024), 'The definition: A definition has at most 64 KiB.'],
  ])('is refused with its place: %s', async (_, definition, sentence) => {
    await importing(definition === ' '.repeat(1024 * 1024) ? `[${definition}` : definition);
    await dialog().getByRole('alert').filter({ hasText: sentence }).waitFor();
    expect(await button('Use this definition').isDisabled()).toBe(true);
  });
});

describe('the editor', () => {
  it('names the place of what is wrong while it is typed, and loses nothing', async () => {
    await fillForm(options, { key: browser.watch.newKey(), name: 'Kept name', baseUrl: 'https://budget.example.com' });
    await button('Write a definition').click();
    const wrong = JSON.stringify({ ...shared, reading: { ...shared.reading, used: '$3/items' } }, null, 2);
    await editor().fill(wrong);
    await told('reading.used: There is no request with this number.').waitFor();
    expect(await editor().getAttribute('aria-invalid')).toBe('true');
    const before = await storedKeys(options);
    await button('Save').click();
    await options.getByRole('alert').filter({ hasText: 'reading.used: There is no request with this number.' }).waitFor();
    expect(await editor().inputValue()).toBe(wrong);
    expect(await options.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Kept name');
    expect(await storedKeys(options)).toEqual(before);

    await options.getByRole('combobox', { name: 'Start with' }).selectOption('redis-webdis');
    await eventually(() => editor().inputValue()).toContain('/MGET/my_quota/my_usage');
    await button('Bring it back').click();
    expect(await editor().inputValue()).toBe(wrong);
    await button('Use the simple form').click();
    await options.getByRole('textbox', { name: 'Path', exact: true }).waitFor();
    await button('Bring it back').click();
    expect(await editor().inputValue()).toBe(wrong);
  });

  it('turns the simple form into the definition that it is, and tests it', async () => {
    await fillForm(options, { key: browser.watch.newKey(), baseUrl: 'https://plain.example.com' });
    await button('Use total_quota and used_quota').click();
    expect(await options.getByRole('textbox', { name: 'Pointer to the total' }).inputValue()).toBe('/total_quota');
    await button('Write a definition').click();
    expect(JSON.parse(await editor().inputValue())).toEqual({
      version: 1,
      requests: [{ path: '/v1/usage' }],
      reading: { granted: '/total_quota', used: '/used_quota', unit: 'tokens' },
    });
    await told('This can be used. It asks GET /v1/usage.').waitFor();
    await button('Test').click();
    await options.getByRole('status').filter({ hasText: 'It works: 60 tokens left.' }).waitFor();
  });

  it('asks with POST without saying which extension asks', async () => {
    browser.services.on('graph.example.com', '/graphql', { body: { data: { left: '12.50' } } });
    const requests = [{ path: '/graphql', method: 'POST', json: { query: '{left}' } }];
    const { ids } = await addDefined('graph.example.com', { version: 1, requests, reading: { remaining: '/data/left', unit: 'USD' } });
    await waitForState(options, ids[0] ?? '', 'fresh');
    const [asked, ...more] = browser.services.seen('graph.example.com');
    expect(more).toEqual([]);
    expect(asked).toMatchObject({ method: 'POST', body: '{"query":"{left}"}' });
    expect(asked?.headers.origin).toBe('null');
  });

  it('copies a definition, and never one that holds the key', async () => {
    await browser.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const key = browser.watch.newKey();
    await fillForm(options, { key, baseUrl: 'https://budget.example.com' });
    await button('Copy definition').click();
    await options.getByText('Copied, without any key.').waitFor();
    const copied = await options.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(copied)).toMatchObject({ version: 1, reading: { granted: '/total_quota' } });

    await button('Write a definition').click();
    await editor().fill(JSON.stringify({ ...shared, about: `for ${key}` }));
    await button('Copy definition').click();
    await told('The key stands in the definition.').waitFor();
    expect(await options.evaluate(() => navigator.clipboard.readText())).toBe(copied);
    await button('Save').click();
    await options.getByRole('alert').filter({ hasText: 'The key stands in the definition.' }).waitFor();
    // The background does not take it either, whoever sends it.
    const answer = await send(options, 'account.add', { drafts: [draft('budget.example.com', { ...shared, about: `for ${key}` }, key)] });
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'invalid-input', field: 'definition', reason: 'holds-key' } });
    await editor().fill('{}');
  });
});

describe('the replay', () => {
  const steps = () => options.getByRole('list', { name: 'Steps' }).getByRole('listitem').allTextContents();

  it('shows each step with pasted answers, and asks nobody', async () => {
    const before = browser.services.seen().length;
    await (await importing(shared)).getByRole('region', { name: 'What it will do' }).waitFor();
    await button('Use this definition').click();
    await options.getByText('Try it with a pasted answer').click();
    await options.getByRole('textbox', { name: 'Answer 1', exact: true }).fill(JSON.stringify(teams));
    await told('Answer 2 is still to be pasted.').waitFor();
    await options.getByRole('textbox', { name: 'Answer 2', exact: true }).fill(JSON.stringify(budget));
    await told('Left: $83.58').waitFor();
    expect(await steps()).toEqual([
      'GET https://budget.example.com/v1/teams, with the key in x-api-key',
      'At $1/data/0/id: "t/1"',
      'GET https://budget.example.com/v1/teams/t%2F1/budget, with the key in x-api-key',
      'At /code: 0',
      '/code == 0: holds',
      'At $2/data/limit: 12000',
      'reading.granted is 120',
      'At $2/data/items: […] 2',
      'reading.used is 36.42',
      'At $1/data/0/name: "Blue"',
    ]);
    await options.screenshot({ path: join(artifacts, 'definition-replay.png'), fullPage: true });
    expect(await violations()).toEqual([]);
    await options.getByRole('textbox', { name: 'Answer 2', exact: true }).fill('{"code":0,"data":{"limit":true,"items":[]}}');
    await told('At reading.granted: what is found is of no use ($2/data/limit).').waitFor();
    expect(browser.services.seen()).toHaveLength(before);
  });

  it('reads a block of headers', async () => {
    await options.getByRole('combobox', { name: 'Start with' }).selectOption('quota-header');
    await options.getByText('Try it with a pasted answer').click();
    await options
      .getByRole('textbox', { name: 'Headers of answer 1', exact: true })
      .fill('HTTP/2 200\nx-quota-remaining: 45000\nx-quota-limit: 100000\nx-quota-reset: 1790000000');
    await told('Left: 45,000 tokens').waitFor();
    expect(await steps()).toContain('At header x-quota-remaining: "45000"');
  });
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it('the form with a definition has no barrier', async () => {
    await options.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await options.getByRole('combobox', { name: 'Start with' }).selectOption('list');
    await options.getByText('Try it with a pasted answer').click();
    await options.getByRole('textbox', { name: 'Answer 1', exact: true }).fill('{"wallets":[]}');
    await options.getByRole('list', { name: 'Steps' }).waitFor();
    await options.screenshot({ path: join(artifacts, `definition-${colorScheme}.png`), fullPage: true });
    expect(await violations()).toEqual([]);
  });
});

function draft(host: string, definition: object | undefined, secret: string) {
  return {
    providerId: 'custom',
    label: host,
    baseUrl: `https://${host}`,
    credential: 'api-key' as const,
    fields: {},
    ...(definition ? { definition: JSON.stringify(definition) } : {}),
    countInTotal: true,
    secret,
  };
}

async function addDefined(host: string, definition: object | undefined): Promise<{ ids: string[] }> {
  const answer = await send(options, 'account.add', { drafts: [draft(host, definition, browser.watch.newKey())] });
  if (!answer.ok) throw new Error(answer.failure.kind);
  await options.evaluate(() => location.assign('#/accounts'));
  return answer.value;
}
