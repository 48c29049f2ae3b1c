import type { Failure } from '@/lib/failure';
import type { OptionsText } from '@/lib/i18n/options-text';

/** The sentence for why a message did not get out. */
export function channelFailureText(failure: Failure, { channels }: OptionsText): string {
  if (failure.kind === 'unavailable') return channels.failedWith(failure.status);
  if (failure.kind === 'permission-missing') return channels.notAllowed(failure.origins.map((origin) => new URL(origin).host).join(', '));
  const sentences: Partial<Record<Failure['kind'], string>> = channels.failures;
  return sentences[failure.kind] ?? channels.failed;
}
