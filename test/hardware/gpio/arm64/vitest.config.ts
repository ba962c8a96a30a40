import { defineConfig } from 'vitest/config';

// For scripts/gpio-arm64. In one process: the GPIO chip is preloaded into it, and it cannot start others.
export default defineConfig({
  test: {
    pool: 'threads',
    maxWorkers: 1,
    isolate: false,
    include: ['test/hardware/gpio/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
