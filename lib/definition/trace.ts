import type { AskedRequest } from './asked';

/** One step on the way from a definition to a figure, for the person who wants to follow it. */
export type Step =
  | { kind: 'request'; number: number; request: AskedRequest }
  | { kind: 'condition'; place: string; expression: string; holds: boolean }
  /** What lies at a place of an answer; `value` is absent where nothing does. */
  | { kind: 'found'; place: string; where: string; value?: string }
  /** What a field of the definition came to. */
  | { kind: 'result'; place: string; value: string };

/** Takes down the steps. Live readings write one as well: it costs next to nothing and keeps one way for both. */
export interface Trace {
  readonly steps: Step[];
  /** The field of the definition that is being worked on. */
  place: string;
}

const mostSteps = 200;

export function createTrace(): Trace {
  return { steps: [], place: '' };
}

export function note(trace: Trace, step: Step): void {
  if (trace.steps.length < mostSteps) trace.steps.push(step);
}

/** What was found at a place of an answer. */
export function noteFound(trace: Trace, where: string, value: unknown): void {
  note(trace, { kind: 'found', place: trace.place, where, ...(value === undefined ? {} : { value: excerpt(value) }) });
}

/** A value in few letters: only the size of what holds others. */
function excerpt(value: unknown): string {
  if (Array.isArray(value)) return `[…] ${value.length}`;
  if (typeof value === 'object' && value !== null) return '{…}';
  return typeof value === 'string' ? `"${value.slice(0, 80)}"` : String(value);
}
