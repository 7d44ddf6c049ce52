import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/moto/**', 'test/crash/full/**'],
    // Suites talk to in-process emulators over HTTP: generous, so a slow machine does not turn into a red test.
    // Most of the time is spent waiting for emulated services, so more workers than a small machine's two cores pay.
    maxWorkers: 4,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
