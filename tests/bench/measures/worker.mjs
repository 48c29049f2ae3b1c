import { setTimeout as wait } from 'node:timers/promises';

const warmAnswers = 9;

/**
 * How soon a worker answers that has to be started, and one that runs. The process is alive, for a page asks; no debugger
 * is attached to the worker while it is timed.
 *
 * @param {Awaited<ReturnType<typeof import('../installation.mjs').install>>} installation
 */
export async function measureWorker({ browser, subject, commandPage, ask }) {
  await commandPage();
  await browser.stopWorker();
  await wait(300);
  const before = browser.extensionTime();
  const { ms: cold } = await ask(subject.cheapest);
  const warm = [];
  for (let turn = 0; turn < warmAnswers; turn += 1) warm.push((await ask(subject.cheapest)).ms);
  warm.sort((left, right) => left - right);
  await wait(300);
  const processor = browser.extensionTime() - before;
  const worker = await browser.attachWorker();
  const heap = await worker.heapBytes();
  await worker.detach();
  return { cold, warm: warm[(warmAnswers - 1) / 2], processor, heap };
}
