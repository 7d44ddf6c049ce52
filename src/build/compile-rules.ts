import type { Plugin } from 'esbuild';

/**
 * Loads and checks the built-in rules now and bundles the result, so that no function reads or parses YAML when it
 * starts. A rule that does not load fails the build.
 */
export const compileRules: Plugin = {
  name: 'compile-rules',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]detect[\\/]rules[\\/]builtin\.ts$/ }, async () => {
      const { builtinRules } = await import('../detect/rules/builtin.ts');
      return { contents: `export const builtinRules = ${JSON.stringify(builtinRules)};`, loader: 'js' };
    });
  },
};
