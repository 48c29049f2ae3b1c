import type { Fields } from '../account-fields';
import type { Definition } from './schema';

/**
 * The simple form of a source, a path and up to two places, as the definition that it is. Without a word it is the company
 * shape: `total_quota` and `used_quota` of `/v1/usage`.
 */
export function definitionOfFields({ path = '/v1/usage', remainingPointer, totalPointer, usedPointer, unit = 'tokens' }: Fields): Definition {
  const reading =
    remainingPointer === undefined
      ? { granted: expressionOf(totalPointer ?? '/total_quota'), used: expressionOf(usedPointer ?? '/used_quota'), unit }
      : { remaining: expressionOf(remainingPointer), unit };
  return { version: 1, requests: [{ path }], reading };
}

/** A pointer as an expression: in quotes where it holds signs that would end it. */
function expressionOf(pointer: string): string {
  return /^(?:\/[^\s,()<>=!+*'`]*)+$/.test(pointer) ? pointer : `\`${pointer.replaceAll('`', '``')}\``;
}
