import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ElementHandle, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scanForSecret } from '../disk-scan';
import { account, addAccount, click, find, paste, textOf, waitUntilRead } from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

const passphrase = 'seven quiet herons at dawn';
const script = path.join(import.meta.dirname, '../../../docs/open-backup.mjs');
const keys = { work: randomKey.deepSeek(), relay: randomKey.relay() };
let first: Scene;
let second: Scene;
let page: Page;
let file: string;

beforeAll(async () => {
  [first, second] = await Promise.all([startScene(), startScene()]);
  for (const { services } of [first, second]) {
    services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('83.58'));
    services.on(hosts.relay, '/api/status', answers.relayStatus);
    services.on(hosts.relay, '/api/usage/token/', answers.relayUsage(5_260_050));
  }
});

afterAll(() => Promise.all([first?.end(), second?.end()]));

const type = async (name: string, text: string) => paste(page, await find(page, 'textbox', name), text);
const shows = (sentence: string) => page.waitForFunction((wanted) => document.body.textContent.includes(wanted), { timeout: 30_000 }, sentence);

async function choose(chosen: string, typed: string): Promise<void> {
  const input = (await page.waitForSelector('input[type="file"]', { timeout: 10_000 })) as ElementHandle<HTMLInputElement> | null;
  await input?.uploadFile(chosen);
  await page.evaluate(() => {
    for (const field of document.querySelectorAll<HTMLInputElement>('section input[type="password"]')) field.value = '';
  });
  if (typed !== '') await type('Backup passphrase', typed);
  await click(page, 'Import');
}

describe('security 70: a backup', () => {
  test('is saved as a file that shows nothing, and opens with the documented script', async () => {
    page = await first.firefox.open('options.html');
    await addAccount(page, { key: keys.work, name: 'Work' });
    await addAccount(page, { key: keys.relay, name: 'Relay', baseUrl: `https://${hosts.relay}` });
    await waitUntilRead(page, 'Relay');
    await page.evaluate(() => location.assign('#/data'));
    await type('Backup passphrase', passphrase);
    await type('Repeat backup passphrase', passphrase);
    await click(page, 'Export');
    const saved = () => readdirSync(first.downloads).filter((name) => /^remainder-backup-\d{4}-\d{2}-\d{2}\.json$/.test(name));
    await expect.poll(() => saved().length, { timeout: 30_000 }).toBe(1);
    file = path.join(first.downloads, saved()[0] ?? '');
    await expect.poll(() => existsSync(`${file}.part`) || readFileSync(file, 'utf8').at(-1), { timeout: 10_000 }).toBe('}');
    for (const key of Object.values(keys)) expect(readFileSync(file, 'utf8')).not.toContain(key.slice(4, -4));
    const opened = execFileSync(process.execPath, [script, file], { input: `${passphrase}\n`, stdio: ['pipe', 'pipe', 'ignore'] });
    const { accounts } = JSON.parse(opened.toString()) as { accounts: { account: { label: string }; secret: string }[] };
    expect(accounts.map(({ account: { label }, secret }) => [label, secret])).toEqual([
      ['Work', keys.work],
      ['Relay', keys.relay],
    ]);
  });

  test('that is none, too large, of another version, damaged, or wants too much work changes nothing, and says why', async () => {
    page = await second.firefox.open('options.html#/data');
    const text = readFileSync(file, 'utf8');
    const { header, data } = JSON.parse(text) as { header: string; data: string };
    /** The file with another header; without the sum over both, which would give it away at once. */
    const changed = (change: (parts: Record<string, unknown> & { kdf: object }) => object) => {
      const parts = change(JSON.parse(Buffer.from(header, 'base64url').toString()));
      return JSON.stringify({ header: Buffer.from(JSON.stringify(parts)).toString('base64url'), data });
    };
    const strange = path.join(second.downloads, 'strange.json');
    for (const [content, sentence] of [
      ['nothing of ours', 'This is neither a backup nor another file that Remainder can read.'],
      [text.padEnd(6 * 1024 * 1024), 'The file is larger than 5 MB.'],
      [text.replace(/("data":".{40})./, '$1_'), 'The file is damaged.'],
      [changed((parts) => ({ ...parts, version: 99 })), 'A newer version of Remainder made this backup.'],
      [
        changed((parts) => ({ ...parts, kdf: { ...parts.kdf, N: 2 ** 30 } })),
        'The file asks for more, or for less, work with the passphrase than is sensible.',
      ],
    ] as const) {
      writeFileSync(strange, content);
      await choose(strange, passphrase);
      await shows(sentence);
    }
    await choose(file, 'another passphrase');
    await shows('This is not the passphrase.');
    await page.evaluate(() => location.assign('#/accounts'));
    expect(await account(page, 'Work')).toBeUndefined();
    expect(second.services.seen()).toEqual([]);
  });

  test('is taken over in another profile, which asks nobody before that is allowed', async () => {
    await page.evaluate(() => location.assign('#/data'));
    await choose(file, passphrase);
    await shows('is added');
    await click(page, 'Import');
    await shows('2 accounts were taken over.');
    expect(second.services.seen()).toEqual([]);
    await click(page, 'Allow');
    await page.evaluate(() => location.assign('#/accounts'));
    await expect.poll(() => account(page, 'Work'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '83.58' });
    expect(second.services.seen(hosts.deepSeek).at(-1)?.headers.authorization).toBe(`Bearer ${keys.work}`);
  });
});

describe('a file of another tool', () => {
  const other = randomKey.deepSeek();

  test('is shown without its keys, and taken over', async () => {
    page = await second.firefox.open('options.html#/data');
    const env = path.join(second.downloads, 'keys.env');
    writeFileSync(env, `# of another tool\nexport DEEPSEEK_API_KEY="${other}"\n`);
    await choose(env, '');
    await shows('DEEPSEEK_API_KEY');
    for (const shown of [await page.content(), await textOf(page)]) expect(shown).not.toContain(other.slice(4, -4));
    await click(page, 'Add 1 account');
    await shows('1 account was taken over.');
    await expect.poll(() => second.services.seen(hosts.deepSeek).map(({ headers }) => headers.authorization), { timeout: 10_000 }).toContain(`Bearer ${other}`);
  });

  test('security 51: left no key in any byte of the profile', async () => {
    await second.firefox.close();
    for (const key of [other, ...Object.values(keys)]) expect(scanForSecret(second.profile, key).hits).toEqual([]);
  });
});

test('none of this was worth a line on the console', () => {
  expect([...first.messages(), ...second.messages()]).toEqual([]);
});
