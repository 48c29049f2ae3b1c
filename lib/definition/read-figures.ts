import { fail } from '../failure';
import { divide, floor, multiply, parseDecimal, subtract } from '../money/decimal';
import { type Quantity, quantity } from '../money/quantity';
import { expiry, type Reading, type Rule } from '../reading';
import { holdsIn } from './expression';
import { parseExpression } from './expression-parser';
import { formulaOf, isPlain, isUntouched } from './formula';
import type { DefinitionReading, Value, WindowDefinition } from './schema';
import { note, noteFound } from './trace';
import { type Answers, readAmount, readTime, readWord } from './value';

type Figures = Pick<Reading, 'remaining' | 'used' | 'granted' | 'basis' | 'meaning' | 'rule'>;

/**
 * Makes a reading of the answers, as a definition says.
 *
 * @throws FailureError `bad-response` with the place in an answer that is not as the definition says.
 */
export function readFigures(reading: DefinitionReading, from: Answers): Reading {
  const { name, expires, windows, scope = 'key' } = reading;
  const unit = unitOf(reading, from);
  const figures = isUnlimited(reading, from) ? unlimitedFigures(reading) : figuresOf(reading, unit, from);
  const called = name === undefined ? undefined : readWord(name, 'reading.name', from);
  const expiresAt = expires === undefined ? undefined : readTime(expires, 'reading.expires', from);
  return {
    ...figures,
    scope,
    ...(called === undefined ? {} : { name: called }),
    ...expiry(expiresAt, from.now),
    ...(windows && windows.length > 0 ? { windows: windows.map((declared, index) => windowOf(declared, `reading.windows[${index}]`, unit, from)) } : {}),
  };
}

function figuresOf(reading: DefinitionReading, unit: string, from: Answers): Figures {
  const { remaining, granted, used, percentUsed, percentLeft, meaning = 'balance' } = reading;
  const optional = (name: 'granted' | 'used', value: Value | undefined) =>
    value === undefined ? {} : { [name]: quantity(readAmount(value, `reading.${name}`, from).amount, unit) };
  if (remaining !== undefined) {
    const left = quantity(readAmount(remaining, 'reading.remaining', from).amount, unit);
    const rule: Rule = isUntouched(remaining) ? { kind: 'as-reported' } : { kind: 'formula', formula: formulaOf(remaining).slice(0, 400) };
    return { remaining: left, ...optional('used', used), ...optional('granted', granted), basis: isPlain(remaining) ? 'reported' : 'derived', meaning, rule };
  }
  const percentage = percentUsed ?? percentLeft;
  if (percentage !== undefined) return shareOf(reading, percentage, unit, from);
  if (used === undefined) return fail({ kind: 'unsupported', detail: 'reading.used' });
  if (granted === undefined) {
    const rule: Rule = isUntouched(used) ? { kind: 'as-reported' } : { kind: 'formula', formula: formulaOf(used).slice(0, 400) };
    return { ...optional('used', used), basis: isPlain(used) ? 'reported' : 'derived', meaning: 'spend', rule };
  }
  const total = readAmount(granted, 'reading.granted', from).amount;
  const spent = readAmount(used, 'reading.used', from).amount;
  const isShort = isUntouched(granted) && isUntouched(used);
  const rule: Rule = isShort ? { kind: 'limit-minus-used' } : { kind: 'formula', formula: `${formulaOf(granted)} − ${formulaOf(used)}`.slice(0, 400) };
  return { remaining: quantity(subtract(total, spent), unit), used: quantity(spent, unit), granted: quantity(total, unit), basis: 'derived', meaning, rule };
}

/** A percentage is of what was granted, where that is told, and otherwise of a hundred. */
function shareOf({ granted, percentUsed, meaning }: DefinitionReading, percentage: Value, unit: string, from: Answers): Figures {
  const percent = readAmount(percentage, percentUsed === undefined ? 'reading.percentLeft' : 'reading.percentUsed', from).amount;
  const total = granted === undefined ? '100' : readAmount(granted, 'reading.granted', from).amount;
  const part = floor(divide(multiply(total, percent), '100'), 40);
  const rest = subtract(total, part);
  const [used, left] = percentUsed === undefined ? [rest, part] : [part, rest];
  return {
    remaining: quantity(left, unit),
    used: quantity(used, unit),
    granted: quantity(total, unit),
    basis: 'derived',
    meaning: meaning ?? (granted === undefined ? 'budget' : 'balance'),
    rule: { kind: 'percentage' },
  };
}

function isUnlimited({ unlimited, unlimitedValues = [], remaining, granted }: DefinitionReading, from: Answers): boolean {
  const { answers, now, trace } = from;
  if (unlimited !== undefined) {
    trace.place = 'reading.unlimited';
    const bodies = answers.map(({ body }) => body);
    const saw = (where: string, value: unknown) => noteFound(trace, where, value);
    const holds = holdsIn(parseExpression(unlimited, trace.place), { bodies, form: {}, now, saw });
    note(trace, { kind: 'condition', place: trace.place, expression: unlimited, holds });
    // What the service says of itself stands above every number beside it.
    if (holds) return true;
  }
  const figure = remaining ?? granted;
  if (unlimitedValues.length === 0 || figure === undefined) return false;
  const { raw } = readAmount(figure, remaining === undefined ? 'reading.granted' : 'reading.remaining', from);
  return unlimitedValues.some((value) => parseDecimal(value) === raw);
}

function unlimitedFigures({ meaning = 'balance' }: DefinitionReading): Figures {
  return { remaining: 'unlimited', basis: 'reported', meaning, rule: { kind: 'as-reported' } };
}

function unitOf({ unit, granted }: DefinitionReading, from: Answers): string {
  if (unit === undefined) return granted === undefined ? '%' : 'credits';
  if (typeof unit === 'string') return unit;
  const told = readWord(unit, 'reading.unit.expression', from) ?? fail({ kind: 'bad-response', detail: unit.expression.slice(0, 120) });
  const code = told.toUpperCase();
  if (code === 'RMB') return 'CNY';
  return (/^[A-Z]{3}$/.test(code) ? code : told).slice(0, 24);
}

function windowOf(declared: WindowDefinition, place: string, unit: string, from: Answers): NonNullable<Reading['windows']>[number] {
  const own = declared.unit ?? unit;
  const read = (name: 'remaining' | 'used' | 'limit'): Quantity | undefined => {
    const value = declared[name];
    return value === undefined ? undefined : quantity(readAmount(value, `${place}.${name}`, from).amount, own);
  };
  const [remaining, limit] = [read('remaining'), read('limit')];
  const used = read('used') ?? (remaining && limit && quantity(subtract(limit.value, remaining.value), own));
  const resetsAt = declared.resets === undefined ? undefined : readTime(declared.resets, `${place}.resets`, from);
  return {
    name: declared.name,
    ...(remaining ? { remaining } : {}),
    ...(used ? { used } : {}),
    ...(limit ? { limit } : {}),
    ...(typeof resetsAt === 'number' ? { resetsAt } : {}),
  };
}
