import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../chromium.mjs';

const hour = 3_600_000;
const day = 24 * hour;

/**
 * Gives every account a year of readings that never stand still: money is spent around the clock, with a top-up each month.
 * They are what is left of readings every quarter of an hour after thinning: everything of two days, the first and the last
 * of every hour of ninety days, and of every day before.
 *
 * @param {Awaited<ReturnType<typeof import('../installation.mjs').install>>} installation
 */
export async function seedHistory({ ask, commandPage }) {
  const page = await commandPage();
  const ids = await accountIds(page);
  const now = Date.now();
  for (const [place, id] of ids.entries()) {
    const { answer } = await ask({ type: 'history.merge', input: { series: [yearOf(id, place, now)], spend: [] } });
    if (!answer?.ok) throw new Error(`history.merge: ${JSON.stringify(answer)}`);
  }
}

/**
 * What a year of history takes on the disk, and how soon it is read and drawn.
 *
 * @param {Awaited<ReturnType<typeof import('../installation.mjs').install>>} installation
 */
export async function measureHistory(installation) {
  const { browser, commandPage, ask } = installation;
  const page = await commandPage();
  const [id] = await accountIds(page);
  // What a refresh has brought is in the store before a question is answered.
  await installation.refresh();
  const { ms: kept } = await ask({ type: 'history.read', input: { ids: [], from: 0, to: 0, span: 0 } });
  const now = Date.now();
  const { answer, ms: read } = await ask({ type: 'history.read', input: { ids: [id], from: now - 365 * day, to: now, span: day } });
  const all = await ask({ type: 'history.read', input: { ids: [id], from: 0, to: now, span: 0 } });
  const tab = await browser.openTab();
  await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${watchChart})()` });
  await tab.send('Page.navigate', { url: `${browser.address}options.html#/history/${id}` });
  await until('the chart', () => tab.run(() => globalThis.chartDrawn?.(0)));
  await wait(500);
  const { open, chart } = await tab.run(async () => {
    const first = globalThis.chartDrawn(0);
    const begun = performance.now();
    [...document.querySelectorAll('label')].find((label) => label.textContent === '1 y').click();
    for (;;) {
      const drawn = globalThis.chartDrawn(begun);
      if (drawn) return { open: first, chart: drawn - begun };
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  await tab.close();
  return {
    size: folderBytes(path.join(browser.profile, 'Default', 'IndexedDB')),
    points: all.answer.value.series.reduce((sum, { points }) => sum + points.length, 0),
    drawn: answer.value.series.reduce((sum, { points }) => sum + points.length, 0),
    kept,
    read,
    open,
    chart,
  };
}

/** Runs in the page: notes when a chart was last on the screen. Every one has a canvas of its own. */
function watchChart() {
  const drawn = [];
  globalThis.chartDrawn = (after) => drawn.find((at) => at > after);
  new MutationObserver((records) => {
    const isNew = records.some(({ addedNodes }) => [...addedNodes].some((node) => node.querySelector?.('canvas')));
    if (!isNew || !document.querySelector('[data-testid="balance-chart"] canvas')) return;
    requestAnimationFrame(() => scheduler.postTask(() => drawn.push(performance.now()), { priority: 'user-blocking' }));
  }).observe(document, { childList: true, subtree: true });
}

function accountIds(page) {
  return page.run(async () => {
    const { 'v1:snapshot': snapshot } = await chrome.storage.local.get('v1:snapshot');
    return snapshot.accounts.map(({ id }) => id);
  });
}

function yearOf(account, place, now) {
  const points = [];
  let spent = 0;
  let seed = place + 1;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  const add = (at) => {
    spent += Math.round(random() * 9000) / 10_000;
    const value = (2000 - spent + 1500 * Math.floor(points.length / 500)).toFixed(4).replace(/\.?0+$/, '');
    points.push({ at: Math.round(at + random() * 30_000), value, used: spent.toFixed(4).replace(/\.?0+$/, ''), basis: 'reported', method: 'balance' });
  };
  for (let start = now - 365 * day; start < now - 90 * day; start += day) for (const part of [0.001, 0.9]) add(start + part * day);
  for (let start = now - 90 * day; start < now - 2 * day; start += hour) for (const part of [0.02, 0.8]) add(start + part * hour);
  for (let start = now - 2 * day; start < now - hour; start += hour / 4) add(start);
  return { account, series: 'USD balance bench', unit: 'USD', meaning: 'balance', points };
}

function folderBytes(folder) {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true }) : [];
  return names.reduce((sum, name) => {
    const found = fs.statSync(path.join(folder, name), { throwIfNoEntry: false });
    return sum + (found?.isFile() ? found.size : 0);
  }, 0);
}
