import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestMs, shortestTime } from '@/tests/shortest-time';
import { FailureError } from '../failure';
import { compilePattern, matchPattern } from './pattern';
import { ProblemFound } from './problem';

const match = (pattern: string, text: string) => matchPattern(compilePattern(pattern, 'reading.remaining.text'), text);

/** What JavaScript's own engine makes of it: the judge, for patterns that cannot keep it busy. */
function judged(pattern: string, text: string): string | undefined {
  const found = new RegExp(pattern).exec(text);
  if (!found) return undefined;
  return found.length > 1 ? found[1] : found[0];
}

function columnOf(pattern: string): number | undefined {
  try {
    compilePattern(pattern, 'here');
  } catch (error) {
    if (error instanceof ProblemFound && error.problem.reason === 'bad-pattern' && error.problem.place === 'here') return error.problem.column;
    throw error;
  }
  return -1;
}

describe('a pattern', () => {
  test.each([
    ['^OK\\|([0-9.]+)$', 'OK|100.000000', '100.000000'],
    ['\\[Balance left\\]\\s+(-?[0-9]+)', 'You\n[Balance left]  -42 credits', '-42'],
    ['\\d+\\.\\d+', 'a 1 b 22.5 c', '22.5'],
    ['(?:left|remaining): *(\\d+)', 'remaining: 7', '7'],
    ['a{2,3}', 'aaaa', 'aaa'],
    ['a{2,3}?', 'aaaa', 'aa'],
    ['<b>(.*?)</b>', '<b>1</b><b>2</b>', '1'],
    ['[^\\d]+', '12ab3', 'ab'],
    ['[a\\-c]+', 'b-a-c', '-a-c'],
    ['x(\\d+)?', 'x', undefined],
    ['nothing', 'something', undefined],
    ['$', 'abc', ''],
    ['Guthaben (\\d+,\\d\\d) €', 'Guthaben 12,50 €', '12,50'],
  ])('%s finds in %o what it should', (pattern, text, expected) => {
    expect(match(pattern, text)).toBe(expected);
    expect(judged(pattern, text)).toBe(expected);
  });

  test.each([
    ['(a)(b)', 4],
    ['(a)+', 1],
    ['(?:(a)|b)*', 1],
    ['a**', 3],
    ['*a', 1],
    ['(a', 1],
    ['a)', 2],
    ['[a', 1],
    ['[]', 1],
    ['[z-a]', 5],
    ['a{3,2}', 2],
    ['a{101}', 2],
    ['a{', 2],
    ['(?=a)', 2],
    ['(?!a)', 2],
    ['(?<=a)b', 2],
    ['(?<name>a)', 2],
    ['(a)\\1', 4],
    ['\\b', 1],
    ['\\u0041', 1],
    ['\\', 1],
    ['^*', 1],
    ['(?:a*)+', 1],
    ['b(?:a?|c)?', 2],
    ['a'.repeat(201), 201],
    ['((((((((((((((a))))))))))))))', 2],
  ])('%s is refused, with the column', (pattern, column) => {
    expect(columnOf(pattern)).toBe(column);
  });

  test('that counts itself into something huge is refused', () => {
    expect(() => compilePattern('(?:(?:a{100}){100}){100}', 'here')).toThrow(ProblemFound);
  });
});

/** Patterns of the part that is understood, made at random. */
const patterns = fc.letrec<{ atom: string; part: string; all: string }>((tie) => ({
  atom: fc.oneof(
    fc.constantFrom('a', 'b', 'c', '.', '\\d', '\\w', '[ab]', '[^a]', '\\s', '1', '\\.'),
    tie('all').map((inner) => `(?:${inner})`),
  ),
  part: fc.tuple(tie('atom'), fc.constantFrom('', '', '', '+', '?', '*', '{1,2}', '+?', '*?', '{2}')).map(([atom, times]) => atom + times),
  all: fc.oneof(
    { maxDepth: 3 },
    fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
    fc.tuple(tie('part'), tie('part')).map((options) => options.join('|')),
  ),
})).all;
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', ' '), maxLength: 12 });
const isOurs = (pattern: string) => {
  try {
    compilePattern(pattern, '');
    return true;
  } catch {
    return false;
  }
};

test('finds what JavaScript finds, for patterns and texts made at random', () => {
  const anchored = fc.tuple(fc.constantFrom('', '^'), patterns, fc.constantFrom('', '$')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(anchored.filter(isOurs), texts, (pattern, text) => void expect(match(pattern, text)).toBe(judged(pattern, text))),
    { numRuns: 2000 },
  );
  const grouped = fc.tuple(patterns, patterns, patterns).map(([before, inner, after]) => `${before}(${inner})${after}`);
  fc.assert(
    fc.property(grouped.filter(isOurs), texts, (pattern, text) => void expect(match(pattern, text)).toBe(judged(pattern, text))),
    { numRuns: 2000 },
  );
});

/** Milliseconds that something takes; a failure of ours counts as an end, anything else does not. */
function timed(work: () => unknown): number {
  return shortestTime(() => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof FailureError) && !(error instanceof ProblemFound)) throw error;
    }
  });
}

describe('no pattern keeps a worker busy', () => {
  const long = 'a'.repeat(16_384);

  test.each([
    ['(?:a+)+b', long],
    ['(?:a*)*b', long],
    ['(?:a|aa)+$', `${long.slice(1)}!`],
    ['(?:a|a|a|a|a)*b', long],
    ['a*a*a*a*a*a*a*a*a*a*a*a*b', long],
    ['.*.*.*.*.*.*.*.*=.*', long],
    ['(?:.{1,100}){3}x', long],
    ['(?:[a-z]{0,100}){2}!', long],
    ['(?:a?){100}a{100}', long],
    ['(.*)(?:.*)*\\d', long],
    ['a', 'b'.repeat(1_000_000)],
  ])('%s', (pattern, text) => {
    expect(timed(() => match(pattern, text))).toBeLessThan(longestMs);
  });

  test('made at random, on long texts', () => {
    const unit = fc.constantFrom('a', 'b', 'c', '1', '.', ' ');
    const input = fc
      .tuple(fc.string({ unit, minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 4000 }))
      .map(([text, times]) => text.repeat(times).slice(0, 16_384));
    let slowest = 0;
    fc.assert(
      fc.property(patterns, input, (pattern, text) => {
        slowest = Math.max(
          slowest,
          timed(() => match(pattern, text)),
        );
      }),
      { numRuns: 300 },
    );
    expect(slowest).toBeLessThan(longestMs);
  });

  test('and text that is no pattern is refused, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 60 }), fc.stringMatching(/^[()[\]{}|*+?^$\\.\-ab1,:=!<]{0,40}$/)),
        fc.string({ maxLength: 200 }),
        (pattern, text) => {
          expect(timed(() => match(pattern, text))).toBeLessThan(longestMs);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
