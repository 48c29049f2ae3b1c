import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { worldWithPassphrase } from '@/tests/fakes/vault-world';
import { accountRecord, draftOf, minute } from '@/tests/fakes/world';
import { startApp } from './app';

type Listener = (...said: unknown[]) => unknown;

/** What a browser offers beside what the fake has: events that can be fired, and calls that do nothing. */
function stubBrowser() {
  const listeners: Record<string, Listener[]> = {};
  const on = (name: string, event: { addListener(listener: never): void }) => {
    listeners[name] = [];
    vi.spyOn(event, 'addListener').mockImplementation((listener: unknown) => void listeners[name]?.push(listener as Listener));
  };
  on('message', browser.runtime.onMessage);
  on('startup', browser.runtime.onStartup);
  on('installed', browser.runtime.onInstalled);
  on('alarm', browser.alarms.onAlarm);
  on('idle', browser.idle.onStateChanged);
  on('allowed', browser.permissions.onAdded);
  on('withdrawn', browser.permissions.onRemoved);
  on('sent', browser.webRequest.onSendHeaders as never);
  on('answered', browser.webRequest.onResponseStarted as never);
  for (const event of ['onSendHeaders', 'onResponseStarted'] as const)
    vi.spyOn(browser.webRequest[event], 'removeListener').mockImplementation(() => undefined);
  vi.spyOn(browser.permissions, 'getAll').mockImplementation(async () => ({ origins: [] }));
  for (const name of ['setBadgeText', 'setBadgeBackgroundColor', 'setBadgeTextColor', 'setTitle'] as const) vi.spyOn(browser.action, name).mockResolvedValue();
  browser.storage.local.setAccessLevel = vi.fn(async () => undefined);
  Object.assign(browser, { declarativeNetRequest: { updateSessionRules: vi.fn(async () => undefined) } });
  vi.stubGlobal('fetch', vi.fn());
  return { listeners, fire: (name: string, ...said: unknown[]) => listeners[name]?.map((listener) => listener(...said)) };
}

async function standing(): Promise<number | undefined> {
  return (await browser.alarms.get('next-attempt'))?.scheduledTime;
}

describe('the background', () => {
  beforeEach(() => fakeBrowser.reset());
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  test('adds every listener before it waits for anything', async () => {
    const { listeners } = stubBrowser();
    startApp();
    expect(Object.entries(listeners).filter(([, added]) => added.length !== 1)).toEqual([]);
    // It goes on by itself; the next test must not meet it.
    await vi.waitFor(() => expect(browser.action.setTitle).toHaveBeenCalled());
  });

  test('paints and sets the alarm from what is on disk at every start, also where the browser lost the alarm', async () => {
    await browser.storage.local.set({ 'v1:a:a1': accountRecord() });
    stubBrowser();
    startApp();
    await vi.waitFor(async () => expect(await standing()).toBeDefined());
    await vi.waitFor(() => expect(browser.action.setBadgeText).toHaveBeenCalledWith({ text: '…' }));
  });

  test('an alarm reads what is due and sets the next one', async () => {
    await browser.storage.local.set({ 'v1:a:a1': accountRecord() });
    const { fire } = stubBrowser();
    startApp();
    fire('alarm', { name: 'next-attempt' });
    await vi.waitFor(async () => {
      // Nothing is allowed here, and the account says so without a request.
      expect((await browser.storage.local.get('v1:f:a1'))['v1:f:a1']).toMatchObject({ failure: { kind: 'permission-missing' } });
    });
    expect(globalThis.fetch).not.toHaveBeenCalled();
  });

  test("somebody else's alarm does nothing", async () => {
    await browser.storage.local.set({ 'v1:a:a1': accountRecord() });
    const { fire } = stubBrowser();
    startApp();
    fire('alarm', { name: 'other' });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await browser.storage.local.get('v1:f:a1')).toEqual({});
  });

  test('security 24: a disk that cannot be read, or cannot be written, leaves an alarm standing to try again', async () => {
    for (const broken of ['get', 'set'] as const) {
      fakeBrowser.reset();
      await browser.storage.local.set({ 'v1:a:a1': accountRecord() });
      const { fire } = stubBrowser();
      vi.spyOn(browser.storage.local, broken).mockRejectedValue(new Error('An unexpected error occurred'));
      startApp();
      await vi.waitFor(async () => expect(await standing(), broken).toBeDefined());
      // As when the alarm has fired: it is gone, and only a new one wakes the background again.
      await browser.alarms.clearAll();
      fire('alarm', { name: 'next-attempt' });
      await vi.waitFor(async () => expect(await standing(), broken).toBeGreaterThan(Date.now() + 4 * minute));
      vi.restoreAllMocks();
    }
  });

  test('a start after the instant at which the vault locks is locked before anything is answered or read', async () => {
    for (const event of ['message', 'alarm'] as const) {
      fakeBrowser.reset();
      const { disk, memory } = await worldWithPassphrase([draftOf()], { idleMin: 15 });
      await browser.storage.local.set(Object.fromEntries(disk.records));
      const slept = { lockAt: Date.now() - 8 * 60 * minute, seenAt: Date.now() - 9 * 60 * minute };
      await browser.storage.session.set({ vault: memory.held, 'vault-watch': slept });
      const { fire } = stubBrowser();
      startApp();
      const stateThen = vi.fn();
      const sender = { id: browser.runtime.id, url: browser.runtime.getURL('/popup.html' as '/') };
      const locked = async () => (await browser.storage.local.get('v1:snapshot'))['v1:snapshot'];
      if (event === 'message') fire('message', { type: 'account.refresh', input: {} }, sender, (answer: unknown) => stateThen(answer));
      else fire('alarm', { name: 'next-attempt' });
      await vi.waitFor(async () => expect(await locked()).toMatchObject({ vault: 'locked' }));
      expect((await browser.storage.session.get('vault'))['vault']).toBeUndefined();
      if (event === 'message') {
        await vi.waitFor(() => expect(stateThen).toHaveBeenCalledWith({ ok: true, value: { succeeded: 0, failed: 0, waiting: 0 } }));
      }
      // Nothing is allowed here: had it been read, the account would say so.
      expect(await locked()).not.toHaveProperty('accounts.0.failure');
      expect(globalThis.fetch).not.toHaveBeenCalled();
      vi.restoreAllMocks();
    }
  });

  test('erasing everything empties storage, badge and alarms', async () => {
    await browser.storage.local.set({ 'v1:a:a1': accountRecord(), 'v1:settings': { theme: 'dark' } });
    await browser.storage.session.set({ 'session:a1': 'sess-x' });
    vi.stubGlobal('navigator', { ...navigator, languages: ['en'], storage: { getDirectory: async () => ({ keys: () => [] }) } });
    const { fire } = stubBrowser();
    const remove = vi.spyOn(browser.permissions, 'remove').mockImplementation(async () => true);
    vi.spyOn(browser.permissions, 'getAll').mockImplementation(async () => ({ origins: ['https://api.deepseek.com/*'] }));
    startApp();
    await vi.waitFor(() => expect(browser.action.setBadgeText).toHaveBeenCalledWith({ text: '…' }));
    const respond = vi.fn();
    fire('message', { type: 'vault.erase', input: {} }, { id: browser.runtime.id, url: browser.runtime.getURL('/options.html' as '/') }, respond);
    await vi.waitFor(() => expect(respond).toHaveBeenCalledWith({ ok: true, value: null }));
    expect([await browser.storage.local.get(null), await browser.storage.session.get(null)]).toEqual([{}, {}]);
    expect(browser.action.setBadgeText).toHaveBeenLastCalledWith({ text: '' });
    expect(await browser.alarms.getAll()).toEqual([]);
    expect(remove).toHaveBeenCalledWith({ origins: ['https://api.deepseek.com/*'] });
  });

  test('a message of nobody gets no answer, and one of ours gets one', async () => {
    const { fire } = stubBrowser();
    startApp();
    const respond = vi.fn();
    const message = { type: 'settings.change', input: { theme: 'dark' } };
    expect(fire('message', message, { id: 'other', url: browser.runtime.getURL('/popup.html' as '/') }, respond)).toEqual([undefined]);
    expect(fire('message', message, { id: browser.runtime.id, url: browser.runtime.getURL('/popup.html' as '/') }, respond)).toEqual([true]);
    await vi.waitFor(() => expect(respond).toHaveBeenCalledWith({ ok: true, value: null }));
    expect(respond).toHaveBeenCalledTimes(1);
  });
});
