import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from '../../src/build/bundle.ts';
import { median, type Bench } from './bench.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RULES = join(ROOT, 'src/detect/rules');
const ROUNDS = 5;

/** Milliseconds of processor time that a fresh process spends on an expression, modules being loaded. */
function cold(imports: string, expression: string): number {
  const program = `${imports}
    const before = process.cpuUsage(); ${expression};
    const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return Number(output);
}

function medianOf(measure: () => number): number {
  return median(Array.from({ length: ROUNDS }, measure));
}

/** How long rules take until they can run: the built-in ones as the build leaves them, and YAML of the user's own. */
export const ruleLoad: Bench = {
  title: `Rule load in fresh processes (median of ${ROUNDS})`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'trailbolt-bench-'));
    try {
      const entries = {
        rules: 'src/detect/rules/builtin.ts',
        detector: 'src/detect/detector.ts',
        prefilter: 'src/detect/prefilter/prefilter.ts',
        load: 'src/detect/load-rules.ts',
      };
      await bundle({ name: 'bench', entries, folder: '', extension: '.mjs', shebang: false, slimBolt: false }, folder);
      const url = (name: string): string => JSON.stringify(pathToFileURL(join(folder, `${name}.mjs`)).href);
      const modules = `const { createMatching } = await import(${url('detector')});
        const { rulePrefilter } = await import(${url('prefilter')});`;
      const builtin = medianOf(() =>
        cold(
          modules,
          `const { builtinRules } = await import(${url('rules')}); createMatching(builtinRules); rulePrefilter(builtinRules)`,
        ),
      );
      const files = (await readdir(RULES)).filter((name) => name.endsWith('.yml'));
      const given = `${JSON.stringify(files)}, ${JSON.stringify(RULES)}`;
      const yaml = medianOf(() =>
        cold(`const { readRuleFiles } = await import(${url('load')});`, `readRuleFiles(${given})`),
      );
      return [
        { what: 'built-in rules, ms', measured: '', value: builtin, budget: { atMost: 30 } },
        {
          what: `YAML, ms a rule (${files.length} files)`,
          measured: `${yaml.toFixed(0)} ms`,
          value: yaml / files.length,
          budget: { atMost: 2 },
        },
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};
