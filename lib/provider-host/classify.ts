import type { Failure } from '../failure';
import type { HttpAnswer } from './http';

/**
 * What an answer means where the provider has nothing to say about it.
 *
 * @param path named in the failure, so that a person sees which request it was.
 * @param silentWaitMs how long to wait after a 429 that names no instant.
 * @param wanted what the body of a success has to be.
 * @returns nothing for a success with such a body.
 */
export function classify(answer: HttpAnswer, path: string, now: number, silentWaitMs: number, wanted: 'json' | 'text' | 'none' = 'json'): Failure | undefined {
  const { status, content } = answer;
  if (answer.challenged) return { kind: 'challenge' };
  if (status === 429) return { kind: 'rate-limited', retryAt: answer.retryAt ?? now + silentWaitMs };
  if (status >= 500) {
    if (status === 503 && answer.retryAt !== undefined) return { kind: 'rate-limited', retryAt: answer.retryAt };
    return { kind: 'unavailable', status };
  }
  if (status === 401) return { kind: 'unauthorized' };
  if (status === 402) return { kind: 'exhausted' };
  // A refusal in JSON comes from the service itself; anything else from a gate in front of it.
  if (status === 403) return content.kind === 'json' || content.kind === 'empty' ? { kind: 'forbidden' } : { kind: 'challenge' };
  if (status === 404 || status === 405 || status === 410) return { kind: 'unsupported', detail: path.slice(0, 120) };
  if (status >= 400) return { kind: 'bad-response', detail: `HTTP ${status}` };
  if (content.kind === 'page') return { kind: 'challenge' };
  if (wanted !== 'none' && content.kind !== wanted) return { kind: 'bad-response', detail: content.kind === 'empty' ? 'empty' : 'content-type' };
  return undefined;
}
