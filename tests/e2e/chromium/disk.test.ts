import { afterEach, describe, expect, it } from 'vitest';
import { scanForSecret } from '../disk-scan.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { addThroughForm, eventually, fillForm, openForm, refresh, send, waitForState } from './pages.ts';
import { killBrowser } from './processes.ts';
import { quota } from './replies.ts';

let browser: TestBrowser;

afterEach(() => browser.close());

/** Every file was read, and LevelDB was looked into: a scan of nothing would find nothing. */
function expectThorough({ files, bytes, layers }: ReturnType<typeof scanForSecret>) {
  expect(files).toBeGreaterThan(50);
  expect(bytes).toBeGreaterThan(100_000);
  expect(layers['log value']).toBeGreaterThan(5);
}

describe('no byte of the profile holds a key', () => {
  it('security 51: that was added, refreshed, tested, duplicated, edited and restarted with', async () => {
    browser = await startBrowser();
    const { services, watch } = browser;
    services.on('disk.example.com', '/v1/usage', quota(11));
    const [key, replaced] = [watch.newKey('sk-', 48), watch.newKey('sk-', 48)];
    const options = await browser.open('options.html');
    const id = await addThroughForm(options, { key: replaced, provider: 'custom', baseUrl: 'https://disk.example.com', name: 'Marker of the scan' });
    await waitForState(options, id, 'fresh');
    await options.evaluate((account) => location.assign(`#/accounts/${account}`), id);
    await fillForm(options, { key });
    await options.getByRole('button', { name: 'Test' }).click();
    await eventually(() => options.getByRole('status').textContent()).toContain('It works');
    await options.getByRole('button', { name: 'Save' }).click();
    await waitForState(options, id, 'fresh');
    await send(options, 'account.duplicate', { id });
    await refresh(options);
    const popup = await browser.open('popup.html');
    await popup.reload();
    await browser.restart();

    const again = await browser.open('options.html');
    await refresh(again);
    // The key is there to be used, only not to be found.
    expect(services.seen('disk.example.com').at(-1)?.headers.authorization).toBe(`Bearer ${key}`);
    await browser.quit();

    for (const secret of [key, replaced]) {
      const scan = scanForSecret(browser.profile, secret);
      expectThorough(scan);
      expect(scan.hits).toEqual([]);
    }
    // What is plain text on purpose is found by the same scan.
    expect(scanForSecret(browser.profile, 'Marker of the scan').hits).not.toEqual([]);
  });

  it('security 52: that was typed into the form and never submitted, when the browser is killed', async () => {
    browser = await startBrowser();
    const key = browser.watch.newKey('sk-', 48);
    const options = await browser.open('options.html');
    await openForm(options);
    await fillForm(options, { key, provider: 'custom', name: 'Marker of the scan', baseUrl: 'https://disk.example.com' });
    await options.getByRole('textbox', { name: 'API key' }).press('End');
    await new Promise((resolve) => setTimeout(resolve, 8000));
    await killBrowser(browser);

    const scan = scanForSecret(browser.profile, key);
    expectThorough(scan);
    expect(scan.hits).toEqual([]);
  });
});
