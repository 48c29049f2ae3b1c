import { isPointer, pointerNames } from '../json-pointer';
import { type Decimal, parseDecimal } from '../money/decimal';
import { refuse } from './problem';

export type Comparison = '==' | '!=' | '<=' | '>=' | '<' | '>';
export type Arithmetic = '+' | '-' | '*' | '/';

/** What can be done with lists and values, with the least and the most arguments. */
const functions = {
  /** Over a list, for each of its members: `sum(/wallets, /amount)`. */
  sum: [1, 2],
  min: [1, 2],
  max: [1, 2],
  first: [1, 2],
  count: [1, 1],
  /** The members for which something holds: `where(/wallets, /currency == 'USD')`. */
  where: [2, 2],
  exists: [1, 1],
  /** The first, or the second where the first is missing or null. */
  otherwise: [2, 2],
  /** An instant as Unix milliseconds, whatever its form. */
  time: [1, 1],
} as const satisfies Record<string, readonly [number, number]>;
export type FunctionName = keyof typeof functions;

export type Expression =
  | { kind: 'number'; value: Decimal }
  | { kind: 'text'; value: string }
  | { kind: 'constant'; value: boolean | null }
  | { kind: 'now' | 'today' }
  /** `answer` is absent for a pointer from the member of a list, or into the only answer. */
  | { kind: 'pointer'; answer?: number; names: readonly string[]; written: string; inList: boolean }
  | { kind: 'arithmetic'; operator: Arithmetic; left: Expression; right: Expression }
  | { kind: 'comparison'; operator: Comparison; left: Expression; right: Expression }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'not' | 'negative'; of: Expression }
  | { kind: 'call'; name: FunctionName; args: readonly Expression[] };

/** In characters. */
export const longestExpression = 500;
const deepest = 20;

/** What comes next, after blanks. A slash is a pointer where a value is expected, and a division everywhere else. */
const lexemes = {
  blank: /\s*/y,
  number: /\d{1,24}(?:\.\d{1,40})?/y,
  text: /'((?:[^']|'')*)'/y,
  pointer: /(?:\$(\d))?((?:\/[^\s,()<>=!+*'`]*)+)/y,
  /** For names with blanks and signs in them. */
  quotedPointer: /(?:\$(\d))?`((?:[^`]|``)*)`/y,
  whole: /\$(\d)/y,
  element: /\.(?![\w.])/y,
  name: /[a-z]+/y,
  comparison: /==|!=|<=|>=|<|>/y,
  sum: /[+-]/y,
  product: /[*/]/y,
  open: /\(/y,
  close: /\)/y,
  comma: /,/y,
} as const;

/**
 * Reads an expression: pointers, decimals, texts in single quotes, `+ - * /`, comparisons, `and or not`, and the functions
 * above. It names nothing outside the answers, and has no loops but those over a list.
 *
 * @param place the field it stands in.
 * @throws ProblemFound `bad-expression` with the column.
 */
export function parseExpression(source: string, place: string): Expression {
  let at = 0;
  const wrong = (column = at): never => refuse('bad-expression', place, column + 1);
  if (source.length > longestExpression) wrong(longestExpression);

  function take(name: keyof typeof lexemes): RegExpExecArray | undefined {
    lexemes.blank.lastIndex = at;
    const start = at + (lexemes.blank.exec(source)?.[0].length ?? 0);
    const lexeme = lexemes[name];
    lexeme.lastIndex = start;
    const found = lexeme.exec(source);
    // What was looked for and not found is wrong behind the blanks, where something else stands.
    if (!found) return undefined;
    at = start + found[0].length;
    return found;
  }

  function takeWord(word: string): boolean {
    const before = at;
    if (take('name')?.[0] === word) return true;
    at = before;
    return false;
  }

  function either(depth: number, inList: boolean): Expression {
    if (depth > deepest) wrong();
    let left = both(depth, inList);
    while (takeWord('or')) left = { kind: 'or', left, right: both(depth, inList) };
    return left;
  }

  function both(depth: number, inList: boolean): Expression {
    let left = negation(depth, inList);
    while (takeWord('and')) left = { kind: 'and', left, right: negation(depth, inList) };
    return left;
  }

  function negation(depth: number, inList: boolean): Expression {
    if (depth > deepest) wrong();
    return takeWord('not') ? { kind: 'not', of: negation(depth + 1, inList) } : comparison(depth, inList);
  }

  function comparison(depth: number, inList: boolean): Expression {
    const left = addition(depth, inList);
    const operator = take('comparison')?.[0] as Comparison | undefined;
    return operator ? { kind: 'comparison', operator, left, right: addition(depth, inList) } : left;
  }

  function addition(depth: number, inList: boolean): Expression {
    let left = product(depth, inList);
    for (;;) {
      const operator = take('sum')?.[0] as Arithmetic | undefined;
      if (!operator) return left;
      left = { kind: 'arithmetic', operator, left, right: product(depth, inList) };
    }
  }

  function product(depth: number, inList: boolean): Expression {
    let left = operand(depth, inList);
    for (;;) {
      const operator = take('product')?.[0] as Arithmetic | undefined;
      if (!operator) return left;
      left = { kind: 'arithmetic', operator, left, right: operand(depth, inList) };
    }
  }

  function operand(depth: number, inList: boolean): Expression {
    if (depth > deepest) wrong();
    const sign = take('sum');
    if (sign) return sign[0] === '-' ? { kind: 'negative', of: operand(depth + 1, inList) } : wrong(at - 1);
    if (take('open')) {
      const inner = either(depth + 1, inList);
      return take('close') ? inner : wrong();
    }
    const number = take('number');
    if (number) return { kind: 'number', value: parseDecimal(number[0]) ?? '0' };
    const text = take('text');
    if (text) return { kind: 'text', value: (text[1] ?? '').replaceAll("''", "'") };
    return pointer(inList) ?? named(depth, inList);
  }

  function pointer(inList: boolean): Expression | undefined {
    const plain = take('pointer');
    const found = plain ?? take('quotedPointer');
    if (found) {
      const [all, answer, inner = ''] = found;
      const path = plain ? inner : inner.replaceAll('``', '`');
      if (!isPointer(path)) wrong(at - all.length);
      const written = answer === undefined ? path : `$${answer}${path}`;
      return { kind: 'pointer', ...answerOf(answer), names: pointerNames(path), written, inList };
    }
    const whole = take('whole');
    if (whole) return { kind: 'pointer', ...answerOf(whole[1]), names: [], written: whole[0], inList };
    return take('element') && { kind: 'pointer', names: [], written: '.', inList };
  }

  function named(depth: number, inList: boolean): Expression {
    const name = take('name')?.[0] ?? wrong();
    if (name === 'now' || name === 'today') return { kind: name };
    if (name === 'true' || name === 'false') return { kind: 'constant', value: name === 'true' };
    if (name === 'null') return { kind: 'constant', value: null };
    if (!Object.hasOwn(functions, name)) return wrong(at - name.length);
    return call(name as FunctionName, depth, inList);
  }

  function call(name: FunctionName, depth: number, inList: boolean): Expression {
    const start = at - name.length;
    if (!take('open')) wrong();
    const args = [either(depth + 1, inList)];
    // Behind a list, pointers begin at each of its members.
    const isOverList = name !== 'otherwise';
    while (take('comma')) args.push(either(depth + 1, inList || isOverList));
    if (!take('close')) wrong();
    const [least, most] = functions[name];
    if (args.length < least || args.length > most) wrong(start);
    return { kind: 'call', name, args };
  }

  const whole = either(0, false);
  take('blank');
  if (at < source.length) wrong();
  return whole;
}

function answerOf(digit: string | undefined): { answer?: number } {
  return digit === undefined ? {} : { answer: Number(digit) };
}

/** Every pointer in an expression. */
export function pointersIn(expression: Expression): Extract<Expression, { kind: 'pointer' }>[] {
  switch (expression.kind) {
    case 'pointer':
      return [expression];
    case 'arithmetic':
    case 'comparison':
    case 'and':
    case 'or':
      return [...pointersIn(expression.left), ...pointersIn(expression.right)];
    case 'not':
    case 'negative':
      return pointersIn(expression.of);
    case 'call':
      return expression.args.flatMap(pointersIn);
    default:
      return [];
  }
}
