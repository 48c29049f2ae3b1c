import type { Quantity } from '../money/quantity';
import type { Reading } from '../reading';
import { cleanText } from '../text';

/** More entries than this tell a person nothing, and a malicious relay could send very many. */
const mostEntries = 200;

/** Cleans every text in a reading that a service chose. */
export function cleanReading(reading: Reading): Reading {
  const { name, owner, modelLimits, grants } = reading;
  return {
    ...reading,
    ...(reading.remaining && reading.remaining !== 'unlimited' ? { remaining: cleanQuantity(reading.remaining) } : {}),
    ...(reading.used ? { used: cleanQuantity(reading.used) } : {}),
    ...(reading.granted ? { granted: cleanQuantity(reading.granted) } : {}),
    ...(name === undefined ? {} : { name: cleanText(name) }),
    ...(owner === undefined ? {} : { owner: cleanText(owner) }),
    ...(grants ? { grants: grants.slice(0, mostEntries) } : {}),
    ...(modelLimits
      ? {
          modelLimits: Object.fromEntries(
            Object.entries(modelLimits)
              .slice(0, mostEntries)
              .map(([model, limit]) => [cleanText(model, 80), limit]),
          ),
        }
      : {}),
  };
}

function cleanQuantity({ value, unit }: Quantity): Quantity {
  return { value, unit: cleanText(unit, 24) || 'credits' };
}
