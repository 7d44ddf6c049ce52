import { parseArgs } from 'node:util';
import { slackManifest } from '../slack/manifest.ts';

const HELP = `trailbolt manifest --url <https://…> | --socket

Prints the manifest to create the Slack app from (api.slack.com/apps, “From a manifest”).
  --url <address>  Slack sends requests there: the deployment's SlackRequestUrl, or a host's /slack/events
  --socket         Trailbolt opens the connection (Socket Mode): for “trailbolt serve” behind a firewall
`;

/** Gives the exit code: 2 for wrong use. */
export function manifest(args: readonly string[], io: Pick<NodeJS.Process, 'stdout' | 'stderr'>): number {
  let values: { url?: string; socket?: boolean; help?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: { url: { type: 'string' }, socket: { type: 'boolean' }, help: { type: 'boolean' } },
    }));
  } catch (error) {
    io.stderr.write(`${error instanceof Error ? error.message : 'Wrong arguments.'}\n\n${HELP}`);
    return 2;
  }
  if (values.help === true) {
    io.stdout.write(HELP);
    return 0;
  }
  if (
    (values.url === undefined) === (values.socket !== true) ||
    (values.url !== undefined && !/^https?:\/\/\S+$/.test(values.url))
  ) {
    io.stderr.write(`Expected either --url with an http(s) address, or --socket.\n\n${HELP}`);
    return 2;
  }
  const reach = values.url === undefined ? ({ kind: 'socket' } as const) : ({ kind: 'http', url: values.url } as const);
  io.stdout.write(`${JSON.stringify(slackManifest(reach), null, 2)}\n`);
  return 0;
}
