import type { CredentialKind } from '../account';
import type { FieldName } from '../account-fields';
import type { BaseUrlProblem } from '../base-url';
import type { CredentialProblem } from '../credential';
import type { Failure, FailureKind } from '../failure';
import type { Rule } from '../reading';
import type { BadgeMode } from '../settings';

/** The sentences that every language must have one of for each kind: a missing one does not compile. */
export type FailureText = {
  [Kind in Exclude<FailureKind, 'rate-limited' | 'unavailable' | 'bad-response' | 'permission-missing' | 'unsupported' | 'damaged' | 'not-a-counter'>]: string;
} & {
  'rate-limited'(time: string): string;
  unavailable(status: number): string;
  'bad-response'(detail: string): string;
  'permission-missing'(host: string): string;
  unsupported(detail: string): string;
  damaged: Record<Extract<Failure, { kind: 'damaged' }>['part'], string>;
  'not-a-counter': Record<Extract<Failure, { kind: 'not-a-counter' }>['reason'], string>;
};

/** Who refused to read a counter. */
export type RefusalText = Record<NonNullable<Extract<Failure, { kind: 'forbidden' }>['reason']>, string>;

export type RuleText = {
  [Kind in Exclude<Rule['kind'], 'relay-units' | 'confirmed-minus-spend' | 'negated-cents' | 'budget-minus-counter' | 'passing-header'>]: string;
} & {
  'budget-minus-counter'(scale: string): string;
  'passing-header'(name: string): string;
  'relay-units'(rule: Extract<Rule, { kind: 'relay-units' }>): string;
  ignoresDates: string;
  'confirmed-minus-spend'(confirmed: string, at: string, spent: string): string;
  uncertain(amount: string): string;
  'negated-cents': string;
  openPeriod(amount: string): string;
};

export type CredentialText = Record<CredentialKind, string>;
export type BaseUrlText = Record<BaseUrlProblem, string>;
export type BadgeModeText = Record<BadgeMode, string>;
export type AccountField = FieldName;
export type CredentialProblemText = Record<CredentialProblem | 'address-changed', string>;
