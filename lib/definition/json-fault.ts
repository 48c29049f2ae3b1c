import type { DefinitionProblem } from './problem';

/** How deep a definition may be nested. */
const deepest = 24;

const blank = /[\t\n\r ]*/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** Where the walk through the text stands. */
interface Walk {
  text: string;
  at: number;
}

class Fault extends Error {
  readonly reason: 'not-json' | 'too-deep' | 'twice';
  readonly at: number;

  constructor(reason: Fault['reason'], at: number) {
    super(reason);
    this.reason = reason;
    this.at = at;
  }
}

/**
 * Finds the first place at which a text is no JSON, is nested too deeply, or names something twice: engines name the place
 * in words of their own or not at all, and keep only the last of two.
 */
export function jsonFault(text: string): DefinitionProblem | undefined {
  const walk: Walk = { text, at: 0 };
  try {
    readValue(walk, 0);
    if (walk.at < text.length) throw new Fault('not-json', walk.at);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const before = text.slice(0, error.at).split('\n');
    return { reason: error.reason, place: '', line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}

function readValue(walk: Walk, depth: number): void {
  take(walk, blank);
  const start = walk.text[walk.at];
  if (start === '{' || start === '[') readMembers(walk, start, depth + 1);
  else if (take(walk, string) === undefined && take(walk, scalar) === undefined) throw new Fault('not-json', walk.at);
  take(walk, blank);
}

function readMembers(walk: Walk, start: '{' | '[', depth: number): void {
  if (depth > deepest) throw new Fault('too-deep', walk.at);
  const end = start === '{' ? '}' : ']';
  const names = new Set<string>();
  walk.at += 1;
  take(walk, blank);
  if (walk.text[walk.at] === end) {
    walk.at += 1;
    return;
  }
  for (;;) {
    if (start === '{') readName(walk, names);
    readValue(walk, depth);
    const next = walk.text[walk.at];
    if (next !== ',' && next !== end) throw new Fault('not-json', walk.at);
    walk.at += 1;
    if (next === end) return;
    take(walk, blank);
  }
}

function readName(walk: Walk, names: Set<string>): void {
  const at = walk.at;
  const written = take(walk, string);
  if (written === undefined) throw new Fault('not-json', at);
  const name = JSON.parse(written) as string;
  if (names.has(name)) throw new Fault('twice', at);
  names.add(name);
  take(walk, blank);
  if (walk.text[walk.at] !== ':') throw new Fault('not-json', walk.at);
  walk.at += 1;
}

/** Takes what a sticky expression finds here. */
function take(walk: Walk, expression: RegExp): string | undefined {
  expression.lastIndex = walk.at;
  const found = expression.exec(walk.text)?.[0];
  if (found !== undefined) walk.at += found.length;
  return found;
}
