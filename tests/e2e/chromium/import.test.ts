import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanForSecret } from '../disk-scan.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { eventually, storedKeys } from './pages.ts';
import { textsInReact } from './react-texts.ts';

let browser: TestBrowser;
let page: Page;
const keys: string[] = [];

beforeAll(async () => {
  // As it is shipped: no address is allowed before somebody allows it.
  browser = await startBrowser({ build: 'production' });
  page = await browser.open('options.html');
  await page.getByRole('link', { name: 'Data' }).click();
});

afterAll(() => browser.close());

function newKey(prefix?: string, length?: number): string {
  const key = browser.watch.newKey(prefix, length);
  keys.push(key);
  return key;
}

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const rows = () => page.getByRole('region', { name: 'Import' }).getByRole('row');
const box = (name: string) => page.getByRole('checkbox', { name, exact: true });
const accounts = async () => (await storedKeys(page)).filter((key) => key.startsWith('v1:a:')).length;

async function open(name: string, content: string | Buffer, passphrase = '') {
  const path = join(browser.profile, '..', name);
  writeFileSync(path, content);
  await page.getByLabel('File').setInputFiles(path);
  await page.getByRole('textbox', { name: 'Backup passphrase', exact: true }).fill(passphrase);
  await button('Import').click();
}

/** None of the keys that were made so far is in what the page holds. */
async function expectNoKeyOn(page: Page) {
  const held = await page.evaluate(textsInReact);
  expect(held.count).toBeGreaterThan(20);
  for (const text of [await page.content(), held.all]) expect(keys.filter((key) => text.includes(key.slice(4, -4)))).toEqual([]);
}

function relaySite(name: string, changes: object) {
  return { id: name, site_name: name, site_url: `https://${name.toLowerCase()}.example.com`, site_type: 'new-api', authType: 'access_token', ...changes };
}

function hubBackup(): string {
  const info = () => ({ id: 7, access_token: newKey('', 32) });
  return JSON.stringify({
    version: '4.0',
    timestamp: 1,
    accounts: {
      accounts: [
        relaySite('Northern', { account_info: info() }),
        relaySite('Southern', { account_info: info(), site_type: 'one-hub' }),
        relaySite('Cookies', { authType: 'cookie', cookieAuth: { sessionCookie: newKey('session=') } }),
      ],
    },
    apiCredentialProfiles: { version: 5, profiles: [{ name: 'Deep', apiType: 'openai', baseUrl: 'https://api.deepseek.com', apiKey: newKey() }] },
  });
}

describe('a file of another tool', () => {
  it('is shown without its keys, and nothing is there before the button is pressed', async () => {
    await open('hub.json', hubBackup());
    await eventually(() => rows().count()).toBe(5);
    expect(await rows().nth(1).textContent()).toMatch(/Northern.*New API.*https:\/\/northern\.example\.com.*….*is added/s);
    expect(await rows().nth(2).textContent()).toMatch(/Southern.*One Hub/s);
    expect(await rows().nth(3).textContent()).toMatch(/Cookies.*it signs in with a cookie/s);
    expect(await rows().nth(4).textContent()).toMatch(/Deep.*DeepSeek.*https:\/\/api\.deepseek\.com.*sk-….*is added/s);
    expect([await accounts(), browser.services.seen()]).toEqual([0, []]);
    await expectNoKeyOn(page);
  });

  it('is taken over as far as it is chosen, and asks nobody before that is allowed', async () => {
    await box('Southern').uncheck();
    expect(await rows().nth(2).textContent()).toContain('is left out');
    await button('Add 2 accounts').click();
    await page.getByText('2 accounts were taken over. 1 could not be taken over.').waitFor();
    await page.getByText('https://northern.example.com').waitFor();
    expect(await button('Allow').count()).toBe(2);
    expect([await accounts(), browser.services.seen()]).toEqual([2, []]);
  });

  it('has what looks the same here already left out, until somebody says otherwise', async () => {
    const key = newKey();
    await open('same.env', `DEEPSEEK_API_KEY=${key}\n`);
    expect(await box('DEEPSEEK_API_KEY').isChecked()).toBe(true);
    await button('Add 1 account').click();
    await page.getByText('1 account was taken over.').waitFor();
    await open('same.env', `DEEPSEEK_API_KEY=${key}\n`);
    expect(await rows().nth(1).textContent()).toContain('One that looks the same is here already.');
    expect(await box('DEEPSEEK_API_KEY').isChecked()).toBe(false);
    expect(await button('Add 0 accounts').isDisabled()).toBe(true);
    await button('Cancel').click();
  });

  it('has guesses and addresses without encryption left out, with the reason and the line', async () => {
    const [first, second, third] = Array.from({ length: 3 }, () => newKey());
    await open(
      'keys.csv',
      [
        'name,provider,base_url,key',
        `Guess,,https://company.example.com,${first}`,
        `Plain,new-api,http://192.168.1.20:3000,${second}`,
        `Sure,deepseek,,${third}`,
        'Empty,deepseek,,',
      ].join('\n'),
    );
    await eventually(() => rows().count()).toBe(5);
    expect(await Promise.all(['Guess', 'Plain', 'Sure'].map((name) => box(name).isChecked()))).toEqual([false, false, true]);
    expect(await rows().nth(1).textContent()).toMatch(/line 2.*The service is a guess\./s);
    expect(await rows().nth(2).textContent()).toMatch(/line 3.*others on the network could read the key/s);
    expect(await rows().nth(4).textContent()).toMatch(/Empty.*line 5.*there is no key/s);
    await box('Guess').check();
    await button('Add 2 accounts').click();
    await page.getByText('2 accounts were taken over. 1 could not be taken over.').waitFor();
    expect(await accounts()).toBe(5);
  });

  it('that is encrypted wants its passphrase', async () => {
    const [salt, iv, passphrase] = [randomBytes(16), randomBytes(12), 'another tool, another phrase'];
    const cipher = createCipheriv('aes-256-gcm', pbkdf2Sync(passphrase, salt, 200_000, 32, 'sha256'), iv);
    const sealed = Buffer.concat([cipher.update(hubBackup()), cipher.final(), cipher.getAuthTag()]);
    const [ct, ...rest] = [sealed, salt, iv].map((bytes) => bytes.toString('base64'));
    const file = JSON.stringify({ v: 1, kdf: 'PBKDF2', iter: 200_000, salt: rest[0], iv: rest[1], ct });
    await open('sealed.json', file);
    await page.getByText('Enter the passphrase.').waitFor();
    await open('sealed.json', file, 'not this one');
    await page.getByText('This is not the passphrase.').waitFor();
    await open('sealed.json', file, passphrase);
    await eventually(() => rows().count()).toBe(5);
    await button('Cancel').click();
    expect(await accounts()).toBe(5);
  });

  it('that is none says so beside the field', async () => {
    for (const content of ['', 'hello', '[1,2]', '\u0000\u0001', Buffer.from('DEEPSEEK_API_KEY=abc', 'utf16le')]) {
      await open('strange.txt', content);
      await page.getByText('This is neither a backup nor another file that Remainder can read.').waitFor();
      await page.getByLabel('File').setInputFiles([]);
    }
  });

  it('security 51, 57: left no key in any page, nor in any byte of the profile, of those that were added and those that were not', async () => {
    await expectNoKeyOn(page);
    await browser.quit();
    expect(keys.length).toBeGreaterThan(9);
    for (const key of keys) expect(scanForSecret(browser.profile, key).hits).toEqual([]);
  });
});
