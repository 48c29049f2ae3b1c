import { keyHeaderProblem } from '../definition/header-name';
import { fail } from '../failure';
import { answerTo, type Question } from './ask';
import type { ReadContext } from './define';
import type { HttpOptions } from './http';

/** What every request of an account has in common. */
type Place = Pick<Question, 'baseUrl' | 'signal' | 'note' | 'silentWaitMs'> & { secret(): Promise<string> };

/**
 * Asks as a definition says. The definition names a path and a header; the origin is the account's own, and the header is
 * judged once more, because a definition may come from anybody.
 */
export function createAsk({ baseUrl, secret, signal, note, silentWaitMs }: Place, http: HttpOptions): ReadContext['ask'] {
  return async ({ method, path, headers, json, auth, answer, keepHeaders }) => {
    const header = typeof auth === 'object' ? auth.header.toLowerCase() : 'authorization';
    if (keyHeaderProblem(header) || Object.hasOwn(headers, header)) return fail({ kind: 'unsupported', detail: 'header' });
    const place = auth === 'none' ? undefined : typeof auth === 'object' ? { header, ...(auth.scheme === undefined ? {} : { scheme: auth.scheme }) } : auth;
    const credential = place && { auth: place, secret };
    const question = { baseUrl, path, headers, credential, signal, note, silentWaitMs, wanted: answer, head: method === 'HEAD', keepHeaders };
    const { content, headers: given = {} } = await answerTo(method === 'POST' ? { ...question, json } : question, http);
    return { headers: given, ...(content.kind === 'json' ? { body: content.body } : {}), ...(content.kind === 'text' ? { text: content.text } : {}) };
  };
}
