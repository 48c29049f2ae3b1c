import type { Locator, Page } from 'playwright-core';
import type { Browser } from 'webextension-polyfill';
import { answerAsDashboard, creditOf, type DashboardPage, type FakeDashboard } from '../../servers/fake-dashboard.ts';
import type { TestBrowser } from './browser.ts';
import { eventually, row } from './pages.ts';

declare const chrome: Browser;
declare const dashboard: DashboardPage;

export const usual = 'org-EXAMPLE0000000000000001';
export const second = 'org-EXAMPLE0000000000000002';

/** The website with one organization and 12.40 dollars of credit, its session not yet made. */
export function startWebsite({ services, watch }: TestBrowser): FakeDashboard {
  const website = answerAsDashboard(services, {
    // As long as real ones are.
    accessToken: watch.newKey('eyJ', 1800),
    refreshToken: watch.newKey('rt_', 60),
    idToken: watch.newKey('eyJ', 1800),
    oldAccessToken: watch.newKey('eyJ', 1800),
  });
  website.organizations.set(usual, { title: 'Example Org', credit: creditOf(12.4) });
  website.next = watch.newKey('sess-');
  website.shown = usual;
  return website;
}

/** As after a new installation: no account, nothing switched on, no website open. */
export async function startAnew(browser: TestBrowser, options: Page): Promise<FakeDashboard> {
  for (const page of browser.context().pages()) if (page !== options) await page.close();
  await browser.stopWorker(options);
  await options.evaluate(() => Promise.all([chrome.storage.local.clear(), chrome.storage.session.clear()]));
  // What the worker was about to write when it was stopped must not come back with the next one.
  await browser.stopWorker(options);
  await options.evaluate(() => location.assign('#/accounts'));
  await options.reload();
  return startWebsite(browser);
}

/** The card of the website on the options page. */
export function card(options: Page): Locator {
  return options.getByRole('region', { name: 'OpenAI dashboard' });
}

export async function turnOn(options: Page): Promise<void> {
  await options.bringToFront();
  await card(options).getByRole('button', { name: 'Turn on' }).click();
  const isOn = card(options).getByRole('button', { name: 'Turn off' }).waitFor({ timeout: 15_000 });
  await isOn.catch(async (error: unknown) => {
    throw new Error(`${String(error)}\nIt stays off: ${await options.evaluate(whyOff)}`);
  });
}

/** What is known where a click has no effect. */
async function whyOff(): Promise<string> {
  const within = (work: Promise<unknown>) => Promise.race([work.catch(String), new Promise((resolve) => setTimeout(() => resolve('no answer'), 3000))]);
  const origins = ['https://api.openai.com/*', 'https://platform.openai.com/*'];
  const allowed = await within(chrome.permissions.contains({ origins }));
  const background = await within(chrome.runtime.sendMessage({ type: 'account.refresh', input: {} }));
  const { 'v1:settings': settings } = await chrome.storage.local.get('v1:settings');
  return JSON.stringify({ allowed, background, settings, isActive: navigator.userActivation.isActive, isVisible: document.visibilityState });
}

/** Opens a page of the website. */
export async function openWebsite(browser: TestBrowser, address: string): Promise<Page> {
  const page = await browser.context().newPage();
  await page.goto(address);
  return page;
}

/** Lets an open page of the website sign in anew, with the session that is next. */
export function mintIn(page: Page): Promise<void> {
  return page.evaluate(() => dashboard.mint());
}

/** Lets an open page of the website ask for credit, with another session if one is given. Answers the HTTP status. */
export function loadIn(page: Page, organization?: string, token?: string): Promise<number> {
  return page.evaluate(
    ([named, other]) => {
      if (other !== undefined) dashboard.use(other);
      return dashboard.load(named);
    },
    [organization, token] as const,
  );
}

/** The accounts that are listed, in their order. */
export function accountIds(page: Page): Promise<string[]> {
  return page.getByTestId('account').evaluateAll((all) => all.map((account) => account.getAttribute('data-account-id') ?? ''));
}

/** Waits for so many accounts with a fresh figure, and for nothing else; returns their ids. */
export async function waitForAccounts(page: Page, count: number): Promise<string[]> {
  await eventually(() => page.locator('[data-testid="account"][data-state="fresh"]').count()).toBe(count);
  return accountIds(page);
}

/** The account that the website's requests have led to. */
export async function readThroughWebsite(browser: TestBrowser, options: Page, website: FakeDashboard): Promise<{ id: string; page: Page }> {
  await turnOn(options);
  const page = await openWebsite(browser, website.billing);
  const [id = ''] = await waitForAccounts(options, 1);
  return { id, page };
}

/** The sessions in the browser's memory, by account. */
export async function sessionsIn(options: Page): Promise<Record<string, string>> {
  const all = await options.evaluate(() => chrome.storage.session.get(null));
  const sessions = Object.entries(all as Record<string, string>).filter(([key]) => key.startsWith('session:'));
  return Object.fromEntries(sessions.map(([key, token]) => [key.slice('session:'.length), token]));
}

/** What the toolbar shows, asked from a page: the worker may be asleep. */
export function badgeFrom(page: Page): Promise<string> {
  return page.evaluate(() => chrome.action.getBadgeText({}));
}

/** Everything in `storage.local`, as text. */
export function storedText(page: Page): Promise<string> {
  return page.evaluate(async () => JSON.stringify(await chrome.storage.local.get(null)));
}

/** Long enough for whatever must not happen. */
export function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 300));
}

/** Opens the details of an account in the popup. */
export async function openDetails(popup: Page, id: string): Promise<Locator> {
  await row(popup, id).locator('button[aria-expanded="false"]').first().click();
  await row(popup, id).getByRole('button', { name: 'Billing page', exact: true }).waitFor();
  return row(popup, id);
}
