/** Why a definition cannot be used. A sentence for each lies in the language files. */
export type ProblemReason =
  | 'too-large'
  | 'not-json'
  | 'too-deep'
  | 'twice'
  | 'unknown-field'
  | 'missing'
  | 'wrong-kind'
  | 'not-allowed'
  | 'too-long'
  | 'too-short'
  | 'newer-version'
  | 'not-a-path'
  | 'not-an-address'
  | 'not-a-header'
  | 'forbidden-header'
  | 'secret-header'
  | 'body-without-post'
  | 'bad-placeholder'
  | 'answer-not-there-yet'
  | 'no-such-answer'
  | 'which-answer'
  | 'answer-of-another-kind'
  | 'one-source'
  | 'only-with-header'
  | 'same-separators'
  | 'division-by-zero'
  | 'bad-expression'
  | 'bad-pattern'
  | 'no-figure'
  | 'two-figures';

/** What is wrong with a definition, and where: the first thing that was found. */
export interface DefinitionProblem {
  reason: ProblemReason;
  /** The field, such as `requests[1].path`; empty where it is the whole text. */
  place: string;
  /** Where in the text, from 1: only for what is no JSON. */
  line?: number;
  /** Where in the line, or in the text of an expression, a pattern or a template; from 1. */
  column?: number;
}

/** Thrown while a definition is checked, and caught before anybody else sees it. */
export class ProblemFound extends Error {
  readonly problem: DefinitionProblem;

  constructor(problem: DefinitionProblem) {
    super(problem.reason);
    this.problem = problem;
  }
}

/** @throws ProblemFound */
export function refuse(reason: ProblemReason, place: string, column?: number): never {
  throw new ProblemFound({ reason, place, ...(column === undefined ? {} : { column }) });
}
