/** As long as anything that somebody else wrote down may keep a worker busy, in milliseconds. */
export const longestMs = 50;

/**
 * How long something takes, in milliseconds. What took too long is tried again: a machine that does other things as well
 * takes long over anything now and then, and something that is slow is slow every time.
 */
export function shortestTime(work: () => unknown): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 10 && shortest >= longestMs; time += 1) {
    const start = performance.now();
    work();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}
