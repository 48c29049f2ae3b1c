import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scanForSecret } from '../disk-scan';
import { accessToken, ask, creditPath, type FakeDashboard, loginPath, signIn, startDashboard } from './dashboard-page';
import { account, click, find, granted, heldSessions, textOf, toolbar, total, withdrawPermission } from './page';
import { hosts, randomKey, type Scene, startScene } from './scene';

const [usual, personal] = ['org-EXAMPLE0000000000000002', 'org-EXAMPLE0000000000000001'] as const;
const names = { usual: 'OpenAI · Example Org', personal: 'OpenAI · Personal' };
const tokens = { minted: randomKey.session(), renewed: randomKey.session(), bad: randomKey.session(), last: randomKey.session() };

let scene: Scene;
let dashboard: FakeDashboard;
let options: Page;
let popup: Page;
let page: Page;

beforeAll(async () => {
  scene = await startScene();
  dashboard = startDashboard(scene.services);
  dashboard.organizations.unshift({ id: personal, title: 'Personal', is_default: false });
  dashboard.minted = tokens.minted;
  dashboard.credit.set(tokens.minted, { [usual]: 12.4, [personal]: 3.5 });
  options = await scene.firefox.open('options.html#/accounts');
  popup = await scene.firefox.open('popup.html');
});

afterAll(() => scene?.end());

test('neither a page that is not open nor one without a sign-in is a sign that the website has changed', async () => {
  await options.bringToFront();
  await click(options, 'Turn on');
  await click(options, 'Read from this page');
  await expect.poll(() => statusOf(options)).toBe('Open the OpenAI billing page once. The balance appears here when it has loaded.');
  page = await scene.firefox.browse(`https://${hosts.platform}/idle`);
  await options.bringToFront();
  await click(options, 'Find my session');
  await expect.poll(() => textOf(options)).toContain('No sign-in was found. Open platform.openai.com in a tab, sign in, and try again.');
  // The website's own sign-in goes by another credential; so does its first request of each visit.
  await ask(page, accessToken, undefined, { path: loginPath, method: 'POST' });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await textOf(options)).not.toContain('changed');
});

test('Read from this page takes the amount that stands there, into one account', async () => {
  dashboard.text = '<section><p>Limit $500.00</p><h3>Credit balance</h3><div>$1234.56</div><div>2 grants</div></section>';
  await page.reload();
  await options.bringToFront();
  const button = await find(options, 'button', 'Read from this page');
  await button.click({ count: 2 });
  await expect.poll(() => account(options, 'OpenAI'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '1234.56', unit: 'USD' });
  expect(await total(popup)).toMatchObject({ value: '1234.56', count: '1' });
});

test('Find my session makes one session of the sign-in of an idle page, for all organizations', async () => {
  await signIn(page);
  await refresh();
  await expect.poll(() => account(options, 'OpenAI'), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'session-missing', value: '1234.56' });
  const before = dashboard.ofPages(loginPath).length;
  await options.bringToFront();
  await click(options, 'Find my session');
  await expect.poll(() => account(options, names.usual), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '12.4' });
  await expect.poll(() => account(options, names.personal), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '3.5' });
  expect(await total(popup)).toMatchObject({ value: '15.9', count: '2' });
  // The page asks for the session: a browser tells with every POST of the background which extension it comes from.
  const [login, ...others] = dashboard.ofPages(loginPath).slice(before);
  expect(others).toEqual([]);
  expect(login).toMatchObject({ method: 'POST', headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' } });
  expect(dashboard.own(loginPath)).toEqual([]);
  expect(dashboard.own(creditPath).map(({ headers }) => [headers.authorization, headers['openai-organization']])).toEqual([
    [`Bearer ${tokens.minted}`, personal],
    [`Bearer ${tokens.minted}`, usual],
  ]);
  expect(JSON.stringify(scene.services.seen())).not.toMatch(/moz-extension|rt_never/);
});

test('a bad new session does not take the place of a good one, and is not tried with every request', async () => {
  const before = dashboard.own().length;
  for (let time = 0; time < 4; time += 1) expect(await ask(page, tokens.bad, usual)).toBe(401);
  await expect.poll(() => dashboard.own(creditPath).at(-1)?.headers.authorization).toBe(`Bearer ${tokens.bad}`);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(dashboard.own().length - before).toBe(1);
  expect(await account(options, names.usual)).toMatchObject({ state: 'fresh', value: '12.4' });
  expect(await heldSessions(options)).toEqual([tokens.minted, tokens.minted]);
});

test('an expired session keeps the last figure and is forgotten; the next one is taken', async () => {
  dashboard.credit.delete(tokens.minted);
  await refresh();
  await expect.poll(() => account(options, names.usual), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'session-expired', value: '12.4' });
  const shown = await account(options, names.usual);
  expect(shown?.text).toMatch(/Your OpenAI session has ended\. Open platform\.openai\.com, sign in if asked, and come back\. Last known balance: \$12\.40 \(/);
  await expect.poll(async () => (await toolbar(options)).text).toBe('15');
  expect(await heldSessions(options)).toEqual([]);
  dashboard.credit.set(tokens.renewed, { [usual]: 8.25, [personal]: 3.5 });
  await ask(page, tokens.renewed, usual);
  await expect.poll(() => account(options, names.usual), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '8.25' });
  expect(await heldSessions(options)).toEqual([tokens.renewed]);
});

test('Read from this page mends an account whose session is gone, even while the page is loading', async () => {
  dashboard.text = '<p>Pay as you go</p><div><span>Credit balance</span> <span>−$0.07</span></div>';
  void page.goto(`https://${hosts.platform}/loading`).catch(() => undefined);
  await expect.poll(() => textOf(page).catch(() => '')).toContain('Credit balance');
  await options.bringToFront();
  await click(options, 'Read from this page');
  await expect.poll(() => account(options, names.personal), { timeout: 10_000 }).toMatchObject({ state: 'fresh', failure: '', value: '-0.07' });
});

test('security 75: without the permission for the website the session is dropped, and the sentence names both hosts', async () => {
  await withdrawPermission(options, hosts.platform);
  await expect.poll(() => account(options, names.usual), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'permission-missing', value: '8.25' });
  const sentence = 'Allow access to platform.openai.com and api.openai.com so the balance can be read.';
  expect((await account(options, names.usual))?.text).toContain(sentence);
  expect(await heldSessions(options)).toEqual([]);
  const before = dashboard.own().length;
  await ask(page, tokens.renewed, usual);
  await refresh();
  expect(dashboard.own().length).toBe(before);
  await options.bringToFront();
  await click(options, 'Allow');
  await expect.poll(() => account(options, names.usual), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'session-missing', value: '8.25' });
  await ask(page, tokens.renewed, usual);
  await expect.poll(() => account(options, names.usual), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '8.25' });
});

test('switched off, the sessions are gone, the figures stay, and the permission is given back', async () => {
  await click(options, 'Turn off');
  await expect.poll(() => account(options, names.usual), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'session-missing', value: '8.25' });
  expect((await account(options, names.usual))?.text).toContain('Read the credit balance with your signed-in OpenAI dashboard.');
  expect(await heldSessions(options)).toEqual([]);
  await expect.poll(() => granted(options, [hosts.platform])).toBe(false);
  const before = dashboard.own().length;
  await ask(page, tokens.renewed, usual);
  expect(dashboard.own().length).toBe(before);
  expect(await account(options, names.usual)).toMatchObject({ failure: 'session-missing', value: '8.25' });
});

test('security 75: after a restart of the browser the session is gone and its figure is not', async () => {
  // The account's own button leads to the switch.
  await click(options, 'Turn on');
  await options.waitForFunction(() => location.hash === '#/accounts/add/openai/session');
  await click(options, 'Turn on');
  dashboard.credit.set(tokens.last, { [usual]: 7.75 });
  await expect.poll(() => granted(options, [hosts.platform, hosts.openAi])).toBe(true);
  await click(options, 'Cancel');
  await ask(page, tokens.last, usual);
  await expect.poll(() => account(options, names.usual), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '7.75' });
  expect(await heldSessions(options)).toEqual([tokens.last]);
  await scene.restart();
  options = await scene.firefox.open('options.html#/accounts');
  popup = await scene.firefox.open('popup.html');
  expect(await heldSessions(options)).toEqual([]);
  const before = dashboard.own().length;
  // At once, not only when it is due.
  await expect.poll(() => account(options, names.usual), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'session-missing', value: '7.75' });
  expect((await account(options, names.usual))?.text).toContain('Open the OpenAI billing page once.');
  await refresh();
  expect(dashboard.own().length).toBe(before);
  page = await scene.firefox.browse(`https://${hosts.platform}/idle`);
  await ask(page, tokens.last, usual);
  await expect.poll(() => account(options, names.usual), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '7.75' });
});

test('security 73: no byte of the profile is a session, and no line on the console', async () => {
  await scene.firefox.kill();
  for (const token of Object.values(tokens)) expect(scanForSecret(scene.profile, token).hits).toEqual([]);
  // The control: what the website itself keeps is found.
  expect(scanForSecret(scene.profile, accessToken).hits).not.toEqual([]);
  expect(scene.messages()).toEqual([]);
});

/** What a page says of the outcome of a click. */
function statusOf(shown: Page): Promise<string | undefined> {
  return shown.evaluate(() => document.querySelector('[role="status"]')?.textContent);
}

async function refresh(): Promise<void> {
  await popup.bringToFront();
  await click(popup, 'Refresh');
}
