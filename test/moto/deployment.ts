import { CHANNELS } from '../../src/sandbox/slack/cast.ts';
import { deliver, failuresOf, functionUrl, notificationIn } from './deliveries.ts';
import { prepareSite, type Site } from './site.ts';

/** Trailbolt as its four built functions, with everything between them that AWS would do. */
export interface Deployment extends Pick<Site, 'moto' | 'account' | 'slack' | 'close'> {
  /** Channel of the alerts. */
  readonly alerts: string;
}

export async function deploy(): Promise<Deployment> {
  const site = await prepareSite();
  const { moto, account, slack } = site;
  const detect = await site.start('detect');
  const notify = await site.start('notify');
  const front = await site.start('slack');
  const worker = await site.start('worker');

  const stopping = new AbortController();
  const { signal } = stopping;
  const { sqs, queues } = account;
  const deliveries = [
    deliver({ sqs, queue: queues.ingest, signal, hand: (_message, event) => failuresOf(detect.invoke(event)) }),
    deliver({ sqs, queue: queues.jobs, signal, hand: (_message, event) => failuresOf(worker.invoke(event)) }),
    deliver({
      sqs,
      queue: queues.alerts,
      signal,
      async hand(message) {
        await notify.invoke(notificationIn(message));
        return [];
      },
    }),
  ];
  const endpoint = await functionUrl(front);
  await slack.setRequestUrl(endpoint.url);
  return {
    moto,
    account,
    slack,
    alerts: CHANNELS.alerts,
    async close() {
      stopping.abort();
      await Promise.all(deliveries);
      endpoint.close();
      await site.close();
    },
  };
}
