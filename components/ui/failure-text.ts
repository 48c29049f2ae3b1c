import type { Failure } from '@/lib/failure';
import type { Text } from '@/lib/i18n/page-text';
import { clock } from '@/lib/i18n/when';
import type { AccountView } from '@/lib/snapshot';

/** Whose failure it is, where that changes the sentence. */
export type Concerned = Pick<AccountView, 'providerName' | 'dashboardHost'>;

/** The sentence for a failure. */
export function failureText(failure: Failure, text: Text, now: number, concerned?: Concerned): string {
  const sentences = text.failure;
  switch (failure.kind) {
    case 'rate-limited':
      return sentences['rate-limited'](clock(failure.retryAt, now, text.language.tag));
    case 'wrong-passphrase':
      return failure.retryAt === undefined ? sentences['wrong-passphrase'] : text.vault.pause(Math.max(1, Math.ceil((failure.retryAt - Date.now()) / 1000)));
    case 'unavailable':
      return sentences.unavailable(failure.status);
    case 'damaged':
      return sentences.damaged[failure.part];
    case 'unusable-file':
      return sentences['unusable-file'][failure.reason];
    case 'not-a-counter':
      return sentences['not-a-counter'][failure.reason];
    case 'forbidden':
      return failure.reason === undefined ? sentences.forbidden : text.counterRefusal[failure.reason];
    default:
      return (concerned && sessionText(failure, text, concerned)) ?? plainText(failure, text);
  }
}

function plainText(
  failure: Exclude<Failure, { kind: 'rate-limited' | 'unavailable' | 'damaged' | 'wrong-passphrase' | 'unusable-file' | 'not-a-counter' | 'forbidden' }>,
  text: Text,
): string {
  const { failure: sentences } = text;
  switch (failure.kind) {
    case 'bad-response':
      return failure.said === undefined ? sentences['bad-response'](failure.detail) : text.definition.said(failure.said);
    case 'permission-missing':
      return sentences['permission-missing'](failure.origins.map(hostOf).join(', '));
    case 'unsupported':
      return sentences.unsupported(failure.detail);
    default:
      return sentences[failure.kind];
  }
}

/** What is said where a website's session is what an account is read with, or would be. */
function sessionText(failure: Failure, { session }: Text, { providerName, dashboardHost }: Concerned): string | undefined {
  if (failure.kind === 'session-missing') {
    if (failure.reason === undefined) return session.keyUsed(providerName);
    return failure.reason === 'off' ? session.off(providerName) : session.missing(providerName);
  }
  if (dashboardHost === undefined) return undefined;
  if (failure.kind === 'session-expired') return session.expired(providerName, dashboardHost);
  if (failure.kind === 'challenge') return session.blocked(providerName);
  if (failure.kind === 'unsupported' || failure.kind === 'bad-response') return session.changed(providerName);
  if (failure.kind !== 'permission-missing') return undefined;
  return session.permission(failure.origins.map(hostOf).sort(dashboardFirst(dashboardHost)).reduce(session.and));
}

function dashboardFirst(dashboardHost: string) {
  return (left: string, right: string) => Number(right === dashboardHost) - Number(left === dashboardHost);
}

function hostOf(origin: string): string {
  return new URL(origin).host;
}
