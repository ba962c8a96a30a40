import { defineConfig } from 'vitest/config';

// Tests under test/processes start many processes and watch them in real time. They run
// last and one file at a time, so that they are not disturbed by each other or by the
// rest on a machine with two cores. Campaigns use both cores by themselves: one file at a time.
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/processes/**', 'test/mutants/**', 'test/sim/campaign/**'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'campaigns',
          environment: 'node',
          include: ['test/mutants/**/*.test.ts', 'test/sim/campaign/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          environment: 'node',
          include: ['test/processes/**/*.test.ts'],
          // Swarms on slow radios mostly wait, and may do so side by side (test/processes/serial.test.ts).
          maxConcurrency: 6,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
