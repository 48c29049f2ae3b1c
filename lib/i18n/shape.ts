import type { CredentialKind } from '../account';
import type { FieldName } from '../account-fields';
import type { AlertKind } from '../alert-settings';
import type { BaseUrlProblem } from '../base-url';
import type { PartProblem } from '../channel-host/define';
import type { CredentialProblem } from '../credential';
import type { ProblemReason } from '../definition/problem';
import type { TemplateId } from '../definition/templates';
import type { Failure, FailureKind } from '../failure';
import type { ImportProblem } from '../history-point';
import type { EntryProblem } from '../import/import-result';
import type { Rule } from '../reading';
import type { SpanUnit } from '../runway-span';
import type { BadgeMode } from '../settings';

/** The sentences that every language must have one of for each kind: a missing one does not compile. */
export type FailureText = {
  [Kind in Exclude<
    FailureKind,
    'rate-limited' | 'unavailable' | 'bad-response' | 'permission-missing' | 'unsupported' | 'damaged' | 'unusable-file' | 'not-a-counter'
  >]: string;
} & {
  'rate-limited'(time: string): string;
  unavailable(status: number): string;
  'bad-response'(detail: string): string;
  'permission-missing'(host: string): string;
  unsupported(detail: string): string;
  damaged: Record<Extract<Failure, { kind: 'damaged' }>['part'], string>;
  'unusable-file': Record<Extract<Failure, { kind: 'unusable-file' }>['reason'], string>;
  'not-a-counter': Record<Extract<Failure, { kind: 'not-a-counter' }>['reason'], string>;
};

/** Who refused to read a counter. */
export type RefusalText = Record<NonNullable<Extract<Failure, { kind: 'forbidden' }>['reason']>, string>;

export type RuleText = {
  [Kind in Exclude<
    Rule['kind'],
    'relay-units' | 'confirmed-minus-spend' | 'negated-cents' | 'entries' | 'formula' | 'budget-minus-counter' | 'passing-header'
  >]: string;
} & {
  formula(formula: string): string;
  'budget-minus-counter'(scale: string): string;
  'passing-header'(name: string): string;
  'relay-units'(rule: Extract<Rule, { kind: 'relay-units' }>): string;
  ignoresDates: string;
  unitAssumed: string;
  'confirmed-minus-spend'(confirmed: string, at: string, spent: string): string;
  uncertain(amount: string): string;
  'negated-cents': string;
  openPeriod(amount: string): string;
};

export type ChannelProblemText = Record<PartProblem, string>;
export type DefinitionProblemText = Record<ProblemReason, string>;
export type DefinitionTemplateText = Record<TemplateId, string>;
export type CredentialText = Record<CredentialKind, string>;
export type BaseUrlText = Record<BaseUrlProblem, string>;
export type BadgeModeText = Record<BadgeMode, string>;
export type SpanUnitText = Record<SpanUnit, (count: number) => string>;
export type AccountField = FieldName;
export type CredentialProblemText = Record<CredentialProblem | 'address-changed', string>;
export type AlertTitles = Record<AlertKind, (account: string) => string>;
export type EntryProblemText = Record<EntryProblem, string>;
export type ImportProblemText = Record<ImportProblem['kind'], string>;
