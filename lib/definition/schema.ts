import * as z from 'zod/mini';
import { parseDecimal } from '../money/decimal';
import { longestExpression } from './expression-parser';
import { longestPattern } from './pattern-parser';
import { timeForms } from './time-form';

/** A number that a person writes: as JSON has them, or as text where digits count. */
const amount = () => z.custom<string | number>((input) => parseDecimal(input) !== undefined);
const text = (maximum: number) => z.string().check(z.minLength(1), z.maxLength(maximum));
const answerNumber = () => z.int().check(z.minimum(1), z.maximum(mostRequests));

/** How many requests one reading may take. */
export const mostRequests = 3;
const mostWindows = 8;

/** Where a value comes from: exactly one of `expression`, `header` and `text`. */
const source = () => ({
  /** Over the JSON of the answers. */
  expression: z.optional(text(longestExpression)),
  /** The name of a header of an answer. */
  header: z.optional(text(80)),
  /** A pattern for an answer that is text: what its group holds, or the whole match. */
  text: z.optional(text(longestPattern)),
  /** The answer that `header` and `text` look at; the first when left out. */
  answer: z.optional(answerNumber()),
  /** Which item of a header that is a list: a place, from the end where negative, or a name. */
  item: z.optional(z.union([z.int().check(z.minimum(-100), z.maximum(99)), text(80)])),
  /** The parameter of an item of a structured header. */
  parameter: z.optional(text(40)),
});

/** A number: an expression alone, or a source with what is to be done to it. */
const value = () =>
  z.union([
    text(longestExpression),
    z.strictObject({
      ...source(),
      /** Taken where nothing, or null, is found. Without it that is a failure. */
      otherwise: z.optional(amount()),
      multiply: z.optional(amount()),
      divide: z.optional(amount()),
      negate: z.optional(z.boolean()),
      groupSeparator: z.optional(z.enum([',', '.', ' ', "'", '_', '\u00a0', '\u202f'])),
      decimalSeparator: z.optional(z.enum(['.', ','])),
      /** Signs to take away, such as `$`. */
      strip: z.optional(text(10)),
    }),
  ]);

/** An instant. */
const time = () =>
  z.union([
    text(longestExpression),
    z.strictObject({
      ...source(),
      form: z.optional(z.enum(timeForms)),
      /** Values that mean never, as they are written. */
      never: z.optional(z.array(z.string().check(z.maxLength(40))).check(z.maxLength(10))),
    }),
  ]);

/** A word. */
const word = () => z.union([text(longestExpression), z.strictObject(source())]);

const request = () =>
  z.strictObject({
    method: z.optional(z.enum(['GET', 'HEAD', 'POST'])),
    /** From the base URL. May have a query, and gaps. */
    path: text(500),
    /** Sent besides the key's own header. None may be a secret: definitions are shared. */
    headers: z.optional(z.record(z.string().check(z.maxLength(80)), text(200))),
    /** Sent as JSON with POST. Its texts may have gaps. */
    json: z.optional(z.unknown()),
    /** What the answer is: JSON when left out, or text. */
    answer: z.optional(z.enum(['json', 'text'])),
    /** Has to hold, or the answer is an error whatever its HTTP status. Its pointers go into this answer. */
    success: z.optional(text(longestExpression)),
    /** Where an answer that is an error says why. */
    errorText: z.optional(text(longestExpression)),
  });

const windowOf = () =>
  z.strictObject({
    name: text(60),
    remaining: z.optional(value()),
    used: z.optional(value()),
    limit: z.optional(value()),
    resets: z.optional(time()),
    unit: z.optional(text(24)),
  });

/** The figures: `remaining`, or `granted` and `used`, or a percentage, or `used` alone. */
const reading = () =>
  z.strictObject({
    remaining: z.optional(value()),
    granted: z.optional(value()),
    used: z.optional(value()),
    percentUsed: z.optional(value()),
    percentLeft: z.optional(value()),
    /** Holds where nothing limits the account. */
    unlimited: z.optional(text(longestExpression)),
    /** Values of `remaining`, or else `granted`, that mean no limit: as the service writes them. */
    unlimitedValues: z.optional(z.array(amount()).check(z.maxLength(10))),
    unit: z.optional(z.union([text(24), z.strictObject({ expression: text(longestExpression) })])),
    /** `balance` is money or units that were bought; `budget` is what a limit still allows. */
    meaning: z.optional(z.enum(['balance', 'budget'])),
    scope: z.optional(z.enum(['key', 'account', 'organization'])),
    name: z.optional(word()),
    expires: z.optional(time()),
    windows: z.optional(z.array(windowOf()).check(z.maxLength(mostWindows))),
  });

/** What is data, and no more: how a service is asked, and where its answers hold the figures. */
export const definitionSchema = () =>
  z.strictObject({
    version: z.literal(1),
    name: z.optional(text(80)),
    about: z.optional(text(400)),
    /** Where the service is. A proposal for the account's own address, and never more: requests go to that. */
    baseUrl: z.optional(text(300)),
    auth: z.optional(z.union([z.enum(['bearer', 'none']), z.strictObject({ header: text(80), scheme: z.optional(text(40)) })])),
    requests: z.array(request()).check(z.minLength(1), z.maxLength(mostRequests)),
    reading: reading(),
  });

export type Definition = z.output<ReturnType<typeof definitionSchema>>;
export type DefinitionRequest = Definition['requests'][number];
export type DefinitionReading = Definition['reading'];
export type Value = z.output<ReturnType<typeof value>>;
export type Time = z.output<ReturnType<typeof time>>;
export type Word = z.output<ReturnType<typeof word>>;
export type WindowDefinition = NonNullable<DefinitionReading['windows']>[number];
