import { fail } from '../failure';
import type { Reading } from '../reading';
import { cleanText } from '../text';
import type { AskedRequest, GivenAnswer } from './asked';
import { answerKind } from './check-definition';
import { evaluate, holdsIn } from './expression';
import { parseExpression } from './expression-parser';
import { readFigures } from './read-figures';
import type { Definition, DefinitionRequest } from './schema';
import { type Filling, fillPath, fillTemplate, parseTemplate } from './template';
import { createTrace, note, noteFound, type Trace } from './trace';
import type { Answers } from './value';

/** Asks a service for a definition. The key is added by whoever answers, and is in none of this. */
export interface Asker {
  /** Unix milliseconds. */
  now: number;
  ask(request: AskedRequest): Promise<GivenAnswer>;
}

/** In characters, with everything filled in. */
const longestPath = 1000;

/**
 * Asks what a definition says, and reads the answers as it says.
 *
 * @throws FailureError `bad-response` with the place in an answer, or what the asker throws.
 */
export async function runDefinition(definition: Definition, { now, ask }: Asker): Promise<Reading> {
  const answers: GivenAnswer[] = [];
  const from: Answers = { answers, now, trace: createTrace() };
  for (const index of definition.requests.keys()) {
    const answer = await ask(prepare(definition, index, from));
    answers.push(answer);
    judge(definition, index, from);
  }
  return readFigures(definition.reading, from);
}

/** One request of a definition, its gaps filled with the time and with the answers before it. */
export function prepare(definition: Definition, index: number, { answers, now, trace }: Answers): AskedRequest {
  const request = definition.requests[index] ?? fail({ kind: 'unsupported', detail: 'request' });
  const filling: Filling = { bodies: answers.map(({ body }) => body), now, saw: (where, value) => noteFound(trace, where, value) };
  const place = `requests[${index}]`;
  trace.place = `${place}.path`;
  const path = fillPath(parseTemplate(request.path, trace.place, index), filling);
  if (path.length > longestPath) fail({ kind: 'unsupported', detail: 'path' });
  trace.place = `${place}.headers`;
  const headers = Object.fromEntries(
    Object.entries(request.headers ?? {}).map(([name, text]) => [name.toLowerCase(), fillTemplate(parseTemplate(text, trace.place, index), filling, same)]),
  );
  trace.place = `${place}.json`;
  const json = request.json === undefined ? undefined : filledJson(request.json, index, filling, trace.place);
  const asked: AskedRequest = {
    method: request.method ?? 'GET',
    path,
    headers,
    ...(json === undefined ? {} : { json }),
    auth: definition.auth ?? 'bearer',
    answer: answerKind(request),
    keepHeaders: headersOf(definition, index + 1),
  };
  note(trace, { kind: 'request', number: index + 1, request: asked });
  return asked;
}

/**
 * Tells an error from a success, where the service does not.
 *
 * @throws FailureError `bad-response` with what the service says.
 */
export function judge({ requests }: Definition, index: number, from: Answers): void {
  const { success, errorText } = requests[index] ?? {};
  if (success === undefined) return;
  const { trace } = from;
  const bodies = [from.answers[index]?.body];
  const scope = { bodies, form: {}, now: from.now, saw: (where: string, value: unknown) => noteFound(trace, where, value) };
  trace.place = `requests[${index}].success`;
  const holds = holdsIn(parseExpression(success, trace.place), scope);
  note(trace, { kind: 'condition', place: trace.place, expression: success, holds });
  if (holds) return;
  const said = errorText === undefined ? undefined : saidIn({ errorText, index }, bodies, from);
  fail({ kind: 'bad-response', detail: `success: ${success}`.slice(0, 120), ...(said ? { said } : {}) });
}

function saidIn({ errorText, index }: { errorText: string; index: number }, bodies: readonly unknown[], { now, trace }: { now: number; trace: Trace }): string {
  const found = evaluate(parseExpression(errorText, `requests[${index}].errorText`), { bodies, form: {}, now });
  noteFound(trace, errorText.slice(0, 120), found.is === 'text' ? found.value : undefined);
  return found.is === 'text' ? cleanText(found.value) : '';
}

/** Which headers of an answer the definition looks at. */
function headersOf({ reading }: Definition, answer: number): string[] {
  const { remaining, granted, used, percentUsed, percentLeft, name, expires, windows = [] } = reading;
  const inWindows = windows.flatMap(({ remaining: left, used: spent, limit, resets }) => [left, spent, limit, resets]);
  const sources = [remaining, granted, used, percentUsed, percentLeft, name, expires, ...inWindows];
  const names = sources.flatMap((source) =>
    typeof source === 'object' && source.header !== undefined && (source.answer ?? 1) === answer ? source.header.toLowerCase() : [],
  );
  return [...new Set(names)];
}

function filledJson(value: DefinitionRequest['json'], index: number, filling: Filling, place: string): unknown {
  if (typeof value === 'string') return fillTemplate(parseTemplate(value, place, index), filling, same);
  if (Array.isArray(value)) return value.map((one) => filledJson(one, index, filling, place));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filledJson(one, index, filling, place)]));
}

function same(text: string): string {
  return text;
}
