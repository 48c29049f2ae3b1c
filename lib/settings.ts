import * as z from 'zod/mini';
import { storedDecimal } from './money/schemas';

/** Minutes between two readings of one account. */
export const interval = { least: 1, most: 24 * 60, usual: 15 } as const;

export const badgeModes = ['total', 'account', 'lowest', 'dot'] as const;
export const themes = ['auto', 'light', 'dark'] as const;

const currencyCode = z.string().check(z.regex(/^[A-Z]{3}$/));

/** What a person has chosen. Every field has a default, so a record of an older version still reads. */
export const settingsSchema = z.object({
  intervalMinutes: z._default(z.number().check(z.int(), z.minimum(interval.least), z.maximum(interval.most)), interval.usual),
  badgeMode: z._default(z.enum(badgeModes), 'total'),
  /** The account shown in badge mode `account`. */
  badgeAccountId: z._default(z.string().check(z.maxLength(64)), ''),
  /** The currency of the total. */
  currency: z._default(currencyCode, 'USD'),
  /** Below this amount of the total's currency the badge turns amber. */
  lowAmount: z._default(storedDecimal, '5'),
  /** At or below this amount it turns red. */
  criticalAmount: z._default(storedDecimal, '1'),
  /** How much of the total's currency one of another is worth; set by the person, never fetched. */
  rates: z._default(z.record(currencyCode, storedDecimal), {}),
  language: z._default(z.string().check(z.maxLength(16)), 'auto'),
  theme: z._default(z.enum(themes), 'auto'),
  hideAmounts: z._default(z.boolean(), false),
});

export type Settings = z.output<typeof settingsSchema>;
export type BadgeMode = Settings['badgeMode'];

export function defaultSettings(): Settings {
  return settingsSchema.parse({});
}
