import type { AccountView } from './snapshot';

/** Failures after which nobody knows whether the request arrived. */
const perhapsSent: readonly string[] = ['network', 'timeout'];

/**
 * When a key was last sent to its account's address, as far as is known: an answer came, or a request left and none did.
 *
 * @returns Unix milliseconds; `undefined` where nothing is known, as while figures are hidden.
 */
export function lastSentAt({ attempts, readAt }: Pick<AccountView, 'attempts' | 'readAt'>): number | undefined {
  const sent = attempts.filter(({ status, failure }) => status !== undefined || (failure && perhapsSent.includes(failure.kind))).map(({ at }) => at);
  // A try that was held back leaves no trace of the ones before it, but the figure they brought is still there.
  const instants = [...sent, ...(readAt === undefined ? [] : [readAt])];
  return instants.length > 0 ? Math.max(...instants) : undefined;
}
