import { fail } from '../failure';
import { parseInstant } from '../instant';
import { readNames } from '../json-pointer';
import { add, compare, type Decimal, divide, isZero, multiply, subtract } from '../money/decimal';
import type { Arithmetic, Expression } from './expression-parser';
import { type Found, foundIn, type NumberForm, numberFrom } from './found-value';

/** What an expression is about. */
export interface Scope {
  /** The JSON of each answer so far, in order. */
  bodies: readonly unknown[];
  form: NumberForm;
  /** Unix milliseconds. */
  now: number;
  /** Told of every value that is read outside of lists. */
  saw?: ((place: string, value: unknown) => void) | undefined;
}

type Call = Extract<Expression, { kind: 'call' }>;

/** So many operations take about ten milliseconds. */
const mostSteps = 20_000;
/** In digits and in characters: nothing that is an amount or a word is longer. */
const longestNumber = 200;
const longestText = 1000;

/**
 * Works out what an expression comes to.
 *
 * @throws FailureError `bad-response` with the place in the answer that cannot be used, or `expression` where it takes too long.
 */
export function evaluate(expression: Expression, scope: Scope): Found {
  let steps = 0;

  function value(node: Expression, member: unknown): Found {
    steps += 1;
    if (steps > mostSteps) return fail({ kind: 'bad-response', detail: 'expression: too long' });
    switch (node.kind) {
      case 'number':
        return { is: 'number', value: node.value };
      case 'text':
        return { is: 'text', value: node.value, place: 'expression' };
      case 'constant':
        return node.value === null ? { is: 'null', place: 'expression' } : truth(node.value);
      case 'now':
        return { is: 'number', value: String(scope.now) };
      case 'today':
        return { is: 'text', value: new Date(scope.now).toISOString().slice(0, 10), place: 'expression' };
      case 'pointer':
        return read(node, member);
      case 'negative':
        return { is: 'number', value: subtract('0', number(value(node.of, member))) };
      case 'arithmetic':
        return { is: 'number', value: arithmetic(node.operator, value(node.left, member), value(node.right, member)) };
      case 'comparison':
        return truth(compared(node.operator, value(node.left, member), value(node.right, member)));
      case 'and':
        return truth(holds(value(node.left, member)) && holds(value(node.right, member)));
      case 'or':
        return truth(holds(value(node.left, member)) || holds(value(node.right, member)));
      case 'not':
        return truth(!holds(value(node.of, member)));
      case 'call':
        return called(node, member);
    }
  }

  function read({ answer, names, written, inList }: Extract<Expression, { kind: 'pointer' }>, member: unknown): Found {
    steps += names.length;
    const isOfMember = inList && answer === undefined;
    const found = readNames(isOfMember ? member : scope.bodies[(answer ?? 1) - 1], names);
    if (!isOfMember) scope.saw?.(written, found);
    return foundIn(found, written);
  }

  function number(found: Found): Decimal {
    if (found.is === 'number') return found.value;
    return (found.is === 'text' ? numberFrom(found.value, scope.form) : undefined) ?? unusable(found);
  }

  function arithmetic(operator: Arithmetic, left: Found, right: Found): Decimal {
    const [first, second] = [number(left), number(right)];
    if (operator === '/') return isZero(second) ? unusable(right) : bounded(divide(first, second));
    return bounded({ '+': add, '-': subtract, '*': multiply }[operator](first, second));
  }

  /** Whether a condition holds. What is missing or null does not; what is neither true nor false cannot be one. */
  function holds(found: Found): boolean {
    if (found.is === 'truth') return found.value;
    return found.is === 'missing' || found.is === 'null' ? false : unusable(found);
  }

  function compared(operator: string, left: Found, right: Found): boolean {
    if (operator === '==') return isSame(left, right);
    if (operator === '!=') return !isSame(left, right);
    const order = ordered(left, right);
    if (operator === '<') return order < 0;
    if (operator === '<=') return order <= 0;
    return operator === '>' ? order > 0 : order >= 0;
  }

  /** A missing value is the same as null. A number is the same as a text that says it. */
  function isSame(left: Found, right: Found): boolean {
    const isNothing = (found: Found) => found.is === 'missing' || found.is === 'null';
    if (isNothing(left) || isNothing(right)) return isNothing(left) && isNothing(right);
    if (left.is === 'truth' || right.is === 'truth') return left.is === 'truth' && right.is === 'truth' && left.value === right.value;
    if (left.is === 'text' && right.is === 'text') return short(left) === short(right);
    const [first, second] = [numberOrNothing(left), numberOrNothing(right)];
    return first !== undefined && second !== undefined && compare(first, second) === 0;
  }

  function numberOrNothing(found: Found): Decimal | undefined {
    if (found.is === 'text') return numberFrom(short(found), scope.form);
    return found.is === 'number' ? found.value : undefined;
  }

  /** Texts by their characters, so that dates of one form have an order; everything else as numbers. */
  function ordered(left: Found, right: Found): number {
    if (left.is === 'text' && right.is === 'text' && numberOrNothing(left) === undefined)
      return short(left) < short(right) ? -1 : Number(left.value > right.value);
    return compare(number(left), number(right));
  }

  function called({ name, args }: Call, member: unknown): Found {
    const [first, second] = args;
    if (!first) return fail({ kind: 'bad-response', detail: 'expression' });
    const subject = value(first, member);
    switch (name) {
      case 'exists':
        return truth(subject.is !== 'missing' && subject.is !== 'null');
      case 'otherwise':
        return (subject.is === 'missing' || subject.is === 'null') && second ? value(second, member) : subject;
      case 'time':
        return { is: 'number', value: String(instant(subject)) };
      case 'count':
        return { is: 'number', value: String(members(subject).length) };
      case 'where':
        return { is: 'list', value: members(subject).filter((one) => second !== undefined && holds(value(second, one))), place: placeOf(subject) };
      case 'first': {
        const [one] = members(subject);
        if (one === undefined) return { is: 'missing', place: placeOf(subject) };
        return second ? value(second, one) : foundIn(one, placeOf(subject));
      }
      default:
        return folded(name, subject, second);
    }
  }

  /** A sum over nothing is no zero: a filter that finds nothing any more must not look like an empty purse. */
  function folded(name: 'sum' | 'min' | 'max', subject: Found, each: Expression | undefined): Found {
    const place = placeOf(subject);
    const values = members(subject).map((one) => number(each ? value(each, one) : memberOf(one, place)));
    const [start, ...rest] = values;
    if (start === undefined) return { is: 'missing', place };
    const step = name === 'sum' ? add : (left: Decimal, right: Decimal) => (compare(left, right) === (name === 'min' ? 1 : -1) ? right : left);
    return { is: 'number', value: bounded(rest.reduce(step, start)) };
  }

  function memberOf(one: unknown, place: string): Found {
    steps += 1;
    return foundIn(one, place);
  }

  function members(found: Found): readonly unknown[] {
    if (found.is !== 'list') return unusable(found);
    steps += found.value.length;
    return steps > mostSteps ? fail({ kind: 'bad-response', detail: 'expression: too long' }) : found.value;
  }

  function instant(found: Found): number {
    const at = found.is === 'number' ? parseInstant(Number(found.value)) : found.is === 'text' ? parseInstant(short(found)) : undefined;
    // What never comes lies behind everything.
    return at === null ? 8.64e15 : (at ?? unusable(found));
  }

  return value(expression, undefined);
}

/** Whether a condition over answers holds. */
export function holdsIn(expression: Expression, scope: Scope): boolean {
  const found = evaluate(expression, scope);
  if (found.is === 'truth') return found.value;
  return found.is === 'missing' || found.is === 'null' ? false : unusable(found);
}

/** @throws FailureError `bad-response` with the place. */
export function unusable(found: Found): never {
  return fail({ kind: 'bad-response', detail: placeOf(found).slice(0, 120) });
}

export function placeOf(found: Found): string {
  return found.is === 'number' ? 'expression' : found.place;
}

function truth(value: boolean): Found {
  return { is: 'truth', value, place: 'expression' };
}

function short(found: Extract<Found, { is: 'text' }>): string {
  return found.value.length > longestText ? unusable(found) : found.value;
}

function bounded(value: Decimal): Decimal {
  return value.length > longestNumber ? fail({ kind: 'bad-response', detail: 'expression: number' }) : value;
}
