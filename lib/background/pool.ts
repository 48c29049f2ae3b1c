/** Runs tasks in the order they come, so many at a time. */
export interface Pool {
  /** @returns what the task returns, or throws what it throws. */
  run<Result>(task: () => Promise<Result>): Promise<Result>;
}

export function createPool(concurrency: number): Pool {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async run(task) {
      if (running >= concurrency) await new Promise<void>((start) => waiting.push(start));
      else running += 1;
      try {
        return await task();
      } finally {
        // The place is handed on as it is: nobody who comes in between can take it.
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
