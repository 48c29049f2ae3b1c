import type { ElementHandle, Page } from 'puppeteer-core';
import type { Browser } from 'webextension-polyfill';

declare const browser: Browser;

/** What a person fills in for an account. Without a provider, the one that the key was recognised as stays. */
interface Entry {
  key: string;
  credential?: 'API key' | 'Admin key' | 'Session';
  name: string;
  provider?: string;
  baseUrl?: string;
  unit?: string;
}

/** Finds an element as a screen reader would, and waits for it. */
export async function find(page: Page, role: 'button' | 'textbox' | 'combobox' | 'link', name: string): Promise<ElementHandle> {
  const found = await page.waitForSelector(`::-p-aria([name="${name}"][role="${role}"])`, { timeout: 10_000 });
  if (!found) throw new Error(`no ${role} ${name}`);
  return found;
}

export async function click(page: Page, name: string): Promise<void> {
  await (await find(page, 'button', name)).click();
}

/** Puts a text into a field through the clipboard, as a person does with a key, in the place of what is there. */
export async function paste(page: Page, field: ElementHandle, text: string): Promise<void> {
  // The clipboard is open to a page that was just clicked on.
  await field.click();
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await page.keyboard.down('Control');
  await page.keyboard.press('a');
  await page.keyboard.up('Control');
  await page.keyboard.down('Control');
  await page.keyboard.press('v');
  await page.keyboard.up('Control');
}

/** Adds an account through the form of an options page that is open, and waits until the list shows it. */
export async function addAccount(page: Page, { key, credential = 'API key', name, provider, baseUrl, unit }: Entry): Promise<void> {
  await click(page, 'Add account');
  await paste(page, await find(page, 'textbox', 'API key'), key);
  // The field is called after what was recognised in it.
  await find(page, 'textbox', credential);
  if (provider !== undefined) await (await find(page, 'combobox', 'Provider')).select(provider);
  if (baseUrl !== undefined) await (await find(page, 'textbox', 'Base URL')).type(baseUrl);
  if (unit !== undefined) await (await find(page, 'textbox', 'Unit')).type(unit);
  await (await find(page, 'textbox', 'Name')).type(name);
  await click(page, 'Save');
  await page.waitForFunction((label) => location.hash === '#/accounts' && document.body.textContent.includes(label), { timeout: 10_000 }, name);
}

/** Everything that a page shows, as text. */
export function textOf(page: Page): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: what a person sees, line by line.
  return page.evaluate(() => document.body.innerText);
}

/** What a page says of an account, in the attributes that are there for tests. */
export interface Shown {
  provider: string;
  state: string;
  failure: string;
  value: string;
  unit: string;
  readAt: string;
  text: string;
}

/** @returns `undefined` when no account of that name is shown. */
export function account(page: Page, name: string): Promise<Shown | undefined> {
  return page.evaluate((label) => {
    const items = [...document.querySelectorAll<HTMLElement>('[data-testid="account"]')];
    const item = items.find((candidate) => candidate.textContent.includes(label));
    if (!item) return undefined;
    const remaining = item.querySelector<HTMLElement>('[data-testid="remaining"]');
    return {
      provider: item.dataset['provider'] ?? '',
      state: item.dataset['state'] ?? '',
      failure: item.dataset['failure'] ?? '',
      value: remaining?.dataset['value'] ?? '',
      unit: remaining?.dataset['unit'] ?? '',
      readAt: item.querySelector('time')?.dateTime ?? '',
      text: item.textContent,
    };
  }, name);
}

/** Every amount that an account's row shows, by what it is. */
export function amounts(page: Page, name: string): Promise<Record<string, string>> {
  return page.evaluate((label) => {
    const items = [...document.querySelectorAll<HTMLElement>('[data-testid="account"]')];
    const shown = items.find((candidate) => candidate.textContent.includes(label))?.querySelectorAll<HTMLElement>('[data-testid][data-value]') ?? [];
    return Object.fromEntries([...shown].map(({ dataset }) => [dataset['testid'] ?? '', dataset['value'] ?? '']));
  }, name);
}

/** The attributes of the popup's total. */
export function total(page: Page): Promise<Record<string, string | undefined>> {
  return page.evaluate(() => ({ ...document.querySelector<HTMLElement>('[data-testid="total"]')?.dataset }));
}

/** The toolbar button, asked of the browser itself. */
export function toolbar(page: Page): Promise<{ text: string; title: string }> {
  return page.evaluate(async () => ({ text: await browser.action.getBadgeText({}), title: await browser.action.getTitle({}) }));
}

/** Whether the event page is loaded. Asking does not wake it. */
export function isAwake(page: Page): Promise<boolean> {
  return page.evaluate(() => browser.extension.getBackgroundPage() !== null);
}

/** The instant of the alarm for the next attempt, Unix milliseconds; 0 when there is none. */
export function standingAlarm(page: Page): Promise<number> {
  return page.evaluate(async () => (await browser.alarms.get('next-attempt'))?.scheduledTime ?? 0);
}

/**
 * Lets the time of the next attempt come: the stored instants move into the past, and the alarm is the browser's own,
 * only sooner. To be called while the event page sleeps, which reads them when it is woken.
 */
export function makeDue(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const records = await browser.storage.local.get(null);
    const statuses = Object.entries(records).filter(([key]) => key.startsWith('v1:f:'));
    await browser.storage.local.set(Object.fromEntries(statuses.map(([key, status]) => [key, { ...(status as object), nextAttemptAt: Date.now() - 1000 }])));
    await browser.alarms.create('next-attempt', { when: Date.now() + 500 });
  });
}

/** Whether the extension may ask all of some hosts. */
export function granted(page: Page, hosts: readonly string[]): Promise<boolean> {
  return page.evaluate(
    (origins) => browser.permissions.contains({ origins }),
    hosts.map((host) => `https://${host}/*`),
  );
}

/** The sessions of websites that are held in memory. */
export function heldSessions(page: Page): Promise<unknown[]> {
  return page.evaluate(async () => {
    const held = await browser.storage.session.get(null);
    return Object.entries(held).flatMap(([key, session]) => (key.startsWith('session:') ? session : []));
  });
}

/** Takes a permission back, as a person does in the browser's own add-on page. */
export async function withdrawPermission(page: Page, host: string): Promise<void> {
  await page.evaluate((origins) => browser.permissions.remove({ origins }), [`https://${host}/*`]);
}

/** What lies in the profile for the device key: never its bytes, for the key material gives none. */
export function deviceKeyHalves(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const request = indexedDB.open('device-key');
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const reading = database.transaction('halves').objectStore('halves').get('device-key');
    const material = await new Promise<CryptoKey>((resolve) => {
      reading.onsuccess = () => resolve(reading.result);
    });
    database.close();
    const file = await (await navigator.storage.getDirectory()).getFileHandle('device-key');
    return { material: { algorithm: material.algorithm.name, extractable: material.extractable }, saltBytes: (await file.getFile()).size };
  });
}

/** Takes the file half of the device key away. @returns its bytes. */
export function takeDeviceFile(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const file = await (await root.getFileHandle('device-key')).getFile();
    const bytes = [...new Uint8Array(await file.arrayBuffer())];
    await root.removeEntry('device-key');
    return bytes;
  });
}

export async function putDeviceFileBack(page: Page, bytes: readonly number[]): Promise<void> {
  await page.evaluate(async (content) => {
    const root = await navigator.storage.getDirectory();
    const writable = await (await root.getFileHandle('device-key', { create: true })).createWritable();
    await writable.write(new Uint8Array(content));
    await writable.close();
  }, bytes);
}

/** Keeps texts as they are where the extension keeps its own things: for a search that must find them. */
export async function keepCarelessly(page: Page, texts: { storage: string; database: string; field: string }): Promise<void> {
  await page.evaluate(async ({ storage, database, field }) => {
    const area = document.body.appendChild(document.createElement('textarea'));
    area.id = 'careless';
    area.value = field;
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await browser.storage.local.set({ careless: storage });
    const request = indexedDB.open('careless', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('texts');
    await new Promise((resolve, reject) => {
      request.onerror = reject;
      request.onsuccess = resolve;
    });
    const change = request.result.transaction('texts', 'readwrite');
    change.objectStore('texts').put(database, 'text');
    await new Promise((resolve) => {
      change.oncomplete = resolve;
    });
    request.result.close();
  }, texts);
}

/** Opens an account's row in the popup, and waits for what it holds. */
export async function openRow(page: Page, name: string): Promise<void> {
  await page.evaluate((label) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-testid="account"] > button')];
    rows.find((row) => row.textContent.includes(label))?.click();
  }, name);
  await page.waitForSelector('[data-testid="account"] dl', { timeout: 5000 });
}

/** Waits until an account has been read; for the time before the first test, where nothing is expected yet. */
export async function waitUntilRead(page: Page, name: string): Promise<void> {
  const isFresh = (label: string) => [...document.querySelectorAll<HTMLElement>('[data-state="fresh"]')].some((item) => item.textContent.includes(label));
  await page.waitForFunction(isFresh, { timeout: 10_000 }, name);
}

/**
 * The two halves of the device key: whether they are there, after the page has taken note of them or put back what it noted. What is
 * noted stays in the page, for the material cannot leave it.
 */
export function deviceKey(page: Page, act: 'look' | 'note' | 'put back'): Promise<{ file: boolean; material: boolean }> {
  return page.evaluate(async (wanted) => {
    const place = globalThis as { noted?: { bytes: ArrayBuffer; material: unknown } };
    const root = await navigator.storage.getDirectory();
    const result = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const opening = indexedDB.open('device-key', 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore('halves');
    const database = await result(opening);
    const halves = () => database.transaction('halves', 'readwrite').objectStore('halves');
    if (wanted === 'put back' && place.noted) {
      const writable = await (await root.getFileHandle('device-key', { create: true })).createWritable();
      await writable.write(place.noted.bytes);
      await writable.close();
      await result(halves().put(place.noted.material, 'device-key'));
    }
    const file = await root.getFileHandle('device-key').catch(() => undefined);
    const material: unknown = await result(halves().get('device-key'));
    if (wanted === 'note' && file) place.noted = { bytes: await (await file.getFile()).arrayBuffer(), material };
    database.close();
    return { file: file !== undefined, material: material !== undefined };
  }, act);
}
