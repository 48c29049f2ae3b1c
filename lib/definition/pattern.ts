import { fail } from '../failure';
import { type PatternNode, parsePattern, type Range } from './pattern-parser';
import { refuse } from './problem';

/** One step of a compiled pattern. Numbers are places in the program. */
type Instruction =
  | { do: 'take'; negated: boolean; ranges: readonly Range[] }
  | { do: 'split'; first: number; second: number }
  | { do: 'jump'; to: number }
  | { do: 'start' | 'end' | 'open' | 'close' | 'found' };

export type Pattern = readonly Instruction[];

/** A pattern that counts may become longer than it looks. */
const longestProgram = 400;
/** In characters: an answer that is text and holds a figure is short. */
const longestInput = 16_384;
/** Places of the program that are looked at, over the whole text: about twenty milliseconds. */
const mostSteps = 300_000;

/**
 * Compiles a pattern.
 *
 * @param place the field it stands in.
 * @throws ProblemFound `bad-pattern` where it is none, or too large.
 */
export function compilePattern(pattern: string, place: string): Pattern {
  const program: Instruction[] = [];
  const add = (instruction: Instruction): number => {
    if (program.length >= longestProgram) refuse('bad-pattern', place);
    return program.push(instruction) - 1;
  };

  function emit(node: PatternNode): void {
    switch (node.kind) {
      case 'characters':
        add({ do: 'take', negated: node.negated, ranges: node.ranges });
        break;
      case 'start':
      case 'end':
        add({ do: node.kind });
        break;
      case 'sequence':
        for (const part of node.parts) emit(part);
        break;
      case 'group':
        add({ do: 'open' });
        emit(node.of);
        add({ do: 'close' });
        break;
      case 'choice':
        emitChoice(node.options);
        break;
      case 'repeat':
        emitRepeat(node);
    }
  }

  function emitChoice(options: readonly PatternNode[]): void {
    const jumps: { do: 'jump'; to: number }[] = [];
    for (const [index, option] of options.entries()) {
      const isLast = index === options.length - 1;
      const split = { do: 'split' as const, first: 0, second: 0 };
      if (!isLast) split.first = add(split) + 1;
      emit(option);
      if (isLast) break;
      const jump = { do: 'jump' as const, to: 0 };
      add(jump);
      jumps.push(jump);
      split.second = program.length;
    }
    for (const jump of jumps) jump.to = program.length;
  }

  function emitRepeat({ of, least, most, lazy }: Extract<PatternNode, { kind: 'repeat' }>): void {
    for (let round = 0; round < least; round += 1) emit(of);
    const splits: { do: 'split'; first: number; second: number }[] = [];
    const rounds = most === Number.POSITIVE_INFINITY ? 1 : most - least;
    for (let round = 0; round < rounds; round += 1) {
      const split = { do: 'split' as const, first: 0, second: 0 };
      const at = add(split);
      splits.push(split);
      split.first = at + 1;
      emit(of);
      if (most === Number.POSITIVE_INFINITY) add({ do: 'jump', to: at });
    }
    for (const split of splits) {
      split.second = program.length;
      if (lazy) [split.first, split.second] = [split.second, split.first];
    }
  }

  emit(parsePattern(pattern, place));
  add({ do: 'found' });
  return program;
}

/** A way through the program that is still open: where it stands, and where its group began and ended. */
interface Thread {
  at: number;
  from: number;
  open: number;
  close: number;
}

/**
 * Finds the first match in a text, in one pass: every place of the program is visited at most once a character, so the
 * time is bounded by the lengths and never by what stands in the text.
 *
 * @returns what the group holds, the whole match where there is none, or nothing.
 * @throws FailureError `bad-response` for a text that is too long to look through.
 */
export function matchPattern(program: Pattern, text: string): string | undefined {
  if (text.length > longestInput) fail({ kind: 'bad-response', detail: 'text: too long' });
  const hasGroup = program.some((instruction) => instruction.do === 'open');
  const visited = new Int32Array(program.length).fill(-1);
  let found: Thread | undefined;
  let steps = 0;

  /** Follows everything that takes no character, in order of preference. */
  function follow(start: Thread, position: number, into: Thread[]): void {
    const waiting: Thread[] = [start];
    for (let thread = waiting.pop(); thread; thread = waiting.pop()) {
      const { at } = thread;
      if (visited[at] === position) continue;
      visited[at] = position;
      steps += 1;
      const instruction = program[at];
      switch (instruction?.do) {
        case 'jump':
          waiting.push({ ...thread, at: instruction.to });
          break;
        case 'split':
          waiting.push({ ...thread, at: instruction.second }, { ...thread, at: instruction.first });
          break;
        case 'open':
          waiting.push({ ...thread, at: at + 1, open: position, close: -1 });
          break;
        case 'close':
          waiting.push({ ...thread, at: at + 1, close: position });
          break;
        case 'start':
          if (position === 0) waiting.push({ ...thread, at: at + 1 });
          break;
        case 'end':
          if (position === text.length) waiting.push({ ...thread, at: at + 1 });
          break;
        default:
          into.push(thread);
      }
    }
  }

  let threads: Thread[] = [];
  for (let position = 0; position <= text.length; position += 1) {
    const current: Thread[] = [];
    for (const thread of threads) follow(thread, position, current);
    // A match that begins later is of no interest any more once there is one.
    if (!found) follow({ at: 0, from: position, open: -1, close: -1 }, position, current);
    if (steps > mostSteps) fail({ kind: 'bad-response', detail: 'text: pattern' });
    if (current.length === 0 && found) break;
    threads = [];
    const code = text.charCodeAt(position);
    for (const thread of current) {
      const instruction = program[thread.at];
      if (instruction?.do === 'found') {
        found = { ...thread, at: position };
        // Everything behind it is a worse way to match.
        break;
      }
      if (instruction?.do === 'take' && position < text.length && takes(instruction, code)) threads.push({ ...thread, at: thread.at + 1 });
    }
  }
  if (!found) return undefined;
  if (!hasGroup) return text.slice(found.from, found.at);
  return found.open >= 0 && found.close >= 0 ? text.slice(found.open, found.close) : undefined;
}

function takes({ negated, ranges }: Extract<Instruction, { do: 'take' }>, code: number): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last) !== negated;
}
