import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../../servers/fake-services.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, refresh, row, waitForState } from './pages.ts';
import { quota } from './replies.ts';

let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
});

afterAll(() => browser.close());

/** An account that has been read well once; its host answers differently from now on. */
async function accountThatFails(host: string, reply: Reply): Promise<string> {
  browser.services.on(host, '/v1/usage', quota(12.5));
  const [id = ''] = await addCustom(options, [host], browser.watch.newKey);
  await waitForState(options, id, 'fresh');
  browser.services.on(host, '/v1/usage', reply);
  return id;
}

const page = '<!doctype html><html><head><title>Just a moment…</title></head><body><script>location.href="/check"</script>Sign in</body></html>';

interface Case {
  what: string;
  host: string;
  reply: Reply;
  failure: string;
  sentence: string;
  action: string;
}

const cases: Case[] = [
  {
    what: '401',
    host: 'a401',
    reply: { status: 401, body: { error: { message: 'bad key' } } },
    failure: 'unauthorized',
    sentence: 'The key was refused.',
    action: 'Replace the key',
  },
  { what: '402', host: 'a402', reply: { status: 402, body: {} }, failure: 'exhausted', sentence: 'The key is used up.', action: 'Open billing page' },
  {
    what: '403 in JSON',
    host: 'a403',
    reply: { status: 403, body: { error: 'no' } },
    failure: 'forbidden',
    sentence: 'does not let this key see the balance',
    action: 'Open billing page',
  },
  {
    what: '403 as a page',
    host: 'b403',
    reply: { status: 403, body: page },
    failure: 'challenge',
    sentence: 'A page came back instead of data',
    action: 'Open the site',
  },
  {
    what: '404',
    host: 'a404',
    reply: { status: 404, body: {} },
    failure: 'unsupported',
    sentence: 'does not offer a balance here (/v1/usage)',
    action: 'Edit account',
  },
  { what: '500', host: 'a500', reply: { status: 500, body: 'oops' }, failure: 'unavailable', sentence: 'HTTP 500', action: 'Try again' },
  {
    what: 'a page at status 200',
    host: 'page',
    reply: { status: 200, body: page },
    failure: 'challenge',
    sentence: 'A page came back instead of data',
    action: 'Open the site',
  },
  {
    what: 'a page that calls itself JSON',
    host: 'liar',
    reply: { status: 200, headers: { 'content-type': 'application/json' }, body: page },
    failure: 'challenge',
    sentence: 'A page came back instead of data',
    action: 'Open the site',
  },
  {
    what: 'an empty answer',
    host: 'empty',
    reply: { status: 200, body: '' },
    failure: 'bad-response',
    sentence: 'The answer has changed shape (empty)',
    action: 'Try again',
  },
  {
    what: 'another shape',
    host: 'shape',
    reply: { body: { quota: 5 } },
    failure: 'bad-response',
    sentence: 'has changed shape (/total_quota)',
    action: 'Try again',
  },
  {
    what: 'a figure that is null',
    host: 'null',
    reply: quota(null as never, 1),
    failure: 'bad-response',
    sentence: 'has changed shape (/total_quota)',
    action: 'Try again',
  },
  {
    what: 'broken JSON',
    host: 'json',
    reply: { headers: { 'content-type': 'application/json' }, body: '{"total_quota": 5,' },
    failure: 'bad-response',
    sentence: '(json)',
    action: 'Try again',
  },
  {
    what: 'a body of 10 MB',
    host: 'huge',
    reply: { body: { total_quota: 5, used_quota: 1, padding: 'x'.repeat(10_000_000) } },
    failure: 'bad-response',
    sentence: 'has changed shape (size)',
    action: 'Try again',
  },
  {
    what: 'a connection that is closed in mid-body',
    host: 'closed',
    reply: {
      write(response) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"total_quota": 5');
        setTimeout(() => response.destroy(), 50);
      },
    },
    failure: 'network',
    sentence: 'could not be reached',
    action: 'Try again',
  },
];

describe('a refresh that fails', () => {
  it.each(cases)('security 40: with $what keeps the last figure with its time, and says so', async ({ host, reply, failure, sentence, action }) => {
    const id = await accountThatFails(`${host}.example.com`, reply);
    const before = await accountOn(options, id);
    expect(await refresh(options, id)).toMatchObject({ ok: true, value: { succeeded: 0, failed: 1 } });
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ state: 'failed', failure, value: '12.5', unit: 'USD', readAt: before.readAt });
    const text = await row(options, id).textContent();
    expect(text).toContain(sentence);
    expect(text).toContain('last known figure');
    expect(text).not.toMatch(/<|Just a moment|oops|bad key/);
    expect(await row(options, id).getByRole('button', { name: action }).isVisible()).toBe(true);
  });

  it('recovers as soon as the service answers again', async () => {
    const id = await accountThatFails('again.example.com', { status: 500, body: {} });
    await refresh(options, id);
    await waitForState(options, id, 'failed');
    browser.services.on('again.example.com', '/v1/usage', quota(99));
    await row(options, id).getByRole('button', { name: 'Try again' }).click();
    await waitForState(options, id, 'fresh');
    expect(await accountOn(options, id)).toMatchObject({ failure: '', value: '99' });
  });

  it('never shows a figure for an account that was never read', async () => {
    browser.services.on('never.example.com', '/v1/usage', { status: 500, body: {} });
    const [id = ''] = await addCustom(options, ['never.example.com'], browser.watch.newKey);
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ value: '', readAt: null });
    expect(await row(options, id).getByTestId('remaining').textContent()).toBe('Unknown');
  });
});
