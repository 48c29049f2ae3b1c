import { parseJson } from '../exact-json';
import { type Failure, fail, failureOf } from '../failure';
import type { Reading } from '../reading';
import type { AskedRequest, GivenAnswer } from './asked';
import { readFigures } from './read-figures';
import { judge, prepare } from './run-definition';
import type { Definition } from './schema';
import { createTrace, type Step } from './trace';
import type { Answers } from './value';

/** What a person has pasted of one answer: its body, its headers, or both; also all of it in one, as `curl -i` prints it. */
export interface Pasted {
  body?: string | undefined;
  headers?: string | undefined;
}

export interface Replayed {
  /** Everything up to the figure, or up to where it went wrong. */
  steps: Step[];
  outcome:
    | { kind: 'reading'; reading: Reading }
    /** `place` is the field of the definition that was being worked on; the failure names the place in the answer. */
    | { kind: 'failure'; failure: Failure; place: string }
    /** Nothing was pasted for this request, counted from 1. */
    | { kind: 'unanswered'; number: number };
}

/** As much as the network would be listened to. */
const longestBody = 256 * 1024;
const longestHeaders = 32 * 1024;

/**
 * Goes through a definition with pasted answers, as a live reading would with a service's own. Asks nobody, and never throws.
 *
 * @param now Unix milliseconds.
 */
export function replay(definition: Definition, pasted: readonly Pasted[], now: number): Replayed {
  const answers: GivenAnswer[] = [];
  const trace = createTrace();
  const from: Answers = { answers, now, trace };
  try {
    for (const index of definition.requests.keys()) {
      const request = prepare(definition, index, from);
      const { body = '', headers = '' } = pasted[index] ?? {};
      if (body.trim() === '' && headers.trim() === '') return { steps: trace.steps, outcome: { kind: 'unanswered', number: index + 1 } };
      trace.place = `requests[${index}]`;
      answers.push(answerFrom(request, body, headers));
      judge(definition, index, from);
    }
    return { steps: trace.steps, outcome: { kind: 'reading', reading: readFigures(definition.reading, from) } };
  } catch (error) {
    const failure = failureOf(error, { kind: 'bad-response', detail: 'reading' });
    return { steps: trace.steps, outcome: { kind: 'failure', failure, place: trace.place } };
  }
}

function answerFrom({ answer, keepHeaders }: AskedRequest, body: string, headers: string): GivenAnswer {
  if (body.length > longestBody || headers.length > longestHeaders) fail({ kind: 'bad-response', detail: 'size' });
  const whole = /^\s*HTTP\/[\d.]+ /.test(body) ? /^\s*(.*?)\r?\n\r?\n(.*)$/s.exec(body) : null;
  const [head, text] = whole ? [`${headers}\n${whole[1] ?? ''}`, whole[2] ?? ''] : [headers, body];
  const { status, sent } = headersFrom(head);
  if (status !== undefined && status >= 400) fail({ kind: 'bad-response', detail: `HTTP ${status}` });
  const kept = Object.fromEntries(keepHeaders.flatMap((name) => [[name, sent.get(name)]].filter((entry): entry is [string, string] => entry[1] !== undefined)));
  if (answer === 'none' || text.trim() === '') return { headers: kept };
  if (text.trimStart().startsWith('<')) fail({ kind: 'challenge' });
  return answer === 'text' ? { headers: kept, text } : { headers: kept, body: parseJson(text) };
}

/** Header lines as browsers and curl show them; of several of one name, all. */
function headersFrom(block: string): { status?: number; sent: Map<string, string> } {
  const sent = new Map<string, string>();
  let status: number | undefined;
  for (const line of block.split('\n')) {
    const text = line.replace(/^[<*] /, '').trim();
    const [, code] = /^HTTP\/[\d.]+ (\d{3})\b/.exec(text) ?? [];
    if (code !== undefined) status = Number(code);
    const [, name, value] = /^([\w-]{1,80}):\s*(.*)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) continue;
    const before = sent.get(name.toLowerCase());
    sent.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  return { ...(status === undefined ? {} : { status }), sent };
}
