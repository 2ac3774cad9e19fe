import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import {
  chromiumArguments,
  installedChromiums,
  softwareGpuArguments,
} from './scripts/chromium.mjs';
import { skipReasons } from './scripts/skip-reasons.mjs';
import { arm64Projects } from './scripts/vitest-arm64.ts';
import viteConfig from './vite.config.ts';

// Without an installed browser Playwright looks for its own.
const [executablePath] = installedChromiums();

/** Where `npm test` reads the counts of a run. */
const report = process.env.FEATHERWEIGHT_TEST_REPORT;

export default defineConfig({
  test: {
    ...(report && { reporters: ['default', skipReasons, ['json', { outputFile: report }]] }),
    projects: [
      {
        ...(viteConfig.define && { define: viteConfig.define }),
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
        },
      },
      {
        ...viteConfig,
        // All that the tests import is bundled before the first: a bundle made later reloads the page.
        optimizeDeps: {
          ...viteConfig.optimizeDeps,
          entries: ['index.html', 'test/browser/**/*.ts'],
        },
        test: {
          name: 'browser',
          // In a page there is no process.env.
          env: { FEATHERWEIGHT_FULL: process.env.FEATHERWEIGHT_FULL ?? '' },
          include: ['test/browser/**/*.test.ts'],
          setupFiles: ['test/browser/build-constants.ts'],
          globalSetup: ['test/fixtures/store/serve-models.ts'],
          testTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                args: [...chromiumArguments, ...softwareGpuArguments],
                ...(executablePath ? { executablePath } : {}),
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A second, the default, is no time on a busy machine.
          expect: { poll: { timeout: 30_000 } },
          fileParallelism: false,
        },
      },
      ...arm64Projects(),
    ],
  },
});
