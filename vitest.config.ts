import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Many tests wait for processes of their own: two workers on two cores take half the time of one, vitest's default there.
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/fresh-build.ts', 'test/support/own-cache.ts'],
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
