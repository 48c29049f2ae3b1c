import { useCallback, useMemo } from 'react';
import type uPlot from 'uplot';
import { useOptionsText } from '@/lib/client/use-options-text';
import type { TopUp } from '@/lib/history/changes';
import type { Decimal } from '@/lib/money/decimal';
import { formatQuantity } from '@/lib/money/format';
import { axesOf, axisColors, momentOf } from './axes';
import { ChartKey } from './ChartKey';
import { aligned, amountsAt, type Line } from './lines';
import { type Colors, Plot } from './Plot';

/** What a forecast says of an instant: between so much and so much is left. For drawing only. */
export interface ForecastPoint {
  /** Unix milliseconds. */
  at: number;
  low: number;
  high: number;
}

interface BalanceChartProps {
  lines: readonly Line[];
  topUps: readonly TopUp[];
  unit: string;
  /** Unix milliseconds. */
  from: number;
  until: number;
  /** Drawn as a band after the last reading. */
  forecast?: readonly ForecastPoint[];
  /** Drawn as a line across. */
  threshold?: Decimal;
}

const lineColors = ['0', '1', '2', '3', '4', '5'];

/** What was left, reading by reading, with top-ups marked. */
export function BalanceChart({ lines, topUps, unit, from, until, forecast, threshold }: BalanceChartProps) {
  const { history, language } = useOptionsText();
  const locale = language.tag;
  const data = useMemo(() => aligned(lines), [lines]);
  const build = useCallback(
    (colors: Colors) => ({
      scales: {
        x: { time: true, range: () => [from, until] as [number, number] },
        y: { range: (_plot: uPlot, low: number, high: number) => rangeOf(low, high, threshold, forecast) },
      },
      axes: axesOf(unit, locale, colors),
      series: [
        {},
        ...lines.map(({ label, color, points }) => ({
          label,
          stroke: () => colors(colorOf(color)),
          width: 2,
          points: { show: points.length < 40, size: 5, fill: () => colors(colorOf(color)) },
        })),
      ],
      hooks: {
        drawAxes: [(plot: uPlot) => drawBelow(plot, colors, forecast, threshold)],
        draw: [(plot: uPlot) => drawTopUps(plot, colors, lines, topUps)],
      },
    }),
    [lines, topUps, unit, locale, from, until, forecast, threshold],
  );

  function describe(index: number): string {
    const at = data[0][index] ?? until;
    const write = (value: Decimal) => formatQuantity({ value, unit }, locale);
    const amounts = amountsAt(lines, at).map(({ line, value }) => history.ofAccount(line.label, write(value)));
    const raised = topUps.filter((topUp) => topUp.at === at).map(({ amount }) => history.toppedUp(write(amount)));
    return history.at(momentOf(at, locale), [...amounts, ...raised].join(', '));
  }

  return (
    <>
      <Plot
        label={history.leftChart}
        testId="balance-chart"
        data={data}
        build={build}
        colors={[...lineColors, ...axisColors, 'threshold', 'band']}
        describe={describe}
        height={260}
      />
      <ChartKey
        {...(threshold === undefined ? {} : { limit: formatQuantity({ value: threshold, unit }, locale) })}
        hasTopUps={topUps.length > 0}
        hasForecast={forecast !== undefined && forecast.length > 1}
      />
    </>
  );
}

/** Six colours are told apart; a seventh account shares the first. */
export function colorOf(place: number): string {
  return lineColors[place % lineColors.length] ?? '0';
}

/** From nothing, or from below it; a little room above. The threshold is always to be seen. */
function rangeOf(low: number, high: number, threshold?: Decimal, forecast?: readonly ForecastPoint[]): [number, number] {
  const all = [low, high, ...(threshold === undefined ? [] : [Number(threshold)]), ...(forecast ?? []).flatMap((point) => [point.low, point.high])];
  const numbers = all.filter((number) => Number.isFinite(number));
  const bottom = Math.min(0, ...numbers);
  const top = Math.max(0, ...numbers);
  const room = (top - bottom || 1) * 0.06;
  return [bottom < 0 ? bottom - room : 0, top + room];
}

function drawBelow(plot: uPlot, colors: Colors, forecast?: readonly ForecastPoint[], threshold?: Decimal): void {
  const { ctx: context, bbox } = plot;
  context.save();
  context.beginPath();
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  context.clip();
  if (forecast && forecast.length > 1) {
    context.fillStyle = colors('band');
    context.beginPath();
    for (const { at, high } of forecast) context.lineTo(plot.valToPos(at, 'x', true), plot.valToPos(high, 'y', true));
    for (const { at, low } of forecast.toReversed()) context.lineTo(plot.valToPos(at, 'x', true), plot.valToPos(low, 'y', true));
    context.fill();
  }
  if (threshold !== undefined) {
    const height = plot.valToPos(Number(threshold), 'y', true);
    context.strokeStyle = colors('threshold');
    context.lineWidth = devicePixelRatio * 1.5;
    context.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    context.beginPath();
    context.moveTo(bbox.left, height);
    context.lineTo(bbox.left + bbox.width, height);
    context.stroke();
  }
  context.restore();
}

/** A triangle that points up, at the first reading with more. */
function drawTopUps(plot: uPlot, colors: Colors, lines: readonly Line[], topUps: readonly TopUp[]): void {
  const { ctx: context } = plot;
  const size = 6 * devicePixelRatio;
  const [least = 0, most = 0] = [plot.scales['x']?.min, plot.scales['x']?.max];
  context.save();
  for (const { account, at, value } of topUps) {
    const line = lines.find((one) => one.account === account);
    if (!line || at < least || at > most) continue;
    const [x, y] = [plot.valToPos(at, 'x', true), plot.valToPos(Number(value), 'y', true)];
    context.beginPath();
    context.moveTo(x, y - size);
    context.lineTo(x + size, y + size * 0.75);
    context.lineTo(x - size, y + size * 0.75);
    context.closePath();
    context.fillStyle = colors(colorOf(line.color));
    context.fill();
    // An edge, or it is lost on its own line.
    context.strokeStyle = colors('surface');
    context.lineWidth = devicePixelRatio * 1.5;
    context.stroke();
  }
  context.restore();
}
