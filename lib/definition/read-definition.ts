import * as z from 'zod/mini';
import { checkDefinition } from './check-definition';
import { jsonFault } from './json-fault';
import { type DefinitionProblem, ProblemFound, type ProblemReason } from './problem';
import { type Definition, definitionSchema } from './schema';

/** In characters. What is longer is not even looked at. */
export const longestDefinition = 64 * 1024;

/** Made when the first definition is read: most workers read none, and some read many. */
let made: ReturnType<typeof definitionSchema> | undefined;

export type DefinitionResult = { ok: true; definition: Definition } | { ok: false; problem: DefinitionProblem };

/** Reads a definition from its text, strictly. Never throws: the first thing that is wrong with it comes back with its place. */
export function readDefinition(text: string): DefinitionResult {
  if (text.length > longestDefinition) return { ok: false, problem: { reason: 'too-large', place: '' } };
  const fault = jsonFault(text);
  if (fault) return { ok: false, problem: fault };
  const raw: unknown = JSON.parse(text);
  made ??= definitionSchema();
  const parsed = z.safeParse(made, raw);
  if (!parsed.success) return { ok: false, problem: problemOf(parsed.error.issues[0], raw, []) };
  try {
    checkDefinition(parsed.data);
    return { ok: true, definition: parsed.data };
  } catch (error) {
    if (error instanceof ProblemFound) return { ok: false, problem: error.problem };
    throw error;
  }
}

type Issue = z.core.$ZodIssue;

function problemOf(issue: Issue | undefined, raw: unknown, before: readonly PropertyKey[]): DefinitionProblem {
  if (!issue) return { reason: 'wrong-kind', place: '' };
  const path = [...before, ...issue.path];
  if (issue.code === 'invalid_union') {
    const inner = branchOf(issue, valueAt(raw, path));
    if (inner) return problemOf(inner, raw, path);
  }
  if (issue.code === 'unrecognized_keys') return { reason: 'unknown-field', place: placeOf([...path, issue.keys[0] ?? '']) };
  return { reason: reasonOf(issue, valueAt(raw, path), path), place: placeOf(path) };
}

/** What is wrong in the one form of several that the text comes nearest to. */
function branchOf(issue: z.core.$ZodIssueInvalidUnion, value: unknown): Issue | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const branches = issue.errors.filter(([first]) => first !== undefined && !(first.code === 'invalid_type' && first.path.length === 0));
  // An object is meant to be the form with fields, and everything else one of the short ones.
  return isObject ? branches.at(-1)?.[0] : branches[0]?.[0];
}

function reasonOf(issue: Issue, value: unknown, path: readonly PropertyKey[]): ProblemReason {
  if (value === undefined) return 'missing';
  if (path.length === 1 && path[0] === 'version' && typeof value === 'number' && value > 1) return 'newer-version';
  if (issue.code === 'too_big') return 'too-long';
  if (issue.code === 'too_small') return 'too-short';
  return issue.code === 'invalid_value' ? 'not-allowed' : 'wrong-kind';
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[name];
  }
  return value;
}

/** `requests[1].path`. A name that somebody chose is cut, for it is shown. */
function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part).slice(0, 40)}`))
    .join('')
    .replace(/^\./, '');
}
