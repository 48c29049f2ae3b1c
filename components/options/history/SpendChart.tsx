import { useCallback, useMemo } from 'react';
import uPlot from 'uplot';
import { useOptionsText } from '@/lib/client/use-options-text';
import { date } from '@/lib/i18n/when';
import type { Decimal } from '@/lib/money/decimal';
import { formatQuantity } from '@/lib/money/format';
import { axesOf, axisColors, dayAxisOf } from './axes';
import { type Colors, Plot } from './Plot';

interface SpendChartProps {
  /** What was spent in all chosen accounts, by day. */
  days: readonly { day: string; amount: Decimal }[];
  unit: string;
  /** Unix milliseconds. */
  from: number;
  until: number;
  /** The name of the bars' colour: that of the account, where it is only one. */
  color: string;
}

const day = 24 * 60 * 60_000;
/** Of more days the bars are so narrow that only the months matter. */
const mostNamedDays = 50;

/** What was spent, a bar a day. */
export function SpendChart({ days, unit, from, until, color }: SpendChartProps) {
  const { history, language } = useOptionsText();
  const locale = language.tag;
  const data = useMemo<uPlot.AlignedData>(() => [days.map(({ day: of }) => middleOf(of)), days.map(({ amount }) => Number(amount))], [days]);
  // Whole days, in UTC.
  const [first, last] = [from - (from % day), until - (until % day) + day];
  const build = useCallback(
    (colors: Colors) => ({
      scales: {
        x: { time: true, range: () => [first, last] as [number, number] },
        y: { range: (_plot: uPlot, _low: number, high: number) => [0, high > 0 ? high * 1.06 : 1] as [number, number] },
      },
      axes:
        last - first > mostNamedDays * day ? axesOf(unit, locale, colors) : [dayAxisOf(first, last, locale, colors), ...axesOf(unit, locale, colors).slice(1)],
      series: [
        {},
        {
          stroke: () => colors(color),
          fill: () => colors(color),
          width: 0,
          points: { show: false },
          ...(uPlot.paths.bars ? { paths: barsOf(uPlot.paths.bars, last - first) } : {}),
        },
      ],
    }),
    [unit, locale, first, last, color],
  );
  const describe = (index: number) => {
    const { day: of = '', amount = '0' } = days[index] ?? {};
    return history.spentOn(date(middleOf(of), locale), formatQuantity({ value: amount, unit }, locale));
  };
  return <Plot label={history.spentChart} testId="spend-chart" data={data} build={build} colors={['0', ...axisColors]} describe={describe} height={160} />;
}

/** Noon of a day in UTC: on that day nearly everywhere, and in the middle of its bar. */
function middleOf(of: string): number {
  return Date.parse(of) + day / 2;
}

/** A bar is as wide as its day. uPlot would make them as wide as the nearest two are apart. */
function barsOf(bars: uPlot.Series.BarsPathBuilderFactory, length: number): uPlot.Series.PathBuilder {
  const share = Math.min(0.08, (0.7 * day) / length);
  return (plot, ...rest) => {
    const width = Math.max(2, (plot.bbox.width / devicePixelRatio) * share);
    return bars({ size: [1, width, width] })(plot, ...rest);
  };
}
