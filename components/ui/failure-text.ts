import type { Failure } from '@/lib/failure';
import type { Text } from '@/lib/i18n/page-text';
import { clock } from '@/lib/i18n/when';

/** The sentence for a failure. */
export function failureText(failure: Failure, text: Text, now: number): string {
  const sentences = text.failure;
  switch (failure.kind) {
    case 'rate-limited':
      return sentences['rate-limited'](clock(failure.retryAt, now, text.language.tag));
    case 'unavailable':
      return sentences.unavailable(failure.status);
    case 'bad-response':
      return sentences['bad-response'](failure.detail);
    case 'permission-missing':
      return sentences['permission-missing'](failure.origins.map((origin) => new URL(origin).host).join(', '));
    case 'unsupported':
      return sentences.unsupported(failure.detail);
    case 'damaged':
      return sentences.damaged[failure.part];
    default:
      return sentences[failure.kind];
  }
}
