import { sep } from 'node:path';
import type { Plugin } from 'esbuild';

/** What Bolt needs only for its own HTTP servers, OAuth flow and Socket Mode, none of which run in Lambda. */
const LEFT_OUT = ['express', 'raw-body', 'path-to-regexp', '@slack/oauth', '@slack/socket-mode'];

const BOLT = ['node_modules', '@slack', 'bolt', ''].join(sep);

/**
 * Replaces the packages behind Bolt's own receivers by a stand-in that loads but refuses every use, so that a bundle
 * with a receiver of its own carries a tenth of the weight. Bolt itself stays whole: no deep import to break.
 */
export const slimBolt: Plugin = {
  name: 'slim-bolt',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(${LEFT_OUT.join('|')})$`) }, ({ path, importer }) =>
      importer.includes(BOLT) ? { path, namespace: 'left-out' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({ contents: standIn(path), loader: 'js' }));
  },
};

/** A module of which anything may be read, at any depth, but nothing called, constructed or extended. */
function standIn(name: string): string {
  const message = `${name} is left out of this bundle: Bolt's own receivers do not run here.`;
  return `
    const refuse = function () { throw new Error(${JSON.stringify(message)}); };
    module.exports = new Proxy(refuse, {
      get: (target, key) => (key === '__esModule' || typeof key === 'symbol' ? undefined : module.exports),
      construct: refuse,
    });`;
}
