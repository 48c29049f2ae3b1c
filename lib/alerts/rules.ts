import type { AlertFacts, AlertMemory } from '../alert-memory';
import type { AlertKind } from '../alert-settings';
import { dayOf } from '../confirmed-balance';
import { failurePolicy } from '../failure';
import { nextExpiry } from '../grants';
import { compare, type Decimal, divide, isNegative, isZero, multiply } from '../money/decimal';
import type { Quantity } from '../money/quantity';
import { amountLeft } from './balance';
import type { Observation } from './observation';

const day = 24 * 60 * 60_000;
/** What is told at a limit may be told again only beyond it: figures dance around a limit. */
const rearmFactor = '1.1';
/** Forecasts dance more. */
const rearmDays = 1.25;

/** What a rule makes of an observation. `unknown` and `between` leave things as they are. */
export type Verdict =
  | { is: 'unknown' | 'between' | 'good' }
  | {
      is: 'bad';
      /** The instant of the figure that says so. */
      sample: number;
      /** Whether one look is enough. */
      isCertain: boolean;
      /** Which one, of several that a kind may be about one after the other. */
      about?: string;
      facts: AlertFacts;
    };

export interface RuleInput {
  observation: Observation;
  memory: AlertMemory;
  toppedUp: Quantity | undefined;
  limit: Decimal;
  now: number;
}

/** One kind of alert: when things are bad, and when they are good again. */
interface AlertRule {
  /** It happens at an instant, and is over: nothing takes it back. */
  isEvent?: boolean;
  judge(input: RuleInput): Verdict;
}

const unknown = { is: 'unknown' } as const;
const good = { is: 'good' } as const;

/** Every kind of alert. The compiler names the one that is missing. */
export const alertRules: Record<AlertKind, AlertRule> = {
  'below-amount': {
    judge: ({ observation, limit }) => below(observation, limit, limit, { limit }),
  },
  'below-share': {
    judge({ observation, memory: { reference }, limit }) {
      if (!reference || isZero(reference.amount.value) || isNegative(reference.amount.value)) return unknown;
      const amount = divide(multiply(reference.amount.value, limit), '100');
      return below(observation, amount, limit, { limit, reference });
    },
  },
  'few-days': {
    judge({ observation: { outlook }, limit, now }) {
      if (!outlook) return unknown;
      const days = (outlook.runway.at.likely - now) / day;
      if (days >= Number(limit) * rearmDays) return good;
      if (days >= Number(limit)) return { is: 'between' };
      const facts: AlertFacts = { limit, until: outlook.runway.at.likely, basis: 'forecast' };
      return { is: 'bad', sample: outlook.at, isCertain: outlook.runway.confidence === 'high', facts };
    },
  },
  'grant-expires': {
    judge({ observation: { figure }, limit, now }) {
      if (!figure) return unknown;
      return expiring(nextExpiry(figure.reading.grants ?? [], now), figure, limit, now);
    },
  },
  'key-expires': {
    judge({ observation: { figure }, limit, now }) {
      if (!figure || figure.reading.expiresAt === undefined) return unknown;
      return expiring(figure.reading.expiresAt ?? undefined, figure, limit, now);
    },
  },
  'spend-today': {
    judge({ observation: { figure }, memory, limit, now }) {
      if (!figure) return unknown;
      const today = dayOf(now);
      const reported = figure.reading.daily?.find((one) => one.day === today)?.amount;
      const derived = memory.fallen?.day === today ? memory.fallen.amount : undefined;
      const spent = reported ?? derived;
      if (!spent || compare(spent.value, limit) <= 0) return spent ? good : unknown;
      const basis = reported ? figure.reading.basis : 'derived';
      return { is: 'bad', sample: figure.readAt, isCertain: basis === 'reported', about: today, facts: { amount: spent, limit, basis } };
    },
  },
  'key-refused': {
    judge: ({ observation }) => failing(observation, ['unauthorized', 'forbidden']),
  },
  silent: {
    judge({ observation: { isAsked, figure, failure, lastHeardAt }, limit, now }) {
      if (figure) return good;
      const patience = Number(limit) * day;
      // Nothing was tried while the computer was off: only a failure says that the service is the silent one.
      if (!isAsked || !failure || now - lastHeardAt < patience) return unknown;
      // These are told by themselves.
      if (['unauthorized', 'forbidden', 'session-expired', 'locked'].includes(failure.failure.kind)) return unknown;
      const isStuck = failurePolicy[failure.failure.kind].retry === 'stop';
      if (isStuck && now - failure.at < patience) return unknown;
      return { is: 'bad', sample: failure.at, isCertain: isStuck, facts: { limit, since: lastHeardAt } };
    },
  },
  'session-ended': {
    judge: ({ observation }) => failing(observation, ['session-expired']),
  },
  'topped-up': {
    isEvent: true,
    judge({ observation: { figure }, toppedUp }) {
      const left = figure?.reading.remaining;
      if (!figure || !toppedUp || left === 'unlimited') return unknown;
      const facts: AlertFacts = { amount: toppedUp, basis: figure.reading.basis, ...(left ? { reference: { amount: left, from: 'top-up' } } : {}) };
      return { is: 'bad', sample: figure.readAt, isCertain: true, about: String(figure.readAt), facts };
    },
  },
};

/** @param threshold in the unit of what is left. */
function below(observation: Observation, threshold: Decimal, limit: Decimal, more: AlertFacts): Verdict {
  const { figure } = observation;
  if (figure?.reading.remaining === 'unlimited') return good;
  const amount = amountLeft(observation);
  if (!figure || !amount) return unknown;
  const { basis } = figure.reading;
  if (compare(amount.value, threshold) < 0) {
    return { is: 'bad', sample: figure.readAt, isCertain: basis === 'reported', facts: { ...more, limit, amount, basis } };
  }
  return compare(amount.value, multiply(threshold, rearmFactor)) >= 0 ? good : { is: 'between' };
}

function expiring(until: number | undefined, { reading, readAt }: NonNullable<Observation['figure']>, limit: Decimal, now: number): Verdict {
  if (until === undefined || until - now > Number(limit) * day) return good;
  const { basis } = reading;
  // To the day: a service may work the instant out anew with every answer.
  return { is: 'bad', sample: readAt, isCertain: basis === 'reported', about: dayOf(until), facts: { limit, until, basis } };
}

function failing({ figure, failure }: Observation, kinds: readonly string[]): Verdict {
  if (figure) return good;
  if (!failure || !kinds.includes(failure.failure.kind)) return unknown;
  // Where nobody asks again by himself, there is no second look to wait for.
  const isCertain = failurePolicy[failure.failure.kind].retry === 'stop';
  return { is: 'bad', sample: failure.at, isCertain, facts: {} };
}
