import { quietMachine, watchOthers } from './processes.mjs';
import { summarize } from './statistics.mjs';

/** With more processors than this busy with something else, a sample says little. */
const noisy = 0.5;
const mostAttempts = 2;

/**
 * Measures installations in turn, so that whatever changes on the machine meanwhile changes for all of them.
 *
 * @template Installation
 * @param {Installation[]} installations
 * @param {(installation: Installation) => Promise<Record<string, unknown>>} take makes one sample.
 * @param {{repeats: number, practice: number}} plan rounds that count, and rounds before them that do not.
 */
export async function alternate(installations, take, { repeats, practice }) {
  const samples = installations.map(() => []);
  // This process with everything below it: both browsers and the provider.
  const ours = [process.pid];
  let redone = 0;
  for (let round = -practice; round < repeats; round += 1) {
    // Whoever goes first finds the caches cold, so they take turns at that too.
    const order = installations.map((_, place) => (place + round + practice) % installations.length);
    for (const place of order) {
      for (let attempt = 1; ; attempt += 1) {
        await quietMachine(ours);
        const others = watchOthers(ours);
        const sample = await take(installations[place]).catch((error) => {
          if (attempt === mostAttempts) throw error;
          console.error(`once more: ${error.message}`);
          return undefined;
        });
        if (!sample || (others() > noisy && attempt < mostAttempts && round >= 0)) {
          redone += 1;
          continue;
        }
        if (round >= 0) samples[place].push(sample);
        break;
      }
    }
  }
  return { summaries: Object.fromEntries(installations.map(({ subject }, place) => [subject.name, summarize(samples[place])])), redone };
}
