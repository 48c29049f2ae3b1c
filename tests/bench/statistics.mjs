/**
 * Median and quartiles of each figure in samples of the same shape. Figures that are no numbers are left out.
 *
 * @param {Record<string, unknown>[]} samples
 * @returns {Record<string, {median: number, lower: number, upper: number, samples: number}>}
 */
export function summarize(samples) {
  const names = Object.keys(samples[0] ?? {});
  const figures = names.map((name) => [name, samples.map((sample) => sample[name]).filter((value) => Number.isFinite(value))]);
  return Object.fromEntries(figures.filter(([, values]) => values.length > 0).map(([name, values]) => [name, quartiles(values)]));
}

function quartiles(values) {
  const ordered = [...values].sort((left, right) => left - right);
  return { median: at(ordered, 0.5), lower: at(ordered, 0.25), upper: at(ordered, 0.75), samples: ordered.length };
}

/** Between two values, in proportion to how near each is. */
function at(ordered, share) {
  const place = (ordered.length - 1) * share;
  const below = Math.floor(place);
  const above = ordered[Math.min(below + 1, ordered.length - 1)];
  return ordered[below] + (above - ordered[below]) * (place - below);
}
