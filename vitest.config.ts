import { configDefaults, defineConfig } from 'vitest/config';

const exclude = [...configDefaults.exclude, 'test/planted/**', 'test/fixtures/**'];

export default defineConfig({
  test: {
    // Processes, not threads: the SQLite driver is native, and tests send signals and change directories.
    pool: 'forks',
    maxWorkers: 2,
    maxConcurrency: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...exclude, 'test/e2e/**', 'test/package/**', 'test/bench/smoke.test.ts'],
          testTimeout: 15_000,
          hookTimeout: 15_000,
        },
      },
      {
        // Runs the built command line: `npm run build` first.
        extends: true,
        test: {
          name: 'e2e',
          include: [
            'test/e2e/**/*.test.ts',
            'test/package/**/*.test.ts',
            'test/bench/smoke.test.ts',
          ],
          exclude,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text', 'html', 'json-summary'],
    },
  },
});
