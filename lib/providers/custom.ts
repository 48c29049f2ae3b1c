import * as z from 'zod/mini';
import type { Fields } from '../account-fields';
import { fail } from '../failure';
import { readPointer } from '../json-pointer';
import { type Decimal, parseDecimal, subtract } from '../money/decimal';
import { quantity } from '../money/quantity';
import { defineProvider } from '../provider-host/define';
import type { Reading } from '../reading';

export default defineProvider({
  id: 'custom',
  name: 'Company or custom service',
  icon: { text: '{}', color: '#475569' },
  fields: ['path', 'totalPointer', 'usedPointer', 'remainingPointer', 'unit'],
  methods: [
    {
      id: 'usage',
      credential: 'api-key',
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://datatracker.ietf.org/doc/html/rfc6901', checked: 'never' },
      read: async ({ get, fields }) => parse(await get(fields.path ?? '/v1/usage', z.unknown), fields),
    },
  ],
});

/** Reads the figures where the person says they are. Without a word they are `total_quota` and `used_quota`. */
export function parse(answer: unknown, fields: Fields): Reading {
  const unit = fields.unit ?? 'tokens';
  const shared = { meaning: 'balance', scope: 'key' } as const;
  if (fields.remainingPointer !== undefined) {
    return { remaining: quantity(amountAt(answer, fields.remainingPointer), unit), basis: 'reported', rule: { kind: 'as-reported' }, ...shared };
  }
  const total = amountAt(answer, fields.totalPointer ?? '/total_quota');
  const used = amountAt(answer, fields.usedPointer ?? '/used_quota');
  return {
    remaining: quantity(subtract(total, used), unit),
    used: quantity(used, unit),
    granted: quantity(total, unit),
    basis: 'derived',
    rule: { kind: 'limit-minus-used' },
    ...shared,
  };
}

/** @throws FailureError `bad-response` naming the pointer, which the person wrote, and not what was found there. */
function amountAt(answer: unknown, pointer: string): Decimal {
  return parseDecimal(readPointer(answer, pointer)) ?? fail({ kind: 'bad-response', detail: pointer.slice(0, 120) });
}
