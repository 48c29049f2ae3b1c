import { refuse } from './problem';

/** A part of a pattern, as it was written. */
export type PatternNode =
  | { kind: 'characters'; negated: boolean; ranges: readonly Range[] }
  | { kind: 'start' }
  | { kind: 'end' }
  | { kind: 'sequence'; parts: readonly PatternNode[] }
  | { kind: 'choice'; options: readonly PatternNode[] }
  | { kind: 'group'; of: PatternNode }
  | { kind: 'repeat'; of: PatternNode; least: number; most: number; lazy: boolean };

/** Code units from the first to the second, both included. */
export type Range = readonly [number, number];

/** In characters. */
export const longestPattern = 200;
const mostRepeats = 100;
const deepest = 12;

const digits: readonly Range[] = [[48, 57]];
const word: readonly Range[] = [...digits, [65, 90], [95, 95], [97, 122]];
const space: readonly Range[] = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
const lineEnds: readonly Range[] = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
];
const classes: Readonly<Record<string, readonly Range[]>> = { d: digits, w: word, s: space };
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9 };

/**
 * Reads a pattern in the part of JavaScript's regular expressions that can be matched in one pass: characters, classes,
 * `.`, `^`, `$`, `|`, `(?:…)`, one capturing group, and `* + ? {n,m}`. Nothing looks around or back.
 *
 * @param place the field it stands in.
 * @throws ProblemFound `bad-pattern` with the column.
 */
export function parsePattern(pattern: string, place: string): PatternNode {
  let at = 0;
  let groups = 0;
  const wrong = (column = at): never => refuse('bad-pattern', place, column + 1);
  if (pattern.length > longestPattern) wrong(longestPattern);

  function choice(depth: number): PatternNode {
    if (depth > deepest) wrong();
    const options = [sequence(depth)];
    while (pattern[at] === '|') {
      at += 1;
      options.push(sequence(depth));
    }
    return options.length === 1 && options[0] ? options[0] : { kind: 'choice', options };
  }

  function sequence(depth: number): PatternNode {
    const parts: PatternNode[] = [];
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') parts.push(repeated(depth));
    return { kind: 'sequence', parts };
  }

  function repeated(depth: number): PatternNode {
    const start = at;
    const groupsBefore = groups;
    const of = atom(depth);
    const [least, most] = quantifier() ?? [];
    if (least === undefined || most === undefined) return of;
    // Engines do not agree on what repeating nothing means, and nobody needs it.
    if (mayBeEmpty(of)) wrong(start);
    // What a group holds after several rounds is nobody's to guess.
    if (most > 1 && groups > groupsBefore) wrong(start);
    const lazy = pattern[at] === '?';
    if (lazy) at += 1;
    if (/[*+?{]/.test(pattern[at] ?? '')) wrong();
    return { kind: 'repeat', of, least, most, lazy };
  }

  function quantifier(): readonly [number, number] | undefined {
    const sign = pattern[at] ?? '';
    if (sign === '{') return counted();
    const known: Record<string, readonly [number, number]> = { '*': [0, Number.POSITIVE_INFINITY], '+': [1, Number.POSITIVE_INFINITY], '?': [0, 1] };
    if (!Object.hasOwn(known, sign)) return undefined;
    at += 1;
    return known[sign];
  }

  function counted(): readonly [number, number] {
    const [all = '', first = '', comma, second = ''] = /^\{(\d{1,3})(,(\d{1,3})?)?\}/.exec(pattern.slice(at)) ?? [];
    if (all === '') wrong();
    const least = Number(first);
    const most = comma === undefined ? least : second === '' ? Number.POSITIVE_INFINITY : Number(second);
    if (least > mostRepeats || (most > mostRepeats && most !== Number.POSITIVE_INFINITY) || most < least) wrong();
    at += all.length;
    return [least, most];
  }

  function atom(depth: number): PatternNode {
    const sign = pattern[at] ?? '';
    if (/[*+?{})\]]/.test(sign)) wrong();
    at += 1;
    if (sign === '^') return { kind: 'start' };
    if (sign === '$') return { kind: 'end' };
    if (sign === '.') return { kind: 'characters', negated: true, ranges: lineEnds };
    if (sign === '[') return characterClass();
    if (sign === '(') return group(depth);
    if (sign === '\\') return escaped();
    return one(sign.charCodeAt(0));
  }

  function group(depth: number): PatternNode {
    const start = at - 1;
    const isSilent = pattern.startsWith('?:', at);
    if (!isSilent && pattern[at] === '?') wrong();
    if (isSilent) at += 2;
    else groups += 1;
    if (groups > 1) wrong(start);
    const of = choice(depth + 1);
    if (pattern[at] !== ')') wrong(start);
    at += 1;
    return isSilent ? of : { kind: 'group', of };
  }

  function escaped(): PatternNode {
    const sign = pattern[at] ?? '';
    const ranges = classes[sign.toLowerCase()];
    if (ranges && /[dws]/i.test(sign)) {
      at += 1;
      return { kind: 'characters', negated: sign !== sign.toLowerCase(), ranges };
    }
    return one(escapedCode());
  }

  /** A control character by its letter, or a sign that would otherwise mean something. */
  function escapedCode(): number {
    const sign = pattern[at] ?? '';
    const code = Object.hasOwn(controls, sign) ? controls[sign] : /^[^\w\s]$/.test(sign) ? sign.charCodeAt(0) : undefined;
    if (code === undefined) return wrong(at - 1);
    at += 1;
    return code;
  }

  function characterClass(): PatternNode {
    const start = at - 1;
    const negated = pattern[at] === '^';
    if (negated) at += 1;
    const ranges: Range[] = [];
    while (pattern[at] !== ']') {
      if (at >= pattern.length) wrong(start);
      const inner = classMember();
      if (typeof inner !== 'number') ranges.push(...inner);
      else if (pattern[at] !== '-' || pattern[at + 1] === ']') ranges.push([inner, inner]);
      else {
        at += 1;
        const last = classMember();
        if (typeof last !== 'number' || last < inner) return wrong();
        ranges.push([inner, last]);
      }
    }
    at += 1;
    if (ranges.length === 0) wrong(start);
    return { kind: 'characters', negated, ranges };
  }

  function classMember(): number | readonly Range[] {
    const sign = pattern[at] ?? '';
    if (sign === '') wrong();
    at += 1;
    if (sign !== '\\') return sign.charCodeAt(0);
    const letter = pattern[at] ?? '';
    if (!/[dws]/.test(letter)) return escapedCode();
    at += 1;
    return classes[letter] ?? [];
  }

  const whole = choice(0);
  if (at < pattern.length) wrong();
  return whole;
}

function mayBeEmpty(node: PatternNode): boolean {
  switch (node.kind) {
    case 'characters':
      return false;
    case 'sequence':
      return node.parts.every(mayBeEmpty);
    case 'choice':
      return node.options.some(mayBeEmpty);
    case 'group':
      return mayBeEmpty(node.of);
    case 'repeat':
      return node.least === 0;
    default:
      return true;
  }
}

function one(code: number): PatternNode {
  return { kind: 'characters', negated: false, ranges: [[code, code]] };
}
