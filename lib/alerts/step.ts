import type { AlertFacts, AlertMemory, KindMemory } from '../alert-memory';
import { type AlertKind, type AlertSettings, alertKinds, limitOf } from '../alert-settings';
import { amountLeft, followBalance } from './balance';
import type { Observation } from './observation';
import { alertRules, type Verdict } from './rules';
import { silentUntil } from './silence';

/** An alert that is to be told. */
export interface Raised {
  /** The same for the same alert, whoever works it out. */
  id: string;
  kind: AlertKind;
  /** Unix milliseconds. */
  at: number;
  facts: AlertFacts;
}

/** What holds for alerts: what the person has chosen, and the currency that amounts for all accounts are in. */
export interface AlertTerms {
  settings: AlertSettings;
  currency: string;
}

/** Nothing is remembered of an account that was never looked at: what is bad at first sight is told once. */
export function freshMemory(): AlertMemory {
  return { kinds: {} };
}

/**
 * Looks at an account once more. The same observation twice changes nothing and raises nothing.
 *
 * @returns what is to be remembered, the same object where nothing changed, and the alerts to tell. Both belong into one write.
 */
export function step(memory: AlertMemory, observation: Observation, terms: AlertTerms, now: number): { memory: AlertMemory; raised: Raised[] } {
  const { settings, currency } = terms;
  const { accountId } = observation;
  const followed = followBalance(memory, observation);
  const isSilent = silentUntil(settings, accountId, now) !== undefined;
  const unit = amountLeft(observation)?.unit ?? followed.memory.last?.amount.unit ?? observation.figure?.reading.used?.unit;
  const raised: Raised[] = [];
  const kinds: AlertMemory['kinds'] = {};
  for (const kind of alertKinds) {
    const limit = limitOf(kind, settings, accountId, unit, currency);
    if (limit === null) continue;
    const before = followed.memory.kinds[kind];
    const rule = alertRules[kind];
    const verdict = rule.judge({ observation, memory: followed.memory, toppedUp: followed.toppedUp, limit, now });
    const { after, facts } = next(before, verdict, isSilent, rule.isEvent ?? false);
    if (after) kinds[kind] = after;
    if (facts) raised.push({ id: `${accountId}:${kind}:${now}`, kind, at: now, facts });
  }
  const after = { ...followed.memory, kinds };
  return { memory: JSON.stringify(after) === JSON.stringify(memory) ? memory : after, raised };
}

/** Whether something is held back and waits for the end of a silence. */
export function isHolding({ kinds }: AlertMemory): boolean {
  return Object.values(kinds).some((kind) => kind?.state === 'held');
}

/** Whether what is left is below a limit, told or held back. One look at an uncertain figure is not enough. */
export function isLow({ kinds }: AlertMemory): boolean {
  return [kinds['below-amount'], kinds['below-share'], kinds['few-days']].some((kind) => kind !== undefined && kind.state !== 'seen');
}

/** One kind's own steps: well → seen → told → well, with `held` in the place of `told` while it is quiet. */
function next(before: KindMemory | undefined, verdict: Verdict, isSilent: boolean, isEvent: boolean): { after?: KindMemory | undefined; facts?: AlertFacts } {
  if (verdict.is !== 'bad') {
    // What has happened is told later all the same; what has mended itself is not.
    if (isEvent && before?.state === 'held' && !isSilent) return { after: { ...told(before) }, facts: before.facts ?? {} };
    if (verdict.is === 'good' && !isEvent) return {};
    // Two looks in a row, or none.
    return verdict.is === 'between' && before?.state === 'seen' ? {} : { after: before };
  }
  const { sample, isCertain, about, facts } = verdict;
  const current = before && before.about === about ? before : undefined;
  if (current?.state === 'told') return { after: current };
  const isSure = isCertain || current?.state === 'held' || (current?.state === 'seen' && current.sample !== sample);
  const mark = { sample, ...(about === undefined ? {} : { about }) };
  if (!isSure) return { after: current ?? { state: 'seen', ...mark } };
  if (isSilent) return { after: { state: 'held', ...mark, facts } };
  return { after: { state: 'told', ...mark }, facts };
}

function told({ sample, about }: KindMemory): KindMemory {
  return { state: 'told', sample, ...(about === undefined ? {} : { about }) };
}
