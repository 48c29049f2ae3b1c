import type { Quantity } from '../money/quantity';
import type { Reading } from '../reading';
import { cleanText } from '../text';

/** More entries than this tell a person nothing, and a malicious relay could send very many. */
const mostEntries = 200;
/** Days of spend that are kept: what is older has gone into the figure already. */
const mostDays = 31;
/** Parts of the spend, the largest: a list to be read by a person. */
const mostParts = 40;

/**
 * Cleans every text in a reading that a service chose.
 *
 * @param secret the credential that was sent: a service that sends it back must not get it stored in plain text.
 */
export function cleanReading(reading: Reading, secret = ''): Reading {
  const { name, owner, modelLimits, grants, daily, parts, windows, rule, ...rest } = reading;
  const clean = (text: string, maximum?: number) => cleanText(secret === '' ? text : text.replaceAll(secret, '…'), maximum);
  return {
    ...rest,
    ...(reading.remaining && reading.remaining !== 'unlimited' ? { remaining: cleanQuantity(reading.remaining) } : {}),
    ...(reading.used ? { used: cleanQuantity(reading.used) } : {}),
    ...(reading.granted ? { granted: cleanQuantity(reading.granted) } : {}),
    ...(name === undefined ? {} : { name: clean(name) }),
    // An owner that had to be cleaned no longer tells two wallets apart.
    ...(owner !== undefined && clean(owner) === owner ? { owner } : {}),
    ...(grants ? { grants: grants.slice(0, mostEntries) } : {}),
    rule: rule.kind === 'formula' ? { ...rule, formula: clean(rule.formula, 400) } : rule,
    ...(windows ? { windows: windows.slice(0, mostEntries).map(cleanWindow) } : {}),
    ...(daily ? { daily: daily.slice(-mostDays) } : {}),
    ...(parts ? { parts: parts.slice(0, mostParts).map((part) => ({ ...part, name: clean(part.name) })) } : {}),
    ...(modelLimits
      ? {
          modelLimits: Object.fromEntries(
            Object.entries(modelLimits)
              .slice(0, mostEntries)
              .map(([model, limit]) => [clean(model, 80), limit]),
          ),
        }
      : {}),
  };

  function cleanWindow({ name: called, ...window }: NonNullable<Reading['windows']>[number]) {
    return { ...window, ...(called === undefined ? {} : { name: clean(called, 60) }) };
  }

  function cleanQuantity({ value, unit }: Quantity): Quantity {
    // A unit stands beside every figure: letters, digits and signs of currencies are all it needs.
    return { value, unit: clean(unit.replace(/[^\p{L}\p{N}\p{Sc} ._%-]/gu, ''), 24) || 'credits' };
  }
}
