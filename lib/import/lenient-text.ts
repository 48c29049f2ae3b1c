import * as z from 'zod/mini';

/** Text out of another tool's file, where a number may stand as well. Anything else counts as absent: it is not ours to judge. */
export const lenientText = z.catch(
  z.pipe(
    z.optional(z.union([z.string(), z.number()])),
    z.transform((value) => (value === undefined ? '' : String(value).trim())),
  ),
  '',
);
