import { setTimeout as wait } from 'node:timers/promises';

/**
 * One refresh of all accounts, from the message to the answer, by a worker that has read nothing since it was started: so
 * it is in daily use, for a worker sleeps between two refreshes.
 *
 * @param {Awaited<ReturnType<typeof import('../installation.mjs').install>>} installation
 */
export async function measureRefresh(installation) {
  const { browser, provider } = installation;
  await installation.commandPage();
  await browser.stopWorker();
  await installation.wake();
  const before = browser.extensionTime();
  const wall = await installation.refresh();
  const processor = browser.extensionTime() - before;
  const { requests, together } = await provider.counts();
  return { wall, processor, requests, together };
}

/**
 * What one refresh does beside asking: counted, not timed, for the counting itself costs time.
 *
 * @param {Awaited<ReturnType<typeof import('../installation.mjs').install>>} installation
 */
export async function countRefresh(installation) {
  const { browser, provider } = installation;
  await installation.wake();
  const page = await installation.commandPage();
  await page.run(listen);
  const worker = await browser.attachWorker();
  await worker.run(countCalls);
  await installation.refresh();
  // The last change event and badge may come after the answer.
  await wait(500);
  const calls = await worker.run(() => globalThis.benchCalls);
  await worker.detach();
  const { requests, paths } = await provider.counts();
  const received = await page.run(() => globalThis.benchReceived);
  const stored = await page.run(() => chrome.storage.local.getBytesInUse(null));
  // A new worker has the browser's own functions again.
  await browser.stopWorker();
  return { ...calls, ...received, requests, paths, stored };
}

/** Runs in the command page: what is delivered to an open page. */
function listen() {
  const received = { messages: 0, localChanges: 0, sessionChanges: 0 };
  globalThis.benchReceived = received;
  chrome.runtime.onMessage.addListener(() => {
    received.messages += 1;
  });
  chrome.storage.onChanged.addListener((_changes, area) => {
    received[`${area}Changes`] += 1;
  });
}

/** Runs in the worker: puts a counter before each call of the browser's that costs something. */
function countCalls() {
  const calls = { writes: 0, writtenBytes: 0, reads: 0, removals: 0, sessionWrites: 0, badgeTexts: 0, titles: 0, alarms: 0 };
  globalThis.benchCalls = calls;
  const { local, session } = chrome.storage;
  before(local, 'set', (items) => {
    calls.writes += 1;
    calls.writtenBytes += JSON.stringify(items).length;
  });
  before(local, 'get', () => {
    calls.reads += 1;
  });
  before(local, 'remove', () => {
    calls.removals += 1;
  });
  before(session, 'set', () => {
    calls.sessionWrites += 1;
  });
  before(chrome.action, 'setBadgeText', () => {
    calls.badgeTexts += 1;
  });
  before(chrome.action, 'setTitle', () => {
    calls.titles += 1;
  });
  before(chrome.alarms, 'create', () => {
    calls.alarms += 1;
  });

  function before(area, name, note) {
    const original = area?.[name];
    if (!original) return;
    area[name] = (...values) => {
      note(...values);
      return original.apply(area, values);
    };
  }
}
