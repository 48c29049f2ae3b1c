import { parseExpression } from './expression-parser';
import type { Value } from './schema';

/** Whether a value is shown as the service wrote it, but for its unit. */
export function isPlain(value: Value): boolean {
  const expression = typeof value === 'string' ? value : value.expression;
  return expression === undefined || parseExpression(expression, '').kind === 'pointer';
}

/** Whether nothing at all was done to it. */
export function isUntouched(value: Value): boolean {
  return isPlain(value) && (typeof value === 'string' || (value.multiply === undefined && value.divide === undefined && !value.negate));
}

/** A value as a person would write it down: `/data/balance ÷ 100`. */
export function formulaOf(value: Value): string {
  if (typeof value === 'string') return value;
  const { expression, header, text, multiply, divide, negate } = value;
  const source = expression ?? (header === undefined ? `text /${text ?? ''}/` : `header ${header}`);
  const isCompound = expression !== undefined && !isPlain(value) && (multiply !== undefined || divide !== undefined || negate === true);
  const scaled = `${isCompound ? `(${source})` : source}${multiply === undefined ? '' : ` × ${multiply}`}${divide === undefined ? '' : ` ÷ ${divide}`}`;
  return negate ? `−(${scaled})` : scaled;
}
