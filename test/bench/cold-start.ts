import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from '../../src/build/bundle.ts';
import { BUDGETS_KIB, LAMBDAS, TARGETS, type LambdaName } from '../../src/build/targets.ts';
import { weightOf } from '../../src/build/weight.ts';
import { median, type Bench, type Figure } from './bench.ts';

const ROUNDS = 11;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Cold import as a share of `import('@slack/bolt')`. The other two functions keep nobody waiting: reported only. */
const IMPORT_BUDGETS: Readonly<Partial<Record<LambdaName, number>>> = { notify: 0.6, slack: 0.6 };

/** What the functions find in AWS, as far as importing them looks at it. Nothing is called. */
const ENVIRONMENT = {
  PATH: process.env['PATH'],
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  SLACK_BOT_TOKEN: 'xoxb-none',
  SLACK_SIGNING_SECRET: 'no-secret-at-all',
  SLACK_TEAM_ID: 'T0BENCH',
  TRAILBOLT_POLICY: 's3://bench/policy.yaml',
  TRAILBOLT_STORE: 'dynamodb:bench',
  TRAILBOLT_AUDIT_STORE: 'dynamodb:bench-audit',
  TRAILBOLT_ALERT_TOPIC_ARN: 'arn:aws:sns:eu-central-1:111122223333:bench',
  TRAILBOLT_JOBS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/bench',
  TRAILBOLT_JOBS_DEAD_LETTER_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/bench-set-aside',
  TRAILBOLT_INGEST_DEAD_LETTER_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/bench-set-aside',
};

/** Milliseconds that a fresh process spends on importing one module. */
function coldImport(specifier: string): number {
  const program = `const start = performance.now(); await import(${JSON.stringify(specifier)});
    console.log(performance.now() - start); process.exit();`;
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: ROOT,
      env: ENVIRONMENT,
      encoding: 'utf8',
    }),
  );
}

/** Cold import and weight of each function, beside what importing Bolt as installed costs on the same machine. */
export const coldStart: Bench = {
  title: `Cold import (median of ${ROUNDS} fresh processes each, in turn) and weight of the functions`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'trailbolt-bench-'));
    try {
      const bolt: number[] = [];
      const functions = await Promise.all(LAMBDAS.map((name) => build(name, folder)));
      for (let round = 0; round < ROUNDS; round += 1) {
        bolt.push(coldImport('@slack/bolt'));
        for (const built of functions) built.times.push(coldImport(built.url));
      }
      const reference = median(bolt);
      return [
        { what: "import('@slack/bolt') from node_modules", measured: `${reference.toFixed(0)} ms` },
        ...functions.flatMap(({ name, times, cold, all }): Figure[] => {
          const time = median(times);
          const share = IMPORT_BUDGETS[name];
          const size = BUDGETS_KIB[name];
          return [
            {
              what: `${name}: import, as a share of Bolt's`,
              measured: `${time.toFixed(0)} ms`,
              value: time / reference,
              ...(share === undefined ? {} : { budget: { atMost: share } }),
            },
            {
              what: `${name}: minified KiB at start`,
              measured: all === cold ? '' : `${(all / 1024).toFixed(0)} KiB with what loads on demand`,
              value: cold / 1024,
              ...(size === undefined ? {} : { budget: { atMost: size } }),
            },
          ];
        }),
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

interface Built {
  readonly name: LambdaName;
  readonly url: string;
  readonly times: number[];
  readonly cold: number;
  readonly all: number;
}

async function build(name: LambdaName, folder: string): Promise<Built> {
  const target = TARGETS.find((candidate) => candidate.name === name);
  if (target === undefined) throw new Error(`The build has no target ${name}.`);
  const metafile = await bundle(target, folder);
  const weight = weightOf(metafile, target.entries['index'] ?? '');
  const file = join(folder, target.folder, `index${target.extension}`);
  return { name, url: pathToFileURL(file).href, times: [], ...weight };
}
