import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import type { Answer, CommandInput, CommandName } from '../../../lib/protocol.ts';

declare const chrome: Browser;

/** What is typed into the account form. */
export interface Entry {
  key: string;
  provider?: string;
  name?: string;
  baseUrl?: string;
  /** Other text fields, by label. */
  fields?: Record<string, string>;
}

/** Waits until something is as expected. */
export function eventually<Value>(read: () => Promise<Value> | Value, timeout = 10_000) {
  return expect.poll(read, { timeout, interval: 50 });
}

export async function openForm(page: Page): Promise<void> {
  await page.evaluate(() => location.assign('#/accounts'));
  await page.getByRole('button', { name: 'Add account' }).click();
}

export async function fillForm(page: Page, { key, provider, name, baseUrl, fields = {} }: Entry): Promise<void> {
  await page.getByRole('textbox', { name: 'API key' }).fill(key);
  if (provider !== undefined) await page.getByRole('combobox', { name: 'Provider' }).selectOption(provider);
  if (name !== undefined) await page.getByRole('textbox', { name: 'Name' }).fill(name);
  if (baseUrl !== undefined) await page.getByRole('textbox', { name: 'Base URL' }).fill(baseUrl);
  for (const [label, value] of Object.entries(fields)) await page.getByRole('textbox', { name: label, exact: true }).fill(value);
}

/** Adds an account as a person does, and waits for the list. Returns the account's id. */
export async function addThroughForm(page: Page, entry: Entry): Promise<string> {
  const before = await storedKeys(page);
  await openForm(page);
  await fillForm(page, entry);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Add account' }).waitFor();
  const id = (await storedKeys(page)).find((key) => key.startsWith('v1:a:') && !before.includes(key))?.slice('v1:a:'.length);
  if (!id) throw new Error('no account was stored');
  return id;
}

/** The names of all records in `storage.local`. */
export async function storedKeys(page: Page): Promise<string[]> {
  return (await page.evaluate(async () => Object.keys(await chrome.storage.local.get(null)))).sort();
}

/** One record of `storage.local`. */
export function stored(page: Page, key: string): Promise<unknown> {
  return page.evaluate(async (name) => (await chrome.storage.local.get(name))[name], key);
}

/** Writes records of `storage.local` behind the background's back. */
export function store(page: Page, records: Record<string, unknown>): Promise<void> {
  return page.evaluate((values) => chrome.storage.local.set(values), records);
}

/** Gives the background a command from a page, as the page itself does. */
export function send<Name extends CommandName>(page: Page, type: Name, input: CommandInput<Name>): Promise<Answer<Name>> {
  return page.evaluate(([name, value]) => chrome.runtime.sendMessage({ type: name, input: value }), [type, input] as const) as Promise<Answer<Name>>;
}

/** Adds accounts of the company shape by message, one for each host. Returns their ids. */
export async function addCustom(page: Page, hosts: readonly string[], key: () => string): Promise<string[]> {
  const drafts = hosts.map((host) => customDraft(host, key()));
  const answer = await send(page, 'account.add', { drafts });
  if (!answer.ok) throw new Error(answer.failure.kind);
  return answer.value.ids;
}

export function customDraft(host: string, secret: string) {
  const baseUrl = host.includes('://') ? host : `https://${host}`;
  return { providerId: 'custom', label: host.slice(0, 80), baseUrl, credential: 'api-key' as const, fields: { unit: 'USD' }, countInTotal: true, secret };
}

export function refresh(page: Page, ...ids: string[]): Promise<Answer<'account.refresh'>> {
  return send(page, 'account.refresh', ids.length > 0 ? { ids } : {});
}

export function row(page: Page, id: string): Locator {
  return page.locator(`[data-testid="account"][data-account-id="${id}"]`);
}

/** Everything the automation names say of an account. */
export async function accountOn(page: Page, id: string) {
  const account = row(page, id);
  const remaining = account.getByTestId('remaining');
  return {
    state: await account.getAttribute('data-state'),
    failure: await account.getAttribute('data-failure'),
    provider: await account.getAttribute('data-provider'),
    value: await attribute(remaining, 'data-value'),
    unit: await attribute(remaining, 'data-unit'),
    readAt: await attribute(account.getByTestId('read-at'), 'datetime'),
  };
}

export async function totalOn(page: Page) {
  const total = page.getByTestId('total');
  const [value, unit, known, count, state] = await Promise.all(['value', 'unit', 'known', 'count', 'state'].map((name) => total.getAttribute(`data-${name}`)));
  return { value, unit, known, count, state };
}

/** Waits until an account is shown in a state. */
export async function waitForState(page: Page, id: string, state: string, timeout = 10_000): Promise<void> {
  await row(page, id)
    .and(page.locator(`[data-state="${state}"]`))
    .waitFor({ timeout });
}

async function attribute(locator: Locator, name: string): Promise<string | null> {
  return (await locator.count()) > 0 ? locator.first().getAttribute(name) : null;
}
