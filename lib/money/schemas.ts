import * as z from 'zod/mini';
import { type Decimal, parseDecimal } from './decimal';

// Apart from the arithmetic, so that the popup does not carry a validator for what the background has validated.

/** A field of an answer that holds an amount, as a number or as text. Output: {@link Decimal}. */
export const decimal = z.pipe(
  z.custom<string | number>((input) => parseDecimal(input) !== undefined),
  z.transform((input) => parseDecimal(input) as Decimal),
);

/** A stored {@link Decimal}: text only, already in plain notation. */
export const storedDecimal = z.string().check(z.regex(/^-?\d{1,64}(?:\.\d{1,64})?$/));

/** A stored quantity. */
export const quantitySchema = z.object({ value: storedDecimal, unit: z.string().check(z.minLength(1), z.maxLength(24)) });
