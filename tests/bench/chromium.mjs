import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from './devtools.mjs';
import { processesOf, processorTime } from './processes.mjs';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

const switches = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-features=DisableLoadExtensionCommandLineSwitch,Translate,OptimizationHints',
  // Each account has an address of its own in 127.*, and nothing beyond this machine can be reached.
  '--host-resolver-rules=MAP 127.* 127.0.0.1,MAP * ~NOTFOUND',
];

/** @returns the path of a Chromium that loads unpacked extensions from the command line: branded Chrome does not. */
export function findChromium() {
  const found = [process.env.CHROMIUM_PATH, ...usualPlaces].find((place) => place && fs.existsSync(place));
  if (!found) throw new Error('No Chromium was found. Install it, or name one in CHROMIUM_PATH.');
  return found;
}

/**
 * Starts Chromium with one extension and a profile that is thrown away.
 *
 * @param {string} extension folder of the unpacked extension.
 */
export async function startChromium(extension) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'remainder-bench-'));
  const chromium = spawn(
    findChromium(),
    [
      ...switches,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${profile}`,
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise((resolve) => chromium.once('exit', resolve));
  // Also when the benchmark is broken off: nothing may stay behind.
  const remove = () => {
    chromium.kill('SIGKILL');
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', remove);
  const { send, attach } = connect(chromium);

  const targets = async () => (await send('Target.getTargets', { filter: [{}] })).targetInfos;
  const workerTarget = async () => (await targets()).find(({ type, url }) => type === 'service_worker' && url.startsWith('chrome-extension://'));
  const extensionProcesses = () => processesOf(chromium.pid).filter(({ command }) => command.includes('--extension-process'));

  const { url } = await until('a service worker', workerTarget);
  const address = new URL('/', url).href;
  // An ordinary page, from which workers are stopped: a session with the worker itself would keep it awake.
  const control = await attach((await until('a first page', async () => (await targets()).find(({ type }) => type === 'page'))).targetId);
  await control.send('ServiceWorker.enable');

  async function stopWorker() {
    await until('the worker to stop', async () => {
      await control.send('ServiceWorker.stopAllWorkers');
      return !(await workerTarget());
    });
  }

  return {
    processId: chromium.pid,
    profile,
    /** Address of the extension, with a slash at its end. */
    address,

    /** Opens a blank tab of a popup's size. */
    async openTab() {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
      const tab = await attach(targetId);
      await tab.send('Page.enable');
      await tab.send('Emulation.setDeviceMetricsOverride', { width: 400, height: 600, deviceScaleFactor: 1, mobile: false });
      return { ...tab, close: () => send('Target.closeTarget', { targetId }) };
    },

    stopWorker,

    /** Waits until nothing of the extension runs, as it is half a minute after a person last used it. */
    async sleep() {
      await stopWorker();
      await until('the extension process to end', async () => extensionProcesses().length === 0);
    },

    /** A session with the running worker. */
    async attachWorker() {
      const { targetId } = await until('the worker to run', workerTarget);
      return attach(targetId);
    },

    /** Milliseconds of processor time of the extension's process. */
    extensionTime: () => extensionProcesses().reduce((sum, { id }) => sum + processorTime(id), 0),

    async close() {
      await Promise.race([send('Browser.close').catch(() => {}), wait(3000)]);
      await Promise.race([ended, wait(3000)]);
      process.off('exit', remove);
      remove();
    },
  };
}

/**
 * @template Value
 * @param {string} what for the message when it never comes.
 * @param {() => Promise<Value>} look
 */
export async function until(what, look, timeoutMs = 30_000) {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    const found = await look();
    if (found) return found;
    await wait(40);
  }
  throw new Error(`waited in vain for ${what}`);
}
