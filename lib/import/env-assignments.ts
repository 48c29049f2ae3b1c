/** One `NAME=value` of a `.env` file. */
export interface Assignment {
  name: string;
  value: string;
  /** The line it begins in, counted from 1. */
  line: number;
}

/**
 * Reads the assignments of a `.env` file: `export` before the name, values in single, double or slanted quotes, over
 * several lines too, comments, and any kind of line break. Lines that are something else are passed over.
 *
 * @param most how many are read at most.
 */
export function readAssignments(text: string, most: number): Assignment[] {
  const lines = text.split(/\r\n|\n|\r/);
  const found: Assignment[] = [];
  let next = 0;
  // Once a quote is seen to end nowhere below, no later one of its kind is looked for: the time stays that of one pass.
  const endless = new Set<string>();
  while (next < lines.length && found.length < most) {
    const line = next;
    next += 1;
    const { name, rest } = assignmentIn(lines[line] ?? '') ?? {};
    if (name === undefined || rest === undefined) continue;
    const quote = rest[0] ?? '';
    const quoted = /["'`]/.test(quote) && !endless.has(quote) ? quotedValue(lines, line, rest) : undefined;
    if (/["'`]/.test(quote) && !quoted) endless.add(quote);
    if (quoted) next = quoted.last + 1;
    found.push({ name, value: quoted ? quoted.value : withoutComment(rest), line: line + 1 });
  }
  return found;
}

/** Whether a line gives a value to a name. */
export function isAssignment(line: string): boolean {
  return assignmentIn(line) !== undefined;
}

function assignmentIn(line: string): { name: string; rest: string } | undefined {
  const end = line.indexOf('=');
  // Names are short, and a line of megabytes is not worth going through.
  if (end < 0 || end > 200) return undefined;
  const name = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*$/.exec(line.slice(0, end))?.[1];
  return name === undefined ? undefined : { name, rest: line.slice(end + 1).trim() };
}

/** A value between quotes, from its first line to the one it ends in. Double quotes know escapes, the others none. */
function quotedValue(lines: readonly string[], first: number, rest: string): { value: string; last: number } | undefined {
  const quote = rest[0] ?? '';
  const parts: string[] = [];
  for (let index = first; index < lines.length; index += 1) {
    const part = index === first ? rest.slice(1) : (lines[index] ?? '');
    const end = endOf(part, quote);
    parts.push(end === undefined ? part : part.slice(0, end));
    if (end !== undefined) return { value: quote === '"' ? unescaped(parts.join('\n')) : parts.join('\n'), last: index };
  }
  return undefined;
}

function endOf(part: string, quote: string): number | undefined {
  for (let index = 0; index < part.length; index += 1) {
    if (part[index] === quote) return index;
    if (quote === '"' && part[index] === '\\') index += 1;
  }
  return undefined;
}

function unescaped(value: string): string {
  return value.replace(/\\([\s\S])/g, (_, character: string) => ({ n: '\n', r: '\r', t: '\t' })[character] ?? character);
}

/** A value without quotes ends where a comment begins. */
function withoutComment(rest: string): string {
  return rest.startsWith('#') ? '' : rest.replace(/\s#.*$/, '').trim();
}
