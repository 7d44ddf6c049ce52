/** A command of `trailbolt`: its file is named by it, and loaded only when it is asked for. */
interface Command {
  readonly summary: string;
  run(args: readonly string[], process: NodeJS.Process, programs: Programs): Promise<number>;
}

/** Other programs that commands start. */
export interface Programs {
  readonly scanWorker: URL;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  scan: {
    summary: 'run the rules over CloudTrail files',
    run: async (args, io, { scanWorker }) => (await import('./scan.ts')).scan(args, io, { worker: scanWorker }),
  },
  rules: {
    summary: 'list, check, test and explain rules',
    run: async (args, io) => (await import('./rules.ts')).rules(args, io),
  },
  policy: {
    summary: 'check a policy file, and say who could approve what',
    run: async (args, io) => (await import('./policy.ts')).policy(args, io),
  },
  audit: {
    summary: 'export the audit',
    run: async (args, io) => (await import('./audit.ts')).audit(args, io),
  },
  verify: {
    summary: 'verify the chains of the audit',
    run: async (args, io) => (await import('./verify.ts')).verify(args, io),
  },
  reference: {
    summary: 'say what stands behind a reference that somebody was shown in Slack',
    run: async (args, io) => (await import('./reference.ts')).reference(args, io),
  },
  manifest: {
    summary: 'print the Slack app manifest',
    run: async (args, io) => (await import('./manifest.ts')).manifest(args, io),
  },
  serve: {
    summary: 'run Trailbolt on this machine',
    run: async (args, io) => (await import('./serve.ts')).serve(args, io),
  },
};

const HELP = `Usage: trailbolt <command> [arguments]

Commands:
${Object.entries(COMMANDS)
  .map(([name, command]) => `  ${name.padEnd(9)} ${command.summary}`)
  .join('\n')}

trailbolt <command> --help says more.
`;

/** Runs a command. Gives the exit code: 2 for an unknown one. */
export async function main(args: readonly string[], io: NodeJS.Process, programs: Programs): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.stdout.write(HELP);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    io.stderr.write(`There is no command “${name}”.\n\n${HELP}`);
    return 2;
  }
  return command.run(rest, io, programs);
}
