import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { addThroughForm, eventually, fillForm, openForm, send, storedKeys, waitForState } from './pages.ts';
import { quota } from './replies.ts';

let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
  browser.services.on('keyboard.example.com', '/v1/usage', quota(4.2));
});

afterAll(() => browser.close());

beforeEach(async () => {
  await options.reload();
  await openForm(options);
});

const key = () => options.getByRole('textbox', { name: 'API key' });
const baseUrl = () => options.getByRole('textbox', { name: 'Base URL' });
const save = () => options.getByRole('button', { name: 'Save' }).click();

/** What assistive tools read out with a field. */
async function described(field: Locator): Promise<string> {
  return field.evaluate((element) => {
    const ids = element.getAttribute('aria-describedby')?.split(' ') ?? [];
    return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  });
}

async function expectRefused(field: Locator, sentence: string) {
  await eventually(() => described(field)).toContain(sentence);
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  expect(await options.getByRole('alert').filter({ hasText: sentence }).isVisible()).toBe(true);
  expect((await storedKeys(options)).filter((name) => name !== 'v1:snapshot' && name !== 'v1:settings')).toEqual([]);
  expect(browser.services.seen()).toEqual([]);
}

describe('a key that cannot be one', () => {
  const random = () => browser.watch.newKey('', 40);
  const cases: { what: string; pasted: () => string; sentence: string }[] = [
    { what: 'nothing', pasted: () => '', sentence: 'Paste a key.' },
    { what: 'only spaces', pasted: () => '   ', sentence: 'Paste a key.' },
    { what: 'seven characters', pasted: () => 'sk-1234', sentence: 'A key has at least 8 characters.' },
    { what: '513 characters', pasted: () => 'k'.repeat(513), sentence: 'A key has at most 512 characters.' },
    { what: 'a space inside', pasted: () => `sk-${random()} ${random()}`, sentence: 'A key has no spaces' },
    { what: 'a control character', pasted: () => `sk-${random()}\u0007x`, sentence: 'A key has no spaces' },
    { what: 'full-width letters', pasted: () => `ｓｋ－${random()}`, sentence: 'A key has no spaces' },
    { what: 'an emoji', pasted: () => `sk-${random()}🔑`, sentence: 'A key has no spaces' },
    { what: 'an invisible character', pasted: () => `sk-${random()}\u200bx`, sentence: 'A key has no spaces' },
  ];

  it.each(cases)('is refused with a sentence beside the field: $what', async ({ pasted, sentence }) => {
    await fillForm(options, { key: pasted(), provider: 'custom', name: 'Kept name', baseUrl: 'https://keyboard.example.com' });
    await save();
    await expectRefused(key(), sentence);
    // Nothing is lost from the other fields.
    expect(await options.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Kept name');
    expect(await baseUrl().inputValue()).toBe('https://keyboard.example.com');
    expect(await options.getByRole('combobox', { name: 'Provider' }).inputValue()).toBe('custom');
  });

  it('is refused by the background as well, whoever sends it', async () => {
    const draft = { providerId: 'custom', label: 'x', baseUrl: 'https://keyboard.example.com', credential: 'api-key' as const, fields: {}, countInTotal: true };
    for (const secret of ['short', 'k'.repeat(513), 'sk-12345678\u0000', 'ｓｋ－12345678', 'sk-1234 5678']) {
      const answer = await send(options, 'account.add', { drafts: [{ ...draft, secret }] });
      expect(answer).toMatchObject({ ok: false, failure: { kind: 'invalid-input', field: 'secret' } });
    }
    await expect(storedKeys(options)).resolves.not.toContainEqual(expect.stringMatching(/^v1:[as]:/));
  });
});

describe('security 44: an address that cannot be one', () => {
  it.each([
    ['', 'Enter the address of the service'],
    ['relay', 'This is not an address.'],
    ['https://', 'This is not an address.'],
    ['https://relay.example.com.', 'This is not an address.'],
    ['ftp://relay.example.com', 'must begin with https://'],
    ['javascript:alert(1)', 'must begin with https://'],
    ['http://relay.example.com', 'Plain http is only possible on this machine or your own network.'],
    ['http://127.0.0.1.evil.example.com', 'Plain http is only possible on this machine or your own network.'],
    ['https://user:word@relay.example.com', 'must not contain a user name or password'],
    ['https://relay.example.com/?key=1', 'must not contain a question mark or a hash'],
    ['https://relay.example.com/\u202eabc', 'contains spaces or invisible characters'],
  ])('is refused with a sentence beside the field: %s', async (address, sentence) => {
    const pasted = browser.watch.newKey();
    await fillForm(options, { key: pasted, provider: 'new-api', name: 'Kept name', baseUrl: address });
    await save();
    await expectRefused(baseUrl(), sentence);
    expect(await options.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Kept name');
    expect(await key().inputValue()).toBe(pasted);
  });

  it('asks for a provider when the key tells nothing', async () => {
    await fillForm(options, { key: browser.watch.newKey('unknown-') });
    await save();
    await expectRefused(options.getByRole('combobox', { name: 'Provider' }), 'Choose a provider.');
  });

  it('wants a word of consent before a key goes over plain http on the local network', async () => {
    await fillForm(options, { key: browser.watch.newKey(), provider: 'custom', baseUrl: 'http://192.168.7.7' });
    await save();
    await expectRefused(options.getByRole('checkbox', { name: 'Send this key unencrypted on my network' }), 'Tick this to go on');
  });

  it('refuses a path that could leave the origin', async () => {
    await fillForm(options, {
      key: browser.watch.newKey(),
      provider: 'custom',
      baseUrl: 'https://keyboard.example.com',
      fields: { Path: '//other.example.com' },
    });
    await save();
    await expectRefused(options.getByRole('textbox', { name: 'Path' }), 'A path begins with one slash');
  });
});

describe('the form by keyboard', () => {
  it('is filled and saved without a mouse', async () => {
    await key().focus();
    await options.keyboard.insertText(browser.watch.newKey('unknown-'));
    await options.keyboard.press('Tab');
    await options.keyboard.type('Company');
    await options.keyboard.press('Tab');
    await options.keyboard.type('keyboard.example.com');
    await options.keyboard.press('Tab');
    await options.keyboard.type('By keyboard');
    await options.keyboard.press('Enter');
    await eventually(() => options.getByTestId('account').count()).toBe(1);
    const id = (await options.getByTestId('account').getAttribute('data-account-id')) ?? '';
    await waitForState(options, id, 'fresh');
    expect(await options.getByText('By keyboard').isVisible()).toBe(true);
  });

  it('keeps the stored key when an account is edited without a new one', async () => {
    const id = await addThroughForm(options, { key: browser.watch.newKey(), provider: 'custom', baseUrl: 'https://keyboard.example.com', name: 'Before' });
    const sent = () => browser.services.seen('keyboard.example.com').at(-1)?.headers.authorization;
    await waitForState(options, id, 'fresh');
    const header = sent();
    await options.evaluate((account) => location.assign(`#/accounts/${account}`), id);
    await options.getByRole('textbox', { name: 'Name' }).fill('After');
    await save();
    await eventually(() => options.getByText('After').count()).toBe(1);
    await send(options, 'account.refresh', { ids: [id] });
    expect(sent()).toBe(header);
  });
});
