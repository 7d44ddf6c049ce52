import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

// `npm run lint:cfn`: cfn-lint over the synthesised templates, in a Python environment of its own, made once.
const VERSION = '1.58.0';

const here = import.meta.dirname;
const environment = join(here, '..', 'node_modules', '.cache', `cfn-lint-${VERSION}`);
const linter = join(environment, 'bin', 'cfn-lint');
const run = (program: string, ...options: readonly string[]): void => {
  execFileSync(program, options, { stdio: 'inherit' });
};

if (!existsSync(linter)) {
  run('python3', '-m', 'venv', environment);
  run(join(environment, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', `cfn-lint==${VERSION}`);
}

const output = join(here, 'cdk.out');
const templates = existsSync(output) ? readdirSync(output).filter((file) => file.endsWith('.template.json')) : [];
if (templates.length === 0) throw new Error('There is no synthesised template: run npm run synth first.');
// W3005: the CDK writes dependencies that its references already imply.
const lint = spawnSync(
  linter,
  ['--include-checks', 'W', '--ignore-checks', 'W3005', '--', ...templates.map((file) => join(output, file))],
  { stdio: 'inherit' },
);
if (lint.status === 0) console.log(`cfn-lint found nothing in ${templates.length} templates.`);
process.exitCode = lint.status ?? 1;
