/**
 * Hands on what tasks give: all of it at once when they end soon, and otherwise what there is after a while, so that those that are
 * late hold up nobody. Each pause is twice as long as the one before, which keeps the number of batches small however long it takes.
 *
 * @param patienceMs the first pause, milliseconds.
 * @yields results that were not handed on before, never an empty list; none where there are no tasks.
 * @throws whatever a task throws.
 */
export async function* batches<Result>(tasks: readonly Promise<Result>[], patienceMs: number): AsyncGenerator<Result[]> {
  let ready: Result[] = [];
  const all = Promise.all(tasks.map((task) => task.then((result) => ready.push(result)))).then(() => 'all' as const);
  for (let pauseMs = patienceMs; ; pauseMs *= 2) {
    const { promise: pause, resolve } = Promise.withResolvers<'pause'>();
    const timer = setTimeout(resolve, pauseMs, 'pause');
    const reached = await Promise.race([all, pause]).finally(() => clearTimeout(timer));
    const batch = ready;
    ready = [];
    if (batch.length > 0) yield batch;
    // While a batch was being handed on, others may have come: they are looked at before the end.
    if (reached === 'all' && ready.length === 0) return;
  }
}
