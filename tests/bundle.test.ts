import { existsSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { root } from './source-files';

const kibibyte = 1024;
const limits = { background: 96 * kibibyte, popup: 100 * kibibyte };

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self' https: http:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const manifestOfBoth = {
  manifest_version: 3,
  name: 'Remainder',
  permissions: ['storage', 'unlimitedStorage', 'alarms', 'idle', 'scripting', 'webRequest'],
  optional_permissions: ['notifications'],
  optional_host_permissions: ['https://*/*', 'http://*/*'],
  content_security_policy: { extension_pages: policy },
  action: { default_title: 'Remainder', default_popup: 'popup.html' },
  options_ui: { open_in_tab: true, page: 'options.html' },
};

const targets = [
  {
    folder: 'chrome-mv3',
    manifest: { ...manifestOfBoth, minimum_chrome_version: '123', background: { service_worker: 'background.js' } },
  },
  {
    folder: 'firefox-mv3',
    manifest: {
      ...manifestOfBoth,
      action: { ...manifestOfBoth.action, default_area: 'navbar' },
      permissions: [...manifestOfBoth.permissions, 'declarativeNetRequestWithHostAccess'],
      background: { scripts: ['background.js'] },
      browser_specific_settings: {
        gecko: { id: 'remainder@remainder.invalid', strict_min_version: '140.0', data_collection_permissions: { required: ['none'] } },
      },
    },
  },
];

/** What may stand in a bundle although it looks like something we never write. Each with its reason. */
const fromLibraries = {
  innerHTML: [
    /\.innerHTML=`<script><\\\/script>/g, // React makes a script element this way, and only for a <script> in JSX.
    /\.__html!==\w+&&\(\w+\.innerHTML=\w+\)/g, // React's dangerouslySetInnerHTML, which the linter bans.
    /case`innerHTML`/g, // React's list of names that are no attributes.
  ],
  console: [
    /https:\/\/console\.(?:x\.ai|upstash\.com|aihubmix\.com)/g, // Websites' names.
    /console\.warn\(`\$\{\w+\} API method doesn't seem to support/g, // webextension-polyfill, for a browser without promises.
    /console\.error\(`Failed to send onMessage rejected reply`/g, // webextension-polyfill; our listener never rejects.
    /console\.warn\(`The background's main\(\) function return a promise/g, // WXT; our main returns nothing.
    /return\}console\.error\(\w+\)/g, // React's reportError where a browser has none.
    /function \w+\(\w+\)\{console\.error\(\w+\)\}/g, // React: an error that a boundary caught.
    /console\.error\(`forceFrameRate takes/g, // React's scheduler.
    /checkDCE\(\w+\)\}catch\(\w+\)\{console\.error\(\w+\)\}/g, // React, when its developer tools fail.
  ],
};

/** Hosts that a bundle may name: providers' own, with the pages they link to, and names that are no addresses. */
const knownHosts = new Set([
  'www.w3.org', // XML namespaces in React.
  'react.dev', // React's explanations of its error codes.
  'api.openai.com',
  'platform.openai.com',
  'community.openai.com',
  'api.deepseek.com',
  'platform.deepseek.com',
  'api-docs.deepseek.com',
  'openrouter.ai',
  'docs.litellm.ai',
  'docs.dashlyai.cc',
  'apifox.com',
  'api.anthropic.com',
  'platform.claude.com',
  'management-api.x.ai',
  'console.x.ai',
  'docs.x.ai',
  'github.com', // Sources of providers' contracts.
  'datatracker.ietf.org',
  'upstash.com',
  'console.upstash.com',
  'api.telegram.org', // Where a bot of the person's own is asked to write.
  'aihubmix.com',
  'console.aihubmix.com',
  'api.apiyi.com',
  'docs.apiyi.com',
  'chat.example.com', // An example beside a field.
  'relay.example.com', // An example beside a field.
]);

/** What a service's key looks like, and the words that mark the keys of the tests and of the demo. */
const keyOrCanary = /canary|\bdemo-[a-z]+-|\b(?:sk|xai|sess|gsk|ghp)[-_](?=[\w-]*\d)[\w-]{16,}|\beyJ[\w-]{20,}|-----BEGIN /gi;

for (const { folder, manifest: expected } of targets) {
  const at = path.join(root, '.output', folder);
  const isBuilt = existsSync(path.join(at, 'manifest.json'));
  const files = isBuilt ? readdirSync(at, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')) : [];
  const read = (name: string) => readFileSync(path.join(at, name), 'utf8');
  const ending = (...endings: string[]) => files.filter((name) => endings.some((one) => name.endsWith(one)));

  describe(`the production build ${folder}`, () => {
    test('is there', () => {
      expect(isBuilt, `.output/${folder} is missing: run "npm run build" before the tests`).toBe(true);
    });

    describe.runIf(isBuilt)('as it is shipped', () => {
      test('security 65: its manifest asks for this and for nothing else', () => {
        const { version, description, icons, ...manifest } = JSON.parse(read('manifest.json')) as Record<string, unknown>;
        expect(manifest).toEqual(expected);
        expect(version).toMatch(/^\d+\.\d+\.\d+$/);
        expect(String(description).length).toBeLessThanOrEqual(132);
        for (const icon of Object.values(icons as Record<string, string>)) expect(files).toContain(icon);
      });

      test('security 65: the first thing in the head of every page is the policy that takes its network away', () => {
        const pages = ending('.html');
        expect(pages.toSorted()).toEqual(['options.html', 'popup.html']);
        for (const page of pages) {
          expect(read(page), page).toMatch(/<head>\s*<meta http-equiv="Content-Security-Policy" content="connect-src 'none'"\s*\/?>/);
          expect(read(page), page).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=|<style|style=/i);
        }
      });

      test('holds scripts, styles, pages and icons only, and the licences that must go with every copy', () => {
        const known = /^(?:manifest\.json|background\.js|licences\.txt|\w+\.html|(?:chunks|assets)\/[\w.-]+\.(?:js|css)|icon\/\d+\.png)$/;
        expect(files.filter((name) => name.includes('.') && !known.test(name))).toEqual([]);
        expect(files).toContain('licences.txt');
      });

      test('security 66: no script makes code or markup out of text', () => {
        for (const script of ending('.js')) {
          const text = without(read(script), fromLibraries.innerHTML);
          for (const banned of [
            /\beval\(/,
            /\bnew Function\b/,
            /[^.\w]Function\(/,
            /\binnerHTML\b/,
            /\bouterHTML\s*=/,
            /\binsertAdjacentHTML\b/,
            /\bdocument\.write/,
            /\bimportScripts\b/,
          ]) {
            expect(banned.exec(text)?.[0], `${script}: ${banned}`).toBeUndefined();
          }
        }
      });

      test('nothing of ours writes to a console', () => {
        for (const script of ending('.js')) expect(around(without(read(script), fromLibraries.console), 'console.'), script).toEqual([]);
      });

      test('security 66: no file names a source map or a host that we do not know', () => {
        const hosts = new Set<string>();
        for (const name of ending('.js', '.css', '.html')) {
          const text = read(name);
          expect(text, name).not.toContain('sourceMappingURL');
          for (const [, host = ''] of text.matchAll(/\bhttps?:\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)/gi)) hosts.add(host.toLowerCase());
        }
        expect([...hosts].filter((host) => !knownHosts.has(host))).toEqual([]);
        expect([...hosts]).toContain('api.openai.com');
      });

      test('security 66: no file holds a key, a key of a test or the demo, or a folder of the computer that built it', () => {
        const text = ending('.js', '.css', '.html', '.json').map(read).join('\n');
        expect([...text.matchAll(keyOrCanary)].map(([found]) => found)).toEqual([]);
        for (const folder of [root, os.homedir(), os.tmpdir()].filter(isTelling)) expect(text.includes(folder), folder).toBe(false);
        // The same words are in the tests and in the demo, so that their absence above says something.
        expect(readFileSync(path.join(root, 'lib', 'background', 'publish.test.ts'), 'utf8')).toMatch(keyOrCanary);
        expect(readFileSync(path.join(root, 'scripts', 'demo-accounts.mjs'), 'utf8')).toMatch(keyOrCanary);
      });

      test('the background carries no React and is one file', () => {
        const text = read('background.js');
        expect(text).not.toMatch(/react\.element|react\.transitional|__REACT_DEVTOOLS|react\.dev/);
        // The same marks are in the pages, so their absence above says something.
        expect(ending('.js').some((name) => name !== 'background.js' && /__REACT_DEVTOOLS/.test(read(name)))).toBe(true);
        // A command may be called so; a statement never comes after a full stop.
        expect(text).not.toMatch(/(?<!\.)\bimport\s*[{"'`(]/);
      });

      test('the background is small enough to start quickly', () => {
        expect(gzipped('background.js')).toBeLessThanOrEqual(limits.background);
      });

      test('what the popup loads before it paints is small enough', () => {
        const scripts = loadedBy('popup.html');
        expect(scripts.length).toBeGreaterThanOrEqual(2);
        expect(scripts.reduce((sum, name) => sum + gzipped(name), 0)).toBeLessThanOrEqual(limits.popup);
      });

      test('the popup does not load what only the options page needs', () => {
        const scripts = loadedBy('popup.html');
        expect(scripts.filter((name) => /\/options-/.test(name))).toEqual([]);
        // The folder of providers comes with every path and pattern of theirs.
        expect(scripts.filter((name) => read(name).includes('/user/balance'))).toEqual([]);
      });
    });
  });

  function gzipped(name: string): number {
    return gzipSync(read(name), { level: 9 }).byteLength;
  }

  /** The scripts of a page, with what they import before they run. */
  function loadedBy(page: string): string[] {
    const waiting = [...read(page).matchAll(/<script[^>]*\ssrc="\/([^"]+)"/g)].map(([, name = '']) => name);
    const loaded = new Set<string>();
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (loaded.has(name)) continue;
      loaded.add(name);
      const own = name;
      waiting.push(
        ...[...read(own).matchAll(/\b(?:from|import)\s*["'](\.\/[^"']+\.js)["']/g)].map(([, target = '']) => path.posix.join(path.posix.dirname(own), target)),
      );
    }
    return [...loaded];
  }
}

/** Whether a folder's name says something: `/root` is also the end of many an address. */
function isTelling(folder: string): boolean {
  return folder.split(path.sep).filter(Boolean).length > 1;
}

function without(text: string, allowed: readonly RegExp[]): string {
  return allowed.reduce((rest, pattern) => rest.replace(pattern, ''), text);
}

/** Every place of a word with what stands around it, so that a failure says where. */
function around(text: string, word: string): string[] {
  return text
    .split(word)
    .slice(0, -1)
    .map((before, index) => before.slice(-60) + word + (text.split(word)[index + 1] ?? '').slice(0, 60));
}
