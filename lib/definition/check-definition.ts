import { parseBaseUrl } from '../base-url';
import { isZero, parseDecimal } from '../money/decimal';
import { type Expression, parseExpression, pointersIn } from './expression-parser';
import { headerProblem, keyHeaderProblem } from './header-name';
import { compilePattern } from './pattern';
import { refuse } from './problem';
import type { Definition, DefinitionReading, DefinitionRequest, Time, Value, WindowDefinition, Word } from './schema';
import { parseTemplate, type Template } from './template';

/** How deep and how wide the JSON of a request may be. */
const mostBodyParts = 500;

/** Everything about the answers that a place of the definition may refer to. */
type Kinds = readonly ('json' | 'text' | 'none')[];

/**
 * Checks what a schema cannot: that every expression, pattern and gap can be read, and refers to an answer that is there by
 * then. Requests can therefore not refer to each other in a circle.
 *
 * @throws ProblemFound
 */
export function checkDefinition(definition: Definition): void {
  const { auth, baseUrl, requests, reading } = definition;
  if (baseUrl !== undefined && !parseBaseUrl(baseUrl).ok) refuse('not-an-address', 'baseUrl');
  if (typeof auth === 'object') {
    const problem = keyHeaderProblem(auth.header);
    if (problem) refuse(problem, 'auth.header');
    if (auth.scheme !== undefined && !/^[\w-]+$/.test(auth.scheme)) refuse('not-allowed', 'auth.scheme');
  }
  const kinds = requests.map(answerKind);
  for (const [index, request] of requests.entries()) checkRequest(request, index, typeof auth === 'object' ? auth.header : 'authorization', kinds);
  checkReading(reading, kinds);
}

/** What an answer holds besides its headers. */
export function answerKind({ method, answer = 'json' }: Pick<DefinitionRequest, 'method' | 'answer'>): 'json' | 'text' | 'none' {
  return method === 'HEAD' ? 'none' : answer;
}

function checkRequest(request: DefinitionRequest, index: number, keyHeader: string, kinds: Kinds): void {
  const place = `requests[${index}]`;
  const gaps = (text: string, at: string) => checkTemplate(parseTemplate(text, at, index), kinds, at);
  if (!isPath(request.path)) refuse('not-a-path', `${place}.path`);
  gaps(request.path, `${place}.path`);
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    const at = `${place}.headers.${name.slice(0, 40)}`;
    const problem = headerProblem(name) ?? (name.toLowerCase() === keyHeader.toLowerCase() ? 'secret-header' : undefined);
    if (problem) refuse(problem, at);
    if (!/^[\x21-\x7e]+$/.test(withoutGaps(value))) refuse('not-allowed', at);
    gaps(value, at);
  }
  if (request.json !== undefined && request.method !== 'POST') refuse('body-without-post', `${place}.json`);
  if (request.json === undefined && request.method === 'POST') refuse('missing', `${place}.json`);
  let parts = 0;
  const walk = (value: unknown, at: string): void => {
    parts += 1;
    if (parts > mostBodyParts) refuse('too-long', `${place}.json`);
    if (typeof value === 'string') gaps(value, at);
    else if (Array.isArray(value)) for (const [key, one] of value.entries()) walk(one, `${at}[${key}]`);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, one] of Object.entries(value)) {
        // Some services would take it for more than a name.
        if (key === '__proto__') refuse('unknown-field', `${at}.${key}`);
        walk(one, `${at}.${key.slice(0, 40)}`);
      }
    }
  };
  walk(request.json, `${place}.json`);
  // Here pointers go into the one answer that is being judged, whatever came before it.
  for (const name of ['success', 'errorText'] as const) {
    const written = request[name];
    const at = `${place}.${name}`;
    if (written !== undefined) checkPointers(parseExpression(written, at), kinds[index] === undefined ? [] : [kinds[index]], at);
  }
}

function isPath(path: string): boolean {
  return /^\/(?!\/)[^\s\\#]*$/.test(withoutGaps(path));
}

/** A gap may have blanks inside; nothing else may. */
function withoutGaps(text: string): string {
  return text.replace(/\{\{[^{}]*\}\}/g, 'x');
}

function checkTemplate(template: Template, kinds: Kinds, place: string): void {
  for (const part of template) if (part.kind === 'answer' && kinds[part.answer - 1] !== 'json') refuse('answer-of-another-kind', place);
}

function checkReading(reading: DefinitionReading, kinds: Kinds): void {
  const figures = ['remaining', 'granted', 'used', 'percentUsed', 'percentLeft'] as const;
  for (const name of figures) if (reading[name] !== undefined) checkValue(reading[name], kinds, `reading.${name}`);
  checkFigures(reading);
  if (reading.unlimited !== undefined) checkExpression(reading.unlimited, kinds, 'reading.unlimited');
  if (typeof reading.unit === 'object') checkExpression(reading.unit.expression, kinds, 'reading.unit.expression');
  if (reading.name !== undefined) checkSource(reading.name, kinds, 'reading.name');
  if (reading.expires !== undefined) checkSource(reading.expires, kinds, 'reading.expires');
  for (const [index, window] of (reading.windows ?? []).entries()) checkWindow(window, kinds, `reading.windows[${index}]`);
}

/** One way to what is left, and one only: of two, nobody could say which holds. */
function checkFigures({ remaining, granted, used, percentUsed, percentLeft, unit }: DefinitionReading): void {
  const ways = [remaining, percentUsed, percentLeft].filter((way) => way !== undefined).length;
  if (ways > 1) refuse('two-figures', 'reading');
  if (ways === 0 && used === undefined) refuse(granted === undefined ? 'no-figure' : 'missing', granted === undefined ? 'reading' : 'reading.used');
  // Cents are not dollars: a unit is never guessed. Only a percentage of nothing in particular has none.
  const isShare = granted === undefined && remaining === undefined && ways === 1;
  if (unit === undefined && !isShare) refuse('missing', 'reading.unit');
}

function checkWindow({ remaining, used, limit, resets }: WindowDefinition, kinds: Kinds, place: string): void {
  if (remaining === undefined && used === undefined && limit === undefined) refuse('no-figure', place);
  for (const [name, value] of Object.entries({ remaining, used, limit })) if (value !== undefined) checkValue(value, kinds, `${place}.${name}`);
  if (resets !== undefined) checkSource(resets, kinds, `${place}.resets`);
}

function checkValue(value: Value, kinds: Kinds, place: string): void {
  checkSource(value, kinds, place);
  if (typeof value === 'string') return;
  if (value.divide !== undefined && isZero(parseDecimal(value.divide) ?? '0')) refuse('division-by-zero', `${place}.divide`);
  if (value.groupSeparator !== undefined && value.groupSeparator === (value.decimalSeparator ?? '.')) refuse('same-separators', `${place}.groupSeparator`);
}

function checkSource(value: Value | Time | Word, kinds: Kinds, place: string): void {
  if (typeof value === 'string') {
    checkExpression(value, kinds, place);
    return;
  }
  const { expression, header, text, answer = 1, item, parameter } = value;
  if ([expression, header, text].filter((one) => one !== undefined).length !== 1) refuse('one-source', place);
  if (header === undefined && (item !== undefined || parameter !== undefined))
    refuse('only-with-header', `${place}.${item === undefined ? 'parameter' : 'item'}`);
  if (answer > kinds.length) refuse('no-such-answer', `${place}.answer`);
  if (expression !== undefined) {
    if (value.answer !== undefined) refuse('only-with-header', `${place}.answer`);
    checkExpression(expression, kinds, `${place}.expression`);
  }
  if (header !== undefined && !/^[\w-]+$/.test(header)) refuse('not-a-header', `${place}.header`);
  if (text !== undefined) {
    compilePattern(text, `${place}.text`);
    if (kinds[answer - 1] !== 'text') refuse('answer-of-another-kind', `${place}.text`);
  }
}

function checkExpression(written: string, kinds: Kinds, place: string): void {
  checkPointers(parseExpression(written, place), kinds, place);
}

/** Every pointer has to say which answer it goes into, unless there is one only; and that has to be JSON. */
function checkPointers(expression: Expression, kinds: Kinds, place: string): void {
  for (const { answer, inList } of pointersIn(expression)) {
    if (answer === undefined && inList) continue;
    if (answer === undefined && kinds.length > 1) refuse('which-answer', place);
    if ((answer ?? 1) > kinds.length || answer === 0) refuse('no-such-answer', place);
    if (kinds[(answer ?? 1) - 1] !== 'json') refuse('answer-of-another-kind', place);
  }
}
