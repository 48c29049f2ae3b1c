import * as z from 'zod/mini';

/** Years from here on are a way of saying *never*: some relays answer with the year 2073. */
const never = Date.UTC(2070, 0, 1);

/**
 * Reads an expiry in the forms that services use: Unix seconds, milliseconds or microseconds (told by magnitude), the
 * same as text, ISO 8601 (without an offset: UTC), a bare date. `0`, `-1`, `null` and the far future mean never.
 *
 * @returns Unix milliseconds, `null` for never, `undefined` for what is none of these.
 */
export function parseInstant(input: unknown): number | null | undefined {
  if (input === null || input === undefined || input === '') return null;
  const milliseconds = typeof input === 'number' ? fromEpoch(input) : typeof input === 'string' ? fromText(input) : undefined;
  if (milliseconds === undefined || !Number.isFinite(milliseconds)) return undefined;
  return milliseconds <= 0 || milliseconds >= never ? null : Math.round(milliseconds);
}

/** A field of an answer that holds an expiry. Absent stays absent; otherwise as {@link parseInstant}. */
export const instant = z.pipe(
  z.custom<string | number | null>((input) => parseInstant(input) !== undefined),
  z.transform((input) => parseInstant(input) as number | null),
);

function fromEpoch(epoch: number): number {
  const size = Math.abs(epoch);
  if (size < 1e11) return epoch * 1000;
  return size < 1e14 ? epoch : epoch / 1000;
}

function fromText(text: string): number | undefined {
  if (/^-?\d{1,17}(?:\.\d+)?$/.test(text)) return fromEpoch(Number(text));
  const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (!iso) return undefined;
  // Services that leave the offset out mean UTC; a bare date is UTC already.
  const parsed = Date.parse(iso[1] || text.length === 10 ? text : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}
