import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @typedef {object} Subject What is measured, and how it is talked to.
 * @property {string} name
 * @property {string} folder the build as it would be published.
 * @property {() => string} prepare makes the folder that Chromium loads.
 * @property {string} commandPage the page that may give commands.
 * @property {{figure: string, total: string}} selectors where the popup shows an account's figure, and the total.
 * @property {object} cheapest the cheapest message that the worker answers.
 * @property {object} refresh the message that reads all accounts, answered when everything is saved.
 * @property {(answer: any) => number} succeeded how many accounts a refresh has read.
 * @property {(page: any, accounts: object[]) => Promise<void>} seed puts accounts in; their figures may be missing yet.
 */

/** @type {Subject} */
export const floor = {
  name: 'floor',
  folder: fileURLToPath(new URL('./floor/', import.meta.url)),
  prepare: () => floor.folder,
  commandPage: 'popup.html',
  selectors: { figure: 'output', total: '#total' },
  cheapest: { type: 'ping' },
  refresh: { type: 'refresh' },
  succeeded: (answer) => answer.succeeded,
  seed: (page, accounts) => page.run((stored) => chrome.storage.local.set({ accounts: stored }), accounts),
};

/** @type {Subject} */
export const ours = {
  name: 'ours',
  folder: path.join(project, '.output/chrome-mv3'),
  prepare: () => withHosts(ours.folder),
  commandPage: 'options.html',
  selectors: { figure: '[data-testid="account"] [data-testid="remaining"]', total: '[data-testid="total"]' },
  // Reads nobody: the worker loads its state and answers, and nothing is written.
  cheapest: { type: 'account.refresh', input: { ids: [] } },
  refresh: { type: 'account.refresh', input: {} },
  succeeded: (answer) => answer.value?.succeeded ?? 0,
  async seed(page, accounts) {
    const drafts = accounts.map(({ label, origin, secret }) => ({
      providerId: 'new-api',
      label,
      baseUrl: origin,
      credential: 'api-key',
      fields: {},
      countInTotal: true,
      secret,
    }));
    // Nothing may fall due while something else is measured.
    await command(page, 'settings.change', { intervalMinutes: 1440 });
    await command(page, 'account.add', { drafts });
    await page.run(async () => {
      for (;;) {
        const { 'v1:snapshot': snapshot } = await chrome.storage.local.get('v1:snapshot');
        if (snapshot.accounts.every(({ readAt, failure }) => readAt !== undefined || failure)) return;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    });
  },
};

async function command(page, type, input) {
  const answer = await page.run((message) => chrome.runtime.sendMessage(message), { type, input });
  if (!answer?.ok) throw new Error(`${type}: ${JSON.stringify(answer)}`);
}

/**
 * A copy of the build that has its hosts from the start: no switch of Chromium's accepts the prompt for optional ones.
 *
 * @param {string} folder
 */
function withHosts(folder) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'remainder-bench-build-'));
  fs.cpSync(folder, copy, { recursive: true });
  const file = path.join(copy, 'manifest.json');
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, JSON.stringify({ ...manifest, host_permissions: ['http://*/*'] }));
  process.once('exit', () => fs.rmSync(copy, { recursive: true, force: true }));
  return copy;
}
