// Four projects: `unit` is everything that runs in Node; `browser` builds the site under a base path
// and drives it in Chromium; `fuzz` and `bench` take long and are asked for by name.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Without a word, vitest leaves a core idle, and of two cores that is half. Many tests wait for a
    // real program, so there is room for the main process.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/fuzz/**', 'test/bench/**'],
          globalSetup: ['test/tools.ts'],
          setupFiles: ['lib/machine/whole.ts'],
          // Far beyond what any test takes: only what hangs meets them, not what runs beside other work.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/global-setup.ts'],
          // Some walk through the whole book, which takes minutes where all else is slow, too.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          // As long as Playwright itself waits; who polls more often sees also what stands for a moment.
          expect: { poll: { timeout: 30_000, interval: 40 } },
        },
      },
      {
        test: {
          name: 'fuzz',
          include: ['test/fuzz/**/*.test.ts'],
          setupFiles: ['lib/machine/whole.ts'],
          testTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'bench',
          include: ['test/bench/**/*.test.ts'],
          setupFiles: ['lib/machine/whole.ts'],
          testTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
