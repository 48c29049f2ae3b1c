import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../chromium.mjs';
import { totalText } from '../provider.mjs';
import { watchPopup } from './popup-watch.mjs';

/**
 * Opens the popup in a tab of its size.
 *
 * @param {Awaited<ReturnType<typeof import('../installation.mjs').install>>} installation
 * @param {'cold' | 'warm'} temperature cold: nothing of the extension runs, as when a person opens it after a while.
 */
export async function measurePopup(installation, temperature) {
  const { browser, subject, count } = installation;
  await (temperature === 'cold' ? installation.sleep() : installation.wake());
  const tab = await browser.openTab();
  const values = JSON.stringify([subject.selectors, totalText(count, installation.round())]).slice(1, -1);
  await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${watchPopup})(${values})` });
  await wait(300);
  const before = browser.extensionTime();
  await tab.send('Page.navigate', { url: `${browser.address}popup.html` });
  await until('the popup', () => tab.run(() => 'popupSettled' in globalThis));
  const seen = await tab.run(() => globalThis.popupSettled(400, 30_000));
  const processor = browser.extensionTime() - before;
  const heap = await tab.heapBytes();
  await tab.close();
  if (seen.figure === undefined || seen.total === undefined)
    throw new Error(`${subject.name}: the popup never showed the right figures: ${JSON.stringify(seen)}`);
  return { ...seen, processor, heap };
}
