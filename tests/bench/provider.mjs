import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Each account has an origin of its own; Chromium is told that all of 127.* is this machine (chromium.mjs). */
const accountsInNetwork = 250;

/**
 * A relay on loopback that every account of the benchmark asks. It lives in a thread of its own, so that the harness does
 * not keep it waiting.
 *
 * @param {number} latency milliseconds before each answer.
 */
export async function startProvider(latency) {
  const thread = new Worker(new URL('./provider-thread.mjs', import.meta.url), { workerData: { latency } });
  const nextMessage = async () => (await once(thread, 'message'))[0];
  const { port } = await nextMessage();

  return {
    /** @param {number} index which account. */
    originOf: (index) => `http://127.0.${1 + Math.floor(index / accountsInNetwork)}.${1 + (index % accountsInNetwork)}:${port}`,

    /**
     * Forgets what was counted and gives every account another balance.
     *
     * @param {number} round which balances: see `centsOf`.
     */
    async begin(round) {
      thread.postMessage({ begin: round });
      await nextMessage();
    },

    /** @returns {Promise<{requests: number, together: number, paths: Record<string, number>}>} what came since `begin`. */
    async counts() {
      thread.postMessage({});
      return nextMessage();
    },

    close: () => thread.terminate(),
  };
}

/**
 * What an account has left, in cents: different for each, and in each round.
 *
 * @param {number} index
 * @param {number} round
 */
export function centsOf(index, round) {
  return 1037 + (index % 90) * 100 + round;
}

/**
 * The right total of all accounts as a person reads it, without a currency sign or separators.
 *
 * @param {number} count of accounts.
 * @param {number} round
 */
export function totalText(count, round) {
  let cents = 0;
  for (let index = 0; index < count; index += 1) cents += centsOf(index, round);
  return (cents / 100).toFixed(2);
}

/**
 * Which account a host name belongs to: the inverse of `originOf`.
 *
 * @param {string} host
 */
export function indexOf(host) {
  const [, , network, machine] = host.split(':')[0].split('.').map(Number);
  return (network - 1) * accountsInNetwork + machine - 1;
}
