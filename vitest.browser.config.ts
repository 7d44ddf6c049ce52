import { defineConfig } from 'vitest/config';

/** The page in a real Chromium: apart from `npm test`, which needs npm only. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/browser/ensure-chromium.ts'],
    // One Chromium at a time: several on a small machine are slower than one after the other.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
