import { defineConfig } from 'vitest/config';

// Every point at which the worker can die: minutes of work, so apart from `npm test`, which takes a sample.
export default defineConfig({
  test: { include: ['test/crash/full/*.test.ts'], maxWorkers: 6, testTimeout: 60_000, hookTimeout: 60_000 },
});
