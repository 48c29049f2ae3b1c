/** Chance with a seed: the same seed gives the same numbers on every machine. */
export interface Random {
  /** From 0 to 1. */
  uniform(): number;
  between(least: number, most: number): number;
  /** Evenly over magnitudes. */
  magnitude(least: number, most: number): number;
  /** Mean 0, deviation 1. */
  normal(): number;
  /** Mean 1, always positive. */
  noise(deviation: number): number;
}

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    between: (least, most) => least + (most - least) * uniform(),
    magnitude: (least, most) => least * (most / least) ** uniform(),
    normal,
    noise: (deviation) => Math.exp(deviation * normal() - deviation ** 2 / 2),
  };
}
