import { lines, sizeTargets } from './targets.mjs';

/**
 * Results as markdown: one table of sizes, one for each number of accounts, and one that shows what grows with it.
 *
 * @param {any} results
 * @returns {string}
 */
export function report(results) {
  const parts = ['# Benchmark', about(results)];
  if (results.size) parts.push('## Sizes', sizes(results.size));
  for (const [count, measured] of Object.entries(results.accounts)) parts.push(`## ${count} accounts`, accounts(Number(count), measured));
  if (Object.keys(results.accounts).length > 1) parts.push('## What grows', growth(results.accounts));
  return `${parts.join('\n\n')}\n`;
}

function about({ at, machine, repeats, latencyMs, redone, seconds }) {
  return [
    `${at}, ${machine}, ${seconds} s.`,
    `Medians of up to ${repeats} samples with quartiles, floor and ours in turn; ${redone} samples were taken again because the machine was busy.`,
    `The provider answers after ${latencyMs} ms. Ratios of one run can be compared with those of another, milliseconds cannot.`,
  ].join('\n');
}

function sizes({ floor, ours }) {
  const rows = sizeTargets.map(({ part, figure, title, most }) => {
    const kibibytes = [floor, ours].map((build) => (figure ? build[part][figure] : build[part]) / 1024);
    const target = most === undefined ? undefined : { most };
    return [title, ...kibibytes.map((size) => `${number(size)} KiB`), ...judged(kibibytes[0], kibibytes[1], target, 1, 'KiB')];
  });
  return table(['', 'floor', 'ours', 'ratio', 'target', ''], rows);
}

function accounts(count, measured) {
  const rows = [];
  for (const { title, phase, figure, unit, divisor, targets } of lines) {
    const floor = measured[phase]?.floor?.[figure];
    const ours = measured[phase]?.ours?.[figure];
    if (!ours) continue;
    const target = targets[count] ?? targets['any'];
    rows.push([
      title,
      spread(floor, divisor, unit),
      spread(ours, divisor, unit),
      ...judged(floor?.median / divisor, ours.median / divisor, target, count, unit),
    ]);
  }
  return table(['', 'floor', 'ours', 'ratio', 'target', ''], rows);
}

/** Ours alone, by number of accounts: a figure that grows faster than it is a fault. */
function growth(byCount) {
  const rows = lines.map(({ title, phase, figure, unit, divisor }) => [
    title,
    ...Object.values(byCount).map((measured) => median(measured[phase]?.ours?.[figure], divisor, unit)),
  ]);
  return table(
    ['ours', ...Object.keys(byCount)],
    rows.filter((row) => row.some((cell, place) => place > 0 && cell !== '')),
  );
}

/** Ratio, target, and whether it is met. */
function judged(floor, ours, target, count, unit) {
  const ratio = ours / floor;
  const shown = Number.isFinite(ratio) ? `${ratio.toFixed(2)}×` : '';
  if (!target) return [shown, '', ''];
  if ('ratio' in target) return [shown, `≤ ${target.ratio}×`, Number.isFinite(ratio) ? verdict(ratio <= target.ratio) : ''];
  const most = 'each' in target ? target.each * count : target.most;
  return [shown, `≤ ${most} ${unit}`.trim(), verdict(ours <= most)];
}

function verdict(isMet) {
  return isMet ? 'met' : '**missed**';
}

function spread(summary, divisor, unit) {
  if (!summary) return '';
  const { median: middle, lower, upper } = summary;
  const range = lower === upper ? '' : ` (${number(lower / divisor)}–${number(upper / divisor)})`;
  return `${number(middle / divisor)} ${unit}`.trim() + range;
}

function median(summary, divisor, unit) {
  return summary ? `${number(summary.median / divisor)} ${unit}`.trim() : '';
}

/** Three digits, as many as a benchmark can answer for; whole counts in full. */
function number(value) {
  return Number.isInteger(value) || value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function table(head, rows) {
  const write = (cells) => `| ${cells.join(' | ')} |`;
  return [write(head), write(head.map((_, place) => (place === 0 ? '---' : '---:'))), ...rows.map(write)].join('\n');
}
