import * as z from 'zod/mini';
import { mostSamples } from './trend';

/** A stored {@link import('./trend').Trend}. Apart from it, so that the popup does not carry a validator. */
export const trendSchema = z.object({
  series: z.string().check(z.maxLength(120)),
  samples: z.string().check(z.maxLength(6000)),
  line: z.string().check(z.maxLength(mostSamples)),
});
