import { parseInstant } from '../instant';

export const timeForms = ['auto', 'seconds', 'milliseconds', 'iso', 'date', 'http-date', 'seconds-from-now', 'milliseconds-from-now', 'duration'] as const;
/** How a service writes an instant. `auto` tells seconds, milliseconds and ISO 8601 apart by themselves. */
export type TimeForm = (typeof timeForms)[number];

const farthest = 8.64e15;
const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads an instant in the form that a definition names.
 *
 * @param text trimmed.
 * @returns Unix milliseconds, `null` for never, `undefined` for what is no instant of that form.
 */
export function parseTime(text: string, form: TimeForm, now: number): number | null | undefined {
  switch (form) {
    case 'auto':
      return text === '' ? undefined : parseInstant(text);
    case 'iso':
    case 'date':
      return /^\d{4}-\d{2}-\d{2}/.test(text) ? parseInstant(text) : undefined;
    case 'http-date':
      return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? within(Date.parse(text)) : undefined;
    case 'duration':
      return after(durationMs(text), now);
    default:
      return counted(text, form, now);
  }
}

function counted(text: string, form: 'seconds' | 'milliseconds' | 'seconds-from-now' | 'milliseconds-from-now', now: number): number | undefined {
  if (!/^-?\d{1,16}(?:\.\d{1,9})?$/.test(text)) return undefined;
  const milliseconds = Number(text) * (form.startsWith('seconds') ? 1000 : 1);
  return form.endsWith('from-now') ? after(milliseconds, now) : within(milliseconds);
}

/** A duration as Go writes it: `6m0s`, `12ms`, `1h2m3.5s`. */
function durationMs(text: string): number | undefined {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h|d)){1,5}$/.test(text)) return undefined;
  return [...text.matchAll(/([\d.]+)(ms|s|m|h|d)/g)].reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitsMs[unit] ?? 0), 0);
}

function after(milliseconds: number | undefined, now: number): number | undefined {
  return milliseconds === undefined ? undefined : within(now + milliseconds);
}

function within(at: number): number | undefined {
  return Math.abs(at) <= farthest ? Math.round(at) : undefined;
}
