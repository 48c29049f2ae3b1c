import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../chromium.mjs';

/** What a page would derive from a passphrase, and with what. */
const key = 'A'.repeat(43);
const kdf = { name: 'argon2id', m: 65_536, t: 3, p: 1, salt: 'A'.repeat(22) };

/**
 * Gives the vault a passphrase.
 *
 * @param {Awaited<ReturnType<typeof import('../installation.mjs').install>>} installation
 */
export async function setPassphrase({ ask }) {
  await commanded(ask, { type: 'vault.setPassphrase', input: { kdf, key } });
}

/**
 * How long it takes from the derived key until the vault is open, as it is usually and with every figure encrypted while it is
 * locked, and how long the key takes to be derived.
 *
 * @param {Awaited<ReturnType<typeof import('../installation.mjs').install>>} installation
 */
export async function measureVault({ browser, ask, commandPage, count }) {
  const page = await commandPage();
  await lockWith(ask, 'show');
  const derived = await deriveIn(browser);
  const unlocked = await unlock(ask);
  await lockWith(ask, 'hide');
  await until('the figures to be hidden', async () => (await page.run(figures)) === 0);
  const revealed = await unlock(ask);
  await until('the figures to be there', async () => (await page.run(figures)) === count);
  return { derived, unlocked, revealed };
}

async function lockWith(ask, whenLocked) {
  await commanded(ask, { type: 'vault.changeLock', input: { idleMin: 0, onOsLock: false, whenLocked } });
  // What a change or an unlocking has set off is over.
  await wait(3000);
  await commanded(ask, { type: 'vault.lock', input: {} });
}

async function unlock(ask) {
  const { answer, ms } = await ask({ type: 'vault.unlock', input: { key } });
  if (!answer?.ok) throw new Error(`vault.unlock: ${JSON.stringify(answer)}`);
  return ms;
}

/** Types a passphrase into a page, which is a wrong one: that takes no less. */
async function deriveIn(browser) {
  const tab = await browser.openTab();
  await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${watchUnlock})()` });
  await tab.send('Page.navigate', { url: `${browser.address}popup.html` });
  await until('the field', () => tab.run(() => document.querySelector('input[type="password"]') !== null));
  await tab.run(() => {
    document.querySelector('input[type="password"]').value = 'seven quiet herons at dawn';
    globalThis.typedAt = performance.now();
    document.querySelector('form button[type="submit"]').click();
  });
  await until('the key', () => tab.run(() => globalThis.derivedAt !== undefined));
  const ms = await tab.run(() => globalThis.derivedAt - globalThis.typedAt);
  await tab.close();
  return ms;
}

/** Runs in the page: notes when it asks to unlock, and answers for the background, which has enough of wrong passphrases some time. */
function watchUnlock() {
  const send = chrome.runtime.sendMessage;
  chrome.runtime.sendMessage = (message, ...others) => {
    if (message?.type !== 'vault.unlock') return send.call(chrome.runtime, message, ...others);
    globalThis.derivedAt = performance.now();
    return Promise.resolve({ ok: false, failure: { kind: 'wrong-passphrase' } });
  };
}

/** Runs in the page: how many accounts show a figure. While amounts are to be hidden no figure is on the disk: pages find them in memory. */
async function figures() {
  const { 'v1:snapshot': snapshot } = await chrome.storage.session.get('v1:snapshot');
  return (snapshot?.accounts ?? []).filter(({ reading }) => reading !== undefined).length;
}

async function commanded(ask, message) {
  const { answer } = await ask(message);
  if (!answer?.ok) throw new Error(`${message.type}: ${JSON.stringify(answer)}`);
}
