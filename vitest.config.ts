import { configDefaults, defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

/** Three kinds of tests. The browser ones build nothing: `scripts/test.mjs` builds before it runs them. */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [WxtVitest()],
        test: {
          name: 'unit',
          include: ['{lib,components,tests}/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, 'tests/e2e/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: { name: 'chromium', include: ['tests/e2e/chromium/**/*.test.ts'], testTimeout: 90_000, hookTimeout: 90_000, fileParallelism: false },
      },
      {
        test: { name: 'firefox', include: ['tests/e2e/firefox/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
      },
    ],
  },
});
