import { once } from 'node:events';
import { processLog } from '../adapters/json-log.ts';
import { startHostFrom } from '../app/from/host.ts';
import { describeError } from '../errors.ts';

export const SERVE_HELP = `trailbolt serve

Runs all stages in one process, configured by the environment (docs/configuration.md).
Slack reaches it over Socket Mode (SLACK_APP_TOKEN) or HTTP at /slack/events.
Ends on SIGINT or SIGTERM after finishing what is in hand.
`;

/** Runs the host until a signal. Gives the exit code: 2 for wrong configuration. */
export async function serve(
  args: readonly string[],
  io: Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr'>,
): Promise<number> {
  if (args.length > 0) {
    io.stdout.write(SERVE_HELP);
    return args[0] === '--help' ? 0 : 2;
  }
  try {
    const host = await startHostFrom(io.env, processLog);
    processLog.info('host.started', { url: host.url ?? 'socket-mode' });
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await host.stop();
    return 0;
  } catch (error) {
    io.stderr.write(`${error instanceof Error ? error.message : describeError(error)}\n`);
    return 2;
  }
}
