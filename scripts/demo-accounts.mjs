/** How long the first figures may take. */
const patienceMs = 30_000;

/**
 * The accounts of the demo, as the form of the options page would send them: one of New API, one of a company's own
 * service, and one that reads the format of DeepSeek in yuan.
 *
 * @param {string} baseUrl
 */
export function demoDrafts(baseUrl) {
  const shared = { baseUrl, credential: 'api-key', countInTotal: true };
  return [
    { ...shared, providerId: 'new-api', label: 'Relay', secret: 'sk-demo-relay-0123456789abcdef', fields: {} },
    { ...shared, providerId: 'custom', label: 'Company budget', secret: 'demo-company-0123456789abcdef', fields: { path: '/v1/usage', unit: 'USD' } },
    {
      ...shared,
      providerId: 'custom',
      label: 'DeepSeek format',
      secret: 'sk-0123456789abcdef0123456789abcdef',
      fields: { path: '/user/balance', remainingPointer: '/balance_infos/0/total_balance', unit: 'CNY' },
    },
  ];
}

/**
 * Adds the demo accounts through the door that the form uses, and waits until each has a figure.
 *
 * @param {import('./session.mjs').ExtensionPage} options The options page, open.
 * @param {string} baseUrl
 * @throws {Error} With one line for a person, when an account has no figure in time.
 */
export async function addDemoAccounts(options, baseUrl) {
  const drafts = demoDrafts(baseUrl);
  let seen = 'the extension does not answer';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  // A background that hangs never answers a message, so the limit stands outside of everything that waits for it.
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The demo accounts were not fetched within ${patienceMs / 1000} seconds: ${seen}.`)), patienceMs);
  });
  async function fetched() {
    await send(options, 'account.add', { drafts });
    for (;;) {
      const accounts = await accountsOf(options);
      const waiting = accounts.filter((account) => !account.fetched);
      if (accounts.length === drafts.length && waiting.length === 0) return;
      seen = waiting.map(({ label, failure }) => `${label} (${failure ?? 'no answer yet'})`).join(', ') || `${accounts.length} accounts were saved`;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  await Promise.race([fetched(), late]).finally(() => clearTimeout(timer));
}

/**
 * Gives one command of lib/protocol.ts.
 *
 * @param {import('./session.mjs').ExtensionPage} options
 * @param {string} type
 * @param {object} input
 */
export async function send(options, type, input) {
  const answer = await options.evaluate((message) => globalThis.chrome.runtime.sendMessage(message), { type, input });
  if (!answer?.ok) throw new Error(`The extension refused ${type}: ${JSON.stringify(answer?.failure ?? 'no answer')}.`);
  return answer.value;
}

/**
 * @param {import('./session.mjs').ExtensionPage} options
 * @returns {Promise<{ label: string, fetched: boolean, failure?: string }[]>}
 */
function accountsOf(options) {
  return options.evaluate(async () => {
    const key = 'v1:snapshot';
    const { [key]: snapshot } = await globalThis.chrome.storage.local.get(key);
    return (snapshot?.accounts ?? []).map((/** @type {any} */ { label, readAt, failure }) => ({
      label,
      fetched: readAt !== undefined && !failure,
      failure: failure?.kind,
    }));
  });
}
