import { defineConfig } from 'vitest/config';

/** They need modules of their own: they put something in the place of one, or measure their whole process. */
const ISOLATED = [
  'test/unit/data/storage/{cache-key,cache-files}.test.ts',
  'test/unit/experiment/first-epoch.test.ts',
  'test/unit/cli/terminal/interrupt.test.ts',
  'test/unit/engine/{wasm,memory}.test.ts',
  'test/unit/algorithms/executions/set-aside.test.ts',
  'test/unit/sweep/runs.test.ts',
];
/** They share modules, which take a tenth of the suite's time to load anew for each file. */
const SHARING = ['test/{unit,property,reference,fuzz}/**/*.test.ts'];

export default defineConfig({
  // Many tests wait for processes of their own: two workers on two cores take half the time of one, vitest's default there.
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'isolated',
          include: ['test/{attack,cli,cluster,pages,shared-data}/**/*.test.ts', 'test/*.test.ts', ...ISOLATED],
        },
      },
      { extends: true, test: { name: 'sharing', include: SHARING, exclude: ISOLATED, isolate: false } },
    ],
    globalSetup: ['test/support/fresh-build.ts', 'test/support/own-folders.ts'],
    setupFiles: 'test/support/property-seed.ts',
    // Of what hangs: on a busy machine the longest tests take a minute.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // A test without an assertion tells nothing: most likely it is one in a loop or a callback that never ran.
    expect: { requireAssertions: true },
    maxWorkers: '100%',
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['src/engine/kernels/**'],
      reporter: ['text', 'html'],
      reportsDirectory: 'reports/coverage',
    },
  },
});
