/** One output of the build. Paths are relative to the project's root and to the output folder. */
export interface Target {
  readonly name: string;
  readonly entries: Readonly<Record<string, string>>;
  /** Folder of the output, relative to the output folder. */
  readonly folder: string;
  readonly extension: '.mjs' | '.js';
  /** Load what is imported dynamically (an AWS client per service, a command) only when it is needed. */
  readonly splitting: boolean;
  /** First lines of each entry, e.g. to be run as a program. */
  readonly shebang: boolean;
  readonly slimBolt: boolean;
}

export const LAMBDAS = ['detect', 'notify', 'slack', 'worker'] as const;

export type LambdaName = (typeof LAMBDAS)[number];

/** What a function may weigh, in KiB minified: the size is paid at every cold start. The worker is split instead. */
export const BUDGETS_KIB: Readonly<Partial<Record<LambdaName, number>>> = { detect: 1200, notify: 750, slack: 600 };

export const TARGETS: readonly Target[] = [
  ...LAMBDAS.map((name): Target => ({
    name,
    entries: { index: `src/entry/${name}.lambda.ts` },
    folder: `lambda/${name}`,
    extension: '.mjs',
    splitting: name === 'worker',
    shebang: false,
    slimBolt: true,
  })),
  {
    name: 'programs',
    entries: { cli: 'src/entry/cli.ts', host: 'src/entry/host.ts' },
    folder: '',
    extension: '.js',
    splitting: true,
    shebang: true,
    slimBolt: false,
  },
];
