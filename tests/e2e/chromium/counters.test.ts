import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, type Redis, startRedis } from '../../servers/redis.ts';
import { startUpstash } from '../../servers/upstash.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, eventually, openForm, row, storedKeys, waitForState } from './pages.ts';

describe.skipIf(!hasRedis())('a counter in Redis', () => {
  let browser: TestBrowser;
  let options: Page;
  let popup: Page;
  let redis: Redis;
  let webdis: string;
  let upstash: Awaited<ReturnType<typeof startUpstash>>;
  let token: string;
  let id: string;

  beforeAll(async () => {
    redis = await startRedis();
    webdis = await redis.startWebdis();
    browser = await startBrowser();
    token = browser.watch.newKey('AY');
    upstash = await startUpstash(token, redis.command);
    options = await browser.open('options.html');
  });

  afterAll(async () => {
    await browser?.close();
    await upstash?.close();
    await redis?.close();
  });

  async function fill(provider: string, baseUrl: string, fields: Record<string, string>): Promise<void> {
    await openForm(options);
    await options.getByRole('combobox', { name: 'Provider' }).selectOption(provider);
    await options.getByRole('textbox', { name: 'Base URL' }).fill(baseUrl);
    for (const [label, value] of Object.entries(fields)) await options.getByRole('textbox', { name: label, exact: true }).fill(value);
  }

  async function save(): Promise<string> {
    const before = await storedKeys(options);
    await options.getByRole('button', { name: 'Save' }).click();
    await options.getByRole('button', { name: 'Add account' }).waitFor();
    return (await storedKeys(options)).find((key) => key.startsWith('v1:a:') && !before.includes(key))?.slice('v1:a:'.length) ?? '';
  }

  /** Presses the popup's own button, and waits for what comes of it. */
  async function refreshUntil(expected: object): Promise<void> {
    await popup.bringToFront();
    await popup.getByRole('button', { name: 'Refresh' }).click();
    await eventually(() => accountOn(popup, id)).toMatchObject(expected);
  }

  async function sentence(): Promise<string> {
    await options.bringToFront();
    return (await row(options, id).textContent()) ?? '';
  }

  it('is added with its name and a budget, without any key, and shown in the popup', async () => {
    await redis.command('INCRBY', 'team/a.b', '36420');
    await fill('webdis', webdis, { Counter: 'team/a.b', Name: 'Team' });
    expect(await options.getByRole('textbox', { name: 'API key' }).count()).toBe(0);
    await options.getByRole('button', { name: 'Save' }).click();
    expect(await options.getByRole('alert').filter({ hasText: 'This cannot be left empty.' }).count()).toBe(1);
    await options.getByRole('textbox', { name: 'Budget', exact: true }).fill('100000');
    await options.getByRole('button', { name: 'Test' }).click();
    await options.getByText('It works: 63,580 tokens left.').waitFor();
    id = await save();
    await waitForState(options, id, 'fresh');
    popup = await browser.open('popup.html');
    await eventually(() => accountOn(popup, id)).toMatchObject({ state: 'fresh', value: '63580', unit: 'tokens', provider: 'webdis' });
  });

  it('falls by exactly what is counted', async () => {
    await redis.command('INCRBY', 'team/a.b', '63579');
    await refreshUntil({ state: 'fresh', value: '1' });
    await redis.command('INCRBY', 'team/a.b', '21');
    await refreshUntil({ state: 'fresh', value: '-20' });
    await redis.command('SET', 'team/a.b', '36420');
    await refreshUntil({ state: 'fresh', value: '63580' });
  });

  it('that is deleted is told, and the last figure stays, greyed, with its time', async () => {
    const { readAt } = await accountOn(popup, id);
    await redis.command('DEL', 'team/a.b');
    await refreshUntil({ state: 'failed', failure: 'counter-missing', value: '63580', readAt });
    expect(await sentence()).toContain('There is no counter of this name');
    const color = (page: Page) =>
      page.evaluate((account) => getComputedStyle(document.querySelector(`[data-account-id="${account}"] [data-testid="remaining"]`) as Element).color, id);
    const greyed = await color(popup);
    await redis.command('SET', 'team/a.b', '36421');
    await refreshUntil({ state: 'fresh', value: '63579' });
    expect(await color(popup)).not.toBe(greyed);
  });

  it('that is a list, or words, is told apart from one that is missing', async () => {
    await redis.command('DEL', 'team/a.b');
    await redis.command('LPUSH', 'team/a.b', '1');
    await refreshUntil({ state: 'failed', failure: 'not-a-counter', value: '63579' });
    expect(await sentence()).toContain('is a list, a set or a hash, not a number');
    await redis.command('SET', 'team/a.b', 'many');
    await refreshUntil({ state: 'failed', failure: 'not-a-counter', value: '63579' });
    await eventually(sentence).toContain('is not a number');
    await redis.command('SET', 'team/a.b', '36420');
    await refreshUntil({ state: 'fresh', value: '63580' });
  });

  it('that the rules of Redis keep back is told apart from both', async () => {
    await redis.command('ACL', 'SETUSER', 'default', '-get');
    await refreshUntil({ state: 'failed', failure: 'forbidden', value: '63580' });
    expect(await sentence()).toContain("The database's own rules do not allow to read this counter.");
    expect(await row(options, id).getByRole('button', { name: 'Edit account' }).isVisible()).toBe(true);
    await redis.command('ACL', 'SETUSER', 'default', '+get');
    await refreshUntil({ state: 'fresh', value: '63580' });
  });

  it('that is missing is nothing spent, where the person says so', async () => {
    await redis.command('DEL', 'team/a.b');
    await options.evaluate((account) => location.assign(`#/accounts/${account}`), id);
    await options.getByRole('checkbox', { name: 'No counter means that nothing was spent yet' }).check();
    await options.getByRole('button', { name: 'Save' }).click();
    await waitForState(options, id, 'fresh');
    expect(await accountOn(options, id)).toMatchObject({ value: '100000' });
  });

  it('behind a login is read with user and password, which only the vault keeps', async () => {
    const password = browser.watch.newKey('pw');
    await redis.command('SET', 'guarded', '1');
    const guarded = await redis.startWebdis({ disabled: ['GET'], basic: `reader:${password}` });
    await fill('webdis', guarded, { Counter: 'guarded', Budget: '10', Unit: 'USD', 'Multiply by': '0.25' });
    const other = await save();
    await waitForState(options, other, 'failed');
    expect(await row(options, other).textContent()).toContain('Webdis refused');
    await options.evaluate((account) => location.assign(`#/accounts/${account}`), other);
    await options.getByRole('combobox', { name: 'Kind of credential' }).selectOption('login');
    await options.getByRole('textbox', { name: 'User and password' }).fill(`reader:${password}`);
    await options.getByRole('button', { name: 'Save' }).click();
    await waitForState(options, other, 'fresh');
    expect(await accountOn(options, other)).toMatchObject({ value: '9.75', unit: 'USD' });
  });

  it('in the shape of Upstash is read with its token', async () => {
    await redis.command('SET', 'my_usage', '5');
    await fill('upstash', upstash.url, { Counter: 'my_usage', Budget: '100', 'Access token': token });
    const account = await save();
    await waitForState(options, account, 'fresh');
    expect(await accountOn(options, account)).toMatchObject({ value: '95' });
  });
});
