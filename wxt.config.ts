import { defineConfig } from 'wxt';
import { recordPackages } from './scripts/shipped.mjs';

/**
 * Every directive was measured in both browsers (docs/security.md). Pages additionally carry a `<meta>` policy with
 * `connect-src 'none'`, so only the background can reach the network. Plain `http:` cannot be narrowed to private
 * address ranges in a policy; `lib/base-url.ts` does that.
 */
const contentSecurityPolicy = [
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

/** The development server talks to its pages; the `<meta>` policy of the real ones would forbid it. */
const developmentPages = {
  name: 'development-pages',
  apply: 'serve',
  transformIndexHtml: (html: string) => html.replaceAll(/<meta http-equiv="Content-Security-Policy"[^>]*>/g, ''),
} as const;

export default defineConfig({
  // WXT builds Firefox as MV2 by default and then drops optional_host_permissions without a word.
  manifestVersion: 3,
  imports: false,
  modules: ['@wxt-dev/module-react', '@wxt-dev/webextension-polyfill'],
  targetBrowsers: ['chrome', 'firefox'],
  hooks: {
    // The worker starts again and again, and both browsers offer it what it needs with promises: only pages carry the polyfill.
    'vite:build:extendConfig'(entrypoints, config) {
      const { alias } = config.resolve ?? {};
      if (alias && !Array.isArray(alias) && entrypoints.every(({ type }) => type === 'background')) delete (alias as Record<string, string>)['wxt/browser'];
    },
    'build:done'({ config }, { steps }) {
      if (config.command === 'build')
        recordPackages(
          config.outDir,
          steps.flatMap(({ chunks }) => chunks),
        );
    },
  },
  // The source archive is for reviewers; pictures and profiles of test runs are not source.
  zip: { excludeSources: ['artifacts/**', 'coverage/**'] },
  // The browser is started by scripts/start.mjs and the tests, never by the build.
  webExt: { disabled: true },
  vite: () => ({
    plugins: [developmentPages],
    build: { target: ['chrome123', 'firefox140'], sourcemap: false, modulePreload: { polyfill: false }, reportCompressedSize: false },
  }),
  manifest: ({ browser, command }) => ({
    name: 'Remainder',
    description: 'What is left on every AI account: remaining dollars on the toolbar badge, the details one click away.',
    permissions: [
      ...['storage', 'unlimitedStorage', 'alarms', 'idle', 'scripting', 'webRequest'],
      // To take away what only Firefox adds (lib/background/browser-fetch.ts). No warning at installation.
      ...(browser === 'firefox' ? ['declarativeNetRequestWithHostAccess'] : []),
    ],
    optional_permissions: ['notifications'],
    optional_host_permissions: ['https://*/*', 'http://*/*'],
    // Firefox hides new buttons, and with them their badge, in a menu unless told otherwise.
    action: { default_title: 'Remainder', ...(browser === 'firefox' ? { default_area: 'navbar' } : {}) },
    // The development server needs a looser policy, which WXT supplies.
    ...(command === 'build' ? { content_security_policy: { extension_pages: contentSecurityPolicy } } : {}),
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'remainder@remainder.invalid',
              strict_min_version: '140.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : { minimum_chrome_version: '123' }),
  }),
});
