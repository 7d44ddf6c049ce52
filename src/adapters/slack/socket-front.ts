import { SocketModeClient } from '@slack/socket-mode';
import { describeError } from '../../errors.ts';
import type { SignedRequest } from '../../model/job.ts';
import type { Log } from '../../ports/log.ts';

export interface SocketFrontOptions {
  readonly appToken: string;
  readonly slackApiUrl?: string;
  readonly log: Log;
  /** Signs a body that came over the trusted connection, so that it goes the same way as one that came by HTTP. */
  sign(body: string, contentType: string): Promise<SignedRequest>;
  /** The front. */
  answer(request: SignedRequest): Promise<{ readonly status: number; readonly body: string }>;
}

interface Envelope {
  readonly type?: string;
  readonly body: Readonly<Record<string, unknown>>;
  ack(response?: Record<string, unknown>): Promise<void>;
}

/** Socket Mode in front of the same front: each envelope becomes the request that Slack would have sent by HTTP. */
export async function startSocketFront(options: SocketFrontOptions): Promise<{ stop(): Promise<void> }> {
  const client = new SocketModeClient({
    appToken: options.appToken,
    ...(options.slackApiUrl === undefined ? {} : { clientOptions: { slackApiUrl: options.slackApiUrl } }),
  });
  const take = async (envelope: Envelope): Promise<void> => {
    const { status, body } = await options.answer(await asRequest(options, envelope));
    // No ack for what was not taken: the person sees that it failed, as over HTTP.
    if (status !== 200) return;
    await envelope.ack(body === '' ? undefined : (JSON.parse(body) as Record<string, unknown>));
  };
  client.on('slack_event', (envelope: Envelope) => {
    take(envelope).catch((error: unknown) => options.log.error('socket.failed', error));
  });
  client.on('error', (error: unknown) => options.log.warn('socket.error', { error: describeError(error) }));
  await client.start();
  return {
    async stop() {
      await client.disconnect();
    },
  };
}

function asRequest(options: SocketFrontOptions, { type, body }: Envelope): Promise<SignedRequest> {
  if (type === 'events_api') return options.sign(JSON.stringify(body), 'application/json');
  const form =
    type === 'slash_commands'
      ? new URLSearchParams(
          Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
        )
      : new URLSearchParams({ payload: JSON.stringify(body) });
  return options.sign(form.toString(), 'application/x-www-form-urlencoded');
}
