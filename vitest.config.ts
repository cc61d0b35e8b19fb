import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/**/*.test.ts'], globalSetup: 'test/support/own-cache.ts', testTimeout: 60_000 },
});
