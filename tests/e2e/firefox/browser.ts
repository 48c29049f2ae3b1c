import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import puppeteer, { type Page } from 'puppeteer-core';

const addonId = 'remainder@remainder.invalid';
/** Fixed, so that the pages have the same address at every start and in every profile. */
const internalId = '5a3a2f0e-1b1e-4f38-9d34-0a1b2c3d4e5f';
const build = path.resolve(import.meta.dirname, '../../../.output/firefox-mv3');

interface FirefoxOptions {
  /** Directory of the profile; made when it is not there. */
  profile: string;
  /** Everything but loopback goes through this proxy. */
  proxyPort: number;
  /** What `prefers-color-scheme` says. */
  scheme?: 'light' | 'dark';
  /** Where downloads go, without a question. */
  downloads?: string;
  /** Milliseconds without an event after which the event page is put to sleep; the browser's own half minute by default. */
  idleTimeoutMs?: number;
}

/** A running Firefox with the extension installed in its profile, as it stays installed through restarts. */
export interface Firefox {
  /** Opens a page of the extension in a tab, and waits for what it shows first. */
  open(page: ExtensionPage): Promise<Page>;
  /** Opens a page of the web in a tab, and closes it again. */
  visit(url: string): Promise<void>;
  /** Opens a page of the web in a tab that stays. */
  browse(url: string): Promise<Page>;
  /** What was written to the console: by pages, the event page, or the browser about either of them. */
  messages(): string[];
  close(): Promise<void>;
  /** Ends every process at once, as a crash or a power cut would. */
  kill(): Promise<void>;
}

export type ExtensionPage = 'popup.html' | `options.html${string}`;

export async function startFirefox({ profile, proxyPort, scheme = 'light', downloads, idleTimeoutMs }: FirefoxOptions): Promise<Firefox> {
  await installInto(profile);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env['FIREFOX_PATH'] || '/usr/bin/firefox-esr',
    headless: true,
    acceptInsecureCerts: true,
    userDataDir: profile,
    // Without it no moz-extension: page may be opened.
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: {
      'network.proxy.type': 1,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': proxyPort,
      'network.proxy.http': '127.0.0.1',
      'network.proxy.http_port': proxyPort,
      'network.proxy.no_proxies_on': '127.0.0.1',
      // An unsigned extension out of the profile folder, switched on without a question.
      'xpinstall.signatures.required': false,
      'extensions.autoDisableScopes': 0,
      'extensions.webextensions.uuids': JSON.stringify({ [addonId]: internalId }),
      // A request for a permission is granted on a real click, without the question that no driver can answer.
      'extensions.webextOptionalPermissionPrompts': false,
      'layout.css.prefers-color-scheme.content-override': scheme === 'dark' ? 0 : 1,
      // The browser's own experiments complain on the console that nobody answers them.
      'messaging-system.rsexperimentloader.enabled': false,
      // As for a person, and unlike a driver's own wish: the browser notes what is in its tabs, here every second.
      'browser.sessionstore.resume_from_crash': true,
      'browser.sessionstore.interval': 1000,
      // The event page's console is in no tab; these write it to standard output.
      'devtools.console.stdout.content': true,
      'browser.dom.window.dump.enabled': true,
      ...(downloads === undefined ? {} : { 'browser.download.folderList': 2, 'browser.download.dir': downloads, 'browser.download.useDownloadDir': true }),
      ...(idleTimeoutMs === undefined ? {} : { 'extensions.background.idle.timeout': idleTimeoutMs }),
    },
  });
  // On closing, puppeteer would put back the preferences of before the start: no browser forgets those.
  await Promise.all(['prefs.js', 'user.js'].map((file) => rm(path.join(profile, `${file}.puppeteer`), { force: true })));

  const written: string[] = [];
  const child = browser.process();
  for (const stream of [child?.stdout, child?.stderr]) stream?.on('data', (chunk: Buffer) => written.push(chunk.toString()));

  async function browse(url: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(url);
    return page;
  }

  return {
    async open(name) {
      const page = await browser.newPage();
      page.on('console', (message) => written.push(`console.${message.type()}: moz-extension page: ${message.text()}\n`));
      page.on('pageerror', (error) => written.push(`moz-extension page: ${String(error)}\n`));
      // Never resolves for this scheme, although the page is loaded.
      page.goto(`moz-extension://${internalId}/${name}`, { timeout: 0 }).catch(() => undefined);
      await waitForContent(page);
      return page;
    },
    async visit(url) {
      await (await browse(url)).close();
    },
    browse,
    messages: () => ourLines(written.join('')),
    close: () => browser.close(),
    async kill() {
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      await ended;
    },
  };
}

/** Where the profile names a folder instead of holding an archive, Firefox takes the extension from there. */
async function installInto(profile: string): Promise<void> {
  if (!existsSync(path.join(build, 'manifest.json'))) throw new Error(`${build} is missing: npx wxt build --browser firefox`);
  await mkdir(path.join(profile, 'extensions'), { recursive: true });
  await writeFile(path.join(profile, 'extensions', addonId), build);
}

async function waitForContent(page: Page): Promise<void> {
  const isThere = () => location.protocol === 'moz-extension:' && document.querySelector('main') !== null;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    // While the tab is on its way from one address to the other, there is nothing to ask.
    if (await page.evaluate(isThere).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the page of the extension showed nothing in ten seconds');
}

/** The libraries of a machine without a display write lines of their own, and so do the browser's own modules. */
function ourLines(text: string): string[] {
  // RSLoader is the browser's own way to its settings, which leads nowhere here.
  // A browser that quits breaks off what a script is about, and says where it was: two lines of its own.
  const ours = text.replace(/^JavaScript warning: .*Script terminated by timeout at:\n(?:.*@moz-extension:.*\n?)*/gm, '');
  return ours.split('\n').filter((line) => line.includes('moz-extension') || /^console\.(?!error: RSLoader: )/.test(line));
}
