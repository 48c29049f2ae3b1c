import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { scanForSecret } from '../disk-scan.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, eventually, fillForm, refresh, row, storedKeys, waitForState } from './pages.ts';
import { quota } from './replies.ts';

declare const chrome: Browser;

const host = 'wallet.example.com';
let browser: TestBrowser;
let options: Page;
let ids: string[];

beforeEach(async () => {
  browser = await startBrowser();
  browser.services.on(host, '/v1/usage', quota(7));
  options = await browser.open('options.html');
  ids = await addCustom(options, [host, host], browser.watch.newKey);
  for (const id of ids) await waitForState(options, id, 'fresh');
});

afterEach(() => browser.close());

/** The two halves of the device key, as the extension's own pages could reach them. What is taken stays in the page. */
const halves = {
  salt: () =>
    options.evaluate(async () => {
      const file = await (await (await navigator.storage.getDirectory()).getFileHandle('device-key')).getFile();
      return [...new Uint8Array(await file.arrayBuffer())];
    }),
  names: () =>
    options.evaluate(async () => {
      const names: string[] = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) if (name.startsWith('device-key')) names.push(name);
      return names;
    }),
  takeFile: () => options.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry('device-key')),
  putFile: (bytes: number[], name = 'device-key') =>
    options.evaluate(
      async ([content, file]) => {
        const handle = await (await navigator.storage.getDirectory()).getFileHandle(file as string, { create: true });
        const writable = await handle.createWritable();
        await writable.write(new Uint8Array(content as number[]));
        await writable.close();
      },
      [bytes, name] as const,
    ),
  /** Takes the material out of its database, or puts back what was taken. */
  swapMaterial: () =>
    options.evaluate(async () => {
      const place = globalThis as { taken?: unknown };
      const opening = indexedDB.open('device-key');
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const work = (mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest) =>
        new Promise<unknown>((resolve, reject) => {
          const transaction = database.transaction('halves', mode);
          const request = ask(transaction.objectStore('halves'));
          transaction.oncomplete = () => resolve(request.result);
          transaction.onabort = () => reject(transaction.error);
        });
      if (place.taken === undefined) {
        place.taken = await work('readonly', (store) => store.get('device-key'));
        await work('readwrite', (store) => store.delete('device-key'));
      } else await work('readwrite', (store) => store.put(place.taken, 'device-key'));
      database.close();
    }),
};

const vaultRecords = async () => {
  const all = await options.evaluate(() => chrome.storage.local.get(null));
  return JSON.stringify(Object.entries(all).filter(([name]) => /^v1:(?:hdr|s:|m:)/.test(name)));
};

async function setPassphrase(): Promise<string> {
  const passphrase = randomBytes(15).toString('base64url');
  await options.evaluate(() => location.assign('#/security'));
  for (const name of ['Passphrase', 'Repeat passphrase']) await options.getByRole('textbox', { name, exact: true }).fill(passphrase);
  await options.getByRole('button', { name: 'Set passphrase' }).click();
  await options.getByRole('button', { name: 'Change passphrase' }).waitFor({ timeout: 20_000 });
  return passphrase;
}

async function expectLost() {
  const [before, asked] = [await vaultRecords(), browser.services.seen(host).length];
  await browser.stopWorker(options);
  await refresh(options);
  for (const id of ids) {
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'damaged', value: '7' });
  }
  expect([await vaultRecords(), browser.services.seen(host).length]).toEqual([before, asked]);
}

async function expectWhole() {
  await refresh(options);
  for (const id of ids) await waitForState(options, id, 'fresh');
}

describe('security 25: a half of the device key that is lost', () => {
  it('the file: nothing is wiped, and put back it restores everything', async () => {
    const bytes = await halves.salt();
    await halves.takeFile();
    await expectLost();
    await halves.putFile(bytes);
    await expectWhole();
  });

  it('the material in the database: nothing is wiped, and put back it restores everything', async () => {
    await halves.swapMaterial();
    await expectLost();
    await halves.swapMaterial();
    await expectWhole();
  });

  it('for good: an account works again once its key is entered, and the other one is left as it was', async () => {
    await halves.takeFile();
    await expectLost();
    const [first = '', second = ''] = ids;
    await row(options, first).getByRole('button', { name: 'Replace the key' }).click();
    await fillForm(options, { key: browser.watch.newKey() });
    await options.getByRole('button', { name: 'Save' }).click();
    await waitForState(options, first, 'fresh');
    expect((await accountOn(options, second)).failure).toBe('damaged');
    expect((await storedKeys(options)).filter((name) => name.endsWith(second) && name.startsWith('v1:s:'))).toHaveLength(1);
  });
});

describe('the switch to a passphrase', () => {
  it('security 26: broken off before the device key was destroyed, is finished by the next start', async () => {
    const bytes = await halves.salt();
    await setPassphrase();
    expect(await halves.names()).toEqual([]);
    // As it lies there when the browser was ended after the write and before the rest.
    await halves.putFile(bytes, 'device-key');
    expect(await halves.names()).toEqual(['device-key']);
    await browser.restart();
    options = await browser.open('options.html');
    await eventually(halves.names).toEqual([]);
  });

  it('security 54: leaves neither the data key nor the file half in any byte of the profile', async () => {
    const salt = Buffer.from(await halves.salt());
    expect(scanForSecret(browser.profile, salt).hits).not.toEqual([]);
    await setPassphrase();
    const held = await options.evaluate(async () => Object.values(await chrome.storage.session.get('vault'))[0] as { key: string });
    const dataKey = Buffer.from(held.key, 'base64url');
    expect(dataKey).toHaveLength(32);
    expect(scanForSecret(browser.profile, dataKey).hits).toEqual([]);
    await browser.quit();
    for (const secret of [dataKey, salt]) expect(scanForSecret(browser.profile, secret).hits).toEqual([]);
  });
});
