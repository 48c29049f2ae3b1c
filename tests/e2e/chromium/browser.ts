import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright-core';
import type { Browser } from 'webextension-polyfill';
import { type FakeServices, startFakeServices } from '../../servers/fake-services.ts';
import { createWatch, type Watch } from './watch.ts';

declare const chrome: Browser;

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
/** The production build that the tests are about. */
const build = join(import.meta.dirname, '../../../.output/chrome-mv3');
export const artifacts = join(import.meta.dirname, '../../../artifacts');

interface Options {
  /** `granted`: a copy of the build that requires the hosts and the notifications it otherwise asks for; no switch accepts that prompt. */
  build?: 'granted' | 'production';
  /** Another extension instead of the product. */
  extension?: string;
  /** A second extension, whose worker is `stranger.js`. */
  beside?: string;
  /** An X display to be visible on. Without one the browser is headless. */
  display?: string;
}

export interface TestBrowser {
  services: FakeServices;
  watch: Watch;
  /** Where the browser keeps everything. */
  profile: string;
  context(): BrowserContext;
  worker(): Worker;
  /** Opens a page of the extension in a tab. */
  open(path: string): Promise<Page>;
  /** What the toolbar shows, asked from the worker. */
  badge(): Promise<{ text: string; title: string }>;
  /** Stops the worker as the browser does when it is idle. */
  stopWorker(page: Page): Promise<void>;
  /** Closes the browser and starts it anew with the same profile. `between` runs while it is closed. */
  restart(between?: () => Promise<void>): Promise<void>;
  /** Closes the browser only. */
  quit(): Promise<void>;
  /** Ends everything, removes the profile, and complains about what must never happen. */
  close(): Promise<void>;
}

/** Production names resolve to the fake services over TLS; nothing else resolves at all. */
const hosts = ['api.telegram.org', 'discord.com', 'api.openai.com', 'platform.openai.com', 'api.deepseek.com', 'openrouter.ai', '*.example.com'];

export async function startBrowser({ build: kind = 'granted', extension: other, beside, display }: Options = {}): Promise<TestBrowser> {
  const services = await startFakeServices(hosts);
  const folder = mkdtempSync(join(tmpdir(), 'remainder-chromium-'));
  const extension = other ?? copyBuild(join(folder, 'extension'), kind);
  const extensions = [extension, ...(beside === undefined ? [] : [beside])].join(',');
  const profile = join(folder, 'profile');
  const watch = createWatch(services);
  let context = await launch();

  async function launch(): Promise<BrowserContext> {
    const rules = [...hosts.map((host) => `MAP ${host} 127.0.0.1:${services.tlsPort}`), 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'];
    const launched = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: display === undefined,
      viewport: { width: 1000, height: 700 },
      locale: 'en-US',
      ignoreDefaultArgs: ['--disable-extensions'],
      ...(display === undefined ? {} : { env: { ...process.env, DISPLAY: display } }),
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--disable-extensions-except=${extensions}`,
        `--load-extension=${extensions}`,
        `--host-resolver-rules=${rules.join(',')}`,
        `--ignore-certificate-errors-spki-list=${services.spki}`,
      ],
    });
    await watch.follow(launched);
    const [first = await launched.waitForEvent('serviceworker')] = launched.serviceWorkers();
    // A worker that is stopped while it is being installed is gone for as long as the browser runs.
    await first.evaluate(isInstalled);
    return launched;
  }

  const worker = () => {
    const found = context.serviceWorkers().findLast((one) => !one.url().endsWith('/stranger.js'));
    if (!found) throw new Error('the extension has no worker');
    return found;
  };

  async function quit() {
    await watch.look(context);
    await context.close();
  }

  return {
    services,
    watch,
    profile,
    context: () => context,
    worker,
    async open(path) {
      const page = await context.newPage();
      if (path.startsWith('popup.html')) await page.setViewportSize({ width: 380, height: 600 });
      await page.goto(new URL(path, worker().url()).href);
      return page;
    },
    badge: () => worker().evaluate(async () => ({ text: await chrome.action.getBadgeText({}), title: await chrome.action.getTitle({}) })),
    async stopWorker(page) {
      const session = await context.newCDPSession(page);
      await session.send('ServiceWorker.enable');
      await session.send('ServiceWorker.stopAllWorkers');
      await session.detach();
    },
    quit,
    async restart(between) {
      await quit();
      await between?.();
      context = await launch();
    },
    async close() {
      await quit().catch(() => undefined);
      await services.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      watch.complain();
    },
  };
}

/** Runs in the worker, and ends when the browser has done with installing it. */
async function isInstalled(): Promise<void> {
  const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
  while (registration.active?.state !== 'activated') await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The manifest of the production build. */
export function productionManifest(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(build, 'manifest.json'), 'utf8'));
}

function copyBuild(folder: string, kind: NonNullable<Options['build']>): string {
  cpSync(build, folder, { recursive: true });
  if (kind === 'granted') {
    const { permissions, optional_permissions: optional, ...rest } = productionManifest() as Record<string, string[]>;
    const manifest = { ...rest, permissions: [...(permissions ?? []), ...(optional ?? [])], host_permissions: ['https://*/*', 'http://127.0.0.1/*'] };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  }
  return folder;
}
