/** One output of the build. Paths are relative to the project's root and to the output folder. */
export interface Target {
  readonly name: string;
  readonly entries: Readonly<Record<string, string>>;
  /** Folder of the output, relative to the output folder. */
  readonly folder: string;
  readonly extension: '.mjs' | '.js';
  /** First lines of each entry, e.g. to be run as a program. */
  readonly shebang: boolean;
  readonly slimBolt: boolean;
}

export const LAMBDAS = ['detect', 'notify', 'slack', 'worker'] as const;

export type LambdaName = (typeof LAMBDAS)[number];

/** What a function may load at a cold start, in KiB minified. The worker loads a client per service when it needs it. */
export const BUDGETS_KIB: Readonly<Partial<Record<LambdaName, number>>> = { detect: 1200, notify: 750, slack: 600 };

export const TARGETS: readonly Target[] = [
  ...LAMBDAS.map((name): Target => ({
    name,
    entries: { index: `src/entry/${name}.lambda.ts` },
    folder: `lambda/${name}`,
    extension: '.mjs',
    shebang: false,
    slimBolt: true,
  })),
  {
    name: 'programs',
    entries: { cli: 'src/entry/cli.ts', host: 'src/entry/host.ts', 'scan-worker': 'src/entry/scan-worker.ts' },
    folder: '',
    extension: '.js',
    shebang: true,
    slimBolt: false,
  },
];
