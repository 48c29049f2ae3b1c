import { kinds } from './histories';
import { shippedName, type Verdict } from './judge';

/** The cells of the two tables of `docs/forecast.md`. */
export function tablesOf(verdicts: readonly Verdict[]): string[][] {
  const ways = verdicts.map(({ name, overall }) => [
    name,
    factor(overall.runway),
    factor(overall.median),
    percent(overall.week),
    overall.range ? percent(overall.range.held) : '–',
    overall.range ? percent(overall.range.before) : '–',
    overall.range ? factor(Math.log(overall.range.width)) : '–',
  ]);
  const shipped = verdicts.find(({ name }) => name === shippedName) as Verdict;
  const [day, week] = verdicts.filter(({ isBaseline }) => isBaseline) as [Verdict, Verdict];
  const uses = kinds.map((kind) => {
    const { runway, range } = shipped.kinds[kind];
    const held = range ? [percent(range.held), percent(range.before), factor(Math.log(range.width))] : [];
    return [kind, factor(runway), factor(day.kinds[kind].runway), factor(week.kinds[kind].runway), ...held];
  });
  return [...ways, ...uses];
}

/** The cells of every row of every table of a page, without headings. */
export function rowsOf(page: string): string[][] {
  const lines = page.split('\n').map((line) => line.trim());
  return lines
    .filter((line, index) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(line) && !/^\|[\s:|-]+\|$/.test(lines[index + 1] ?? ''))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

function factor(logarithm: number): string {
  return `×${Math.exp(logarithm).toFixed(2)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
