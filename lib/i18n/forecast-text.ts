import type { Forecast, Lasting, Runway } from '../runway';
import { type Span, spanOf } from '../runway-span';
import type { forecast as English, tooltip } from './languages/en';
import { dayOfMonth } from './when';

type RunwayWords = (typeof tooltip)['runway'];

/** `runs out in about 9 days`. Needs no formatter of the platform, so the popup can say it at its first paint. */
export function runwaySentence(runway: Pick<Runway, 'at' | 'endsBy'>, now: number, words: RunwayWords): string {
  const span = spanText(spanOf(runway, now), words);
  return runway.endsBy === 'expiry' ? words.expiresIn(span) : words.runsOutIn(span);
}

/** `runs out about 3 Dec`, where the forecast is that precise; otherwise how long it will last, or why nothing is said. */
export function forecastSentence(said: Forecast | Lasting, now: number, words: typeof English, locale: string): string {
  if (said.kind === 'resets-first') return words.resetsFirst(dayOfMonth(said.resetsAt, now, locale));
  if (said.kind !== 'runs-out') return words[said.kind];
  if (spanOf(said, now).kind !== 'about') return runwaySentence(said, now, words);
  const date = dayOfMonth(said.at.likely, now, locale);
  return said.endsBy === 'expiry' ? words.expiresAbout(date) : words.runsOutAbout(date);
}

function spanText(span: Span, words: RunwayWords): string {
  switch (span.kind) {
    case 'less-than-a-day':
      return words.lessThanADay;
    case 'between':
      return words.between(span.from, words.units[span.unit](span.to));
    case 'about':
      return words.about(words.units[span.unit](span.count));
    case 'up-to':
      return words.upTo(words.units[span.unit](span.count));
    case 'more-than':
      return words.moreThan(words.units[span.unit](span.count));
  }
}
