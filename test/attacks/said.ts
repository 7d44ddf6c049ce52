import { expect } from 'vitest';
import { channelMessages, said } from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import type { AttackedHost } from './host.ts';

/** Waits until the message of each request in the thread says how it ended. */
export async function areSaid(host: AttackedHost, requests: readonly ActionRequest[]): Promise<void> {
  await eventually(() => {
    for (const request of requests) {
      const message = channelMessages(host.world).find(
        ({ metadata }) => (metadata?.['event_payload'] as { id?: string } | undefined)?.id === request.id,
      );
      expect(said(message)).toContain(JSON.stringify((request.outcome ?? '').slice(0, 150)).slice(1, -1));
    }
  }, 60_000);
}
