import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Many tests wait for processes of their own: two workers on two cores take half the time of one, vitest's default there.
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/own-cache.ts',
    testTimeout: 60_000,
    maxWorkers: '100%',
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['src/engine/kernels/**'],
      reporter: ['text', 'html'],
      reportsDirectory: 'reports/coverage',
    },
  },
});
