import { defineConfig } from 'vitest/config';

/** The built functions on an AWS that others wrote: apart from `npm test`, which needs npm only. */
export default defineConfig({
  test: {
    include: ['test/moto/**/*.test.ts'],
    globalSetup: ['test/moto/ensure-moto.ts'],
    // One moto at a time: each is a Python process that takes its time on a small machine.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
