import { setTimeout as wait } from 'node:timers/promises';
import { startChromium, until } from './chromium.mjs';

/**
 * A subject in a browser of its own, with accounts in it.
 *
 * @param {import('./subjects.mjs').Subject} subject
 * @param {string} folder what Chromium loads.
 * @param {Awaited<ReturnType<typeof import('./provider.mjs').startProvider>>} provider
 * @param {number} count of accounts.
 */
export async function install(subject, folder, provider, count) {
  const browser = await startChromium(folder);
  let commands;
  let round = 0;

  /** A page that may give commands but shows nothing: it is stopped before its first script. */
  async function commandPage() {
    if (commands) return commands;
    const tab = await browser.openTab();
    await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: 'globalThis.stop()' });
    await tab.send('Page.navigate', { url: browser.address + subject.commandPage });
    await until('the command page', () => tab.run((page) => location.pathname === `/${page}` && document.readyState === 'complete', subject.commandPage));
    commands = tab;
    return tab;
  }

  async function closeCommands() {
    await commands?.close();
    commands = undefined;
  }

  /** Sends a message from the command page, and tells how long the answer took as that page saw it. */
  async function ask(message) {
    const page = await commandPage();
    return page.run(async (sent) => {
      const begun = performance.now();
      const answer = await chrome.runtime.sendMessage(sent);
      return { answer, ms: performance.now() - begun };
    }, message);
  }

  const installation = {
    subject,
    browser,
    provider,
    count,
    commandPage,
    ask,

    /** Which balances the accounts have now: see `centsOf`. */
    round: () => round,

    /** Worker and process gone. */
    async sleep() {
      await closeCommands();
      await browser.sleep();
    },

    /** Worker and process alive, and idle. */
    async wake() {
      await ask(subject.cheapest);
      await wait(200);
    },

    /** Reads every account anew, from other balances than before. */
    async refresh() {
      round += 1;
      await provider.begin(round);
      const { answer, ms } = await ask(subject.refresh);
      const succeeded = subject.succeeded(answer);
      if (succeeded !== count) throw new Error(`${subject.name}: ${succeeded} of ${count} accounts were read`);
      return ms;
    },

    close: () => browser.close(),
  };

  // What an extension does once after it was installed is over by then.
  await wait(1500);
  const accounts = Array.from({ length: count }, (_, index) => ({
    label: `Account ${index}`,
    origin: provider.originOf(index),
    secret: `sk-${String(index).padStart(48, '0')}`,
    remaining: 0,
  }));
  await subject.seed(await commandPage(), accounts);
  await installation.refresh();
  return installation;
}
