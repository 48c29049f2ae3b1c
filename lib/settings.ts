import * as z from 'zod/mini';
import { type AlertSettings, alertSettingsSchema } from './alert-settings';
import { storedDecimal } from './money/schemas';

/** Minutes between two readings of one account. */
export const interval = { least: 1, most: 24 * 60, usual: 15 } as const;

export const badgeModes = ['total', 'account', 'lowest', 'days', 'dot'] as const;
export const themes = ['auto', 'light', 'dark'] as const;

const currencyCode = z.string().check(z.regex(/^[A-Z]{3}$/));

/** What a person can choose. */
export const choices = {
  intervalMinutes: z.number().check(z.refine(Number.isInteger), z.minimum(interval.least), z.maximum(interval.most)),
  badgeMode: z.enum(badgeModes),
  /** The account shown in badge mode `account`. */
  badgeAccountId: z.string().check(z.maxLength(64)),
  /** The currency of the total. */
  currency: currencyCode,
  /** Below this amount of the total's currency the badge turns amber. */
  lowAmount: storedDecimal,
  /** At or below this amount it turns red. */
  criticalAmount: storedDecimal,
  /** How much of the total's currency one of another is worth; set by the person, never fetched. */
  rates: z.record(currencyCode, storedDecimal),
  language: z.string().check(z.maxLength(16)),
  theme: z.enum(themes),
  hideAmounts: z.boolean(),
  /** Ids of the providers whose signed-in website may be used to read a balance. */
  signedIn: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(100)),
  /** Organizations of such a website that the person has removed: provider and organization. */
  dismissed: z.array(z.string().check(z.maxLength(130))).check(z.maxLength(200)),
};

/** What a person has chosen. Every field has a default, so a record of an older version still reads. */
export const settingsSchema = z.object({
  intervalMinutes: z._default(choices.intervalMinutes, interval.usual),
  badgeMode: z._default(choices.badgeMode, 'total'),
  badgeAccountId: z._default(choices.badgeAccountId, ''),
  currency: z._default(choices.currency, 'USD'),
  lowAmount: z._default(choices.lowAmount, '5'),
  criticalAmount: z._default(choices.criticalAmount, '1'),
  rates: z._default(choices.rates, {}),
  language: z._default(choices.language, 'auto'),
  theme: z._default(choices.theme, 'auto'),
  hideAmounts: z._default(choices.hideAmounts, false),
  signedIn: z._default(choices.signedIn, []),
  dismissed: z._default(choices.dismissed, []),
  /** What is told, and when; changed by a command of its own. Absent: as usual. */
  alerts: z.catch(z.optional(z.lazy((): z.ZodMiniType<AlertSettings, AlertSettings> => alertSettingsSchema())), undefined),
});

export type Settings = z.output<typeof settingsSchema>;
export type BadgeMode = Settings['badgeMode'];

export function defaultSettings(): Settings {
  return settingsSchema.parse({});
}
