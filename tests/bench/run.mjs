import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { alternate } from './alternate.mjs';
import { install } from './installation.mjs';
import { measureHistory, seedHistory } from './measures/history.mjs';
import { measurePopup } from './measures/popup.mjs';
import { countRefresh, measureRefresh } from './measures/refresh.mjs';
import { measureSize } from './measures/size.mjs';
import { measureVault, setPassphrase } from './measures/vault.mjs';
import { measureWorker } from './measures/worker.mjs';
import { startProvider } from './provider.mjs';
import { report } from './report.mjs';
import { floor, ours } from './subjects.mjs';

const usage = `npm run bench -- [--n 1,50,500,5000] [--repeats 6] [--phases size,popup,worker,refresh,history,vault]

Measures the production build in .output/chrome-mv3 against the smallest extension that does the same, in turn and in the
same run. The phase "history" fills a year for each account, which takes a while, and "vault" gives it a passphrase: they are measured
only where they are named, as with --n 1000 --phases history,vault. Chromium is found in its usual places or in CHROMIUM_PATH. Results: artifacts/bench.md and artifacts/bench.json.`;

const latencyMs = 20;
/** More accounts than this are measured in our own build only, and less often. */
const mostInFloor = 1000;
const repeatsOfMany = 3;
/** The relay's politeness allows 16 readings of an account in 20 minutes; some go into preparing. */
const mostRefreshes = 11;

const { values: options } = parseArgs({
  options: {
    n: { type: 'string', default: '1,50,500,5000' },
    repeats: { type: 'string', default: '6' },
    phases: { type: 'string', default: 'size,popup,worker,refresh' },
    help: { type: 'boolean', default: false },
  },
});

// Only an exit by its own runs what others have left to be done at the exit.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

if (options.help) console.log(usage);
else if (!fs.existsSync(ours.folder)) {
  console.error('There is no production build to measure. Make one with: npm run build');
  process.exitCode = 1;
} else await bench();

async function bench() {
  const phases = new Set(options.phases.split(','));
  const begun = performance.now();
  const results = { at: new Date().toISOString(), machine: describeMachine(), repeats: Number(options.repeats), latencyMs, accounts: {}, redone: 0 };
  if (phases.has('size')) results.size = { floor: measureSize(floor.folder), ours: measureSize(ours.folder) };
  const folders = new Map([floor, ours].map((subject) => [subject, subject.prepare()]));
  const provider = await startProvider(latencyMs);
  try {
    for (const count of options.n.split(',').map(Number)) {
      if (phases.size === 1 && phases.has('size')) break;
      const installations = [];
      try {
        for (const subject of count > mostInFloor ? [ours] : [floor, ours]) {
          installations.push(await install(subject, folders.get(subject), provider, count));
        }
        results.accounts[count] = {};
        await measureAll(installations, phases, results, results.accounts[count]);
      } finally {
        for (const installation of installations) await installation.close();
      }
    }
  } finally {
    await provider.close();
    // Also when something went wrong: what was measured until then took minutes.
    results.seconds = Math.round((performance.now() - begun) / 1000);
    write(results);
  }
}

/** Everything that is measured with the same accounts. */
async function measureAll(installations, phases, results, measured) {
  const [{ count }] = installations;
  const isMany = count > mostInFloor;
  const plan = { repeats: isMany ? Math.min(repeatsOfMany, results.repeats) : results.repeats, practice: isMany ? 0 : 1 };
  const measure = async (name, take, most = plan.repeats) => {
    const { summaries, redone } = await alternate(installations, take, { ...plan, repeats: Math.min(most, plan.repeats) });
    measured[name] = summaries;
    results.redone += redone;
    console.error(`${count} accounts, ${name}`);
  };
  if (phases.has('popup')) {
    await measure('popup cold', (installation) => measurePopup(installation, 'cold'));
    await measure('popup warm', (installation) => measurePopup(installation, 'warm'));
  }
  if (phases.has('worker')) await measure('worker', measureWorker);
  if (phases.has('refresh')) {
    await measure('refresh', measureRefresh, isMany ? 1 : mostRefreshes);
    await measure('counts', countRefresh, 1);
  }
  if (phases.has('history')) {
    const withHistory = installations.filter(({ subject }) => subject === ours);
    for (const installation of withHistory) await seedHistory(installation);
    const { summaries } = await alternate(withHistory, measureHistory, plan);
    measured.history = summaries;
    console.error(`${count} accounts, history`);
  }
  if (phases.has('vault')) {
    const withVault = installations.filter(({ subject }) => subject === ours);
    for (const installation of withVault) await setPassphrase(installation);
    const { summaries } = await alternate(withVault, measureVault, plan);
    measured.vault = summaries;
    console.error(`${count} accounts, vault`);
  }
}

function write(results) {
  const folder = fileURLToPath(new URL('../../artifacts/', import.meta.url));
  const text = report(results);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'bench.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  fs.writeFileSync(path.join(folder, 'bench.md'), text);
  console.log(text);
}

function describeMachine() {
  const processors = os.cpus();
  return `${processors.length} × ${processors[0]?.model.trim()}, ${process.platform}, Node ${process.version}`;
}
