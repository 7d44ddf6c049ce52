import { createHmac, randomUUID } from 'node:crypto';
import type { SignedRequest } from '../../src/model/job.ts';
import type { World } from '../../src/sandbox/world.ts';

export const FORM = 'application/x-www-form-urlencoded';

/** A request as Slack signs it. `at`: Unix milliseconds. */
export function signedRequest(
  world: World,
  body: string,
  options: { readonly at?: number; readonly secret?: string; readonly contentType?: string } = {},
): SignedRequest {
  const { at = Date.now(), secret = world.slack.credentials.signingSecret, contentType = FORM } = options;
  const timestamp = String(Math.floor(at / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { body, contentType, timestamp, signature: `v0=${digest}` };
}

/** The body of a click on a button in the alerts channel. Every call makes another click. */
export function clickBody(
  world: World,
  click: {
    readonly user: string;
    readonly actionId: string;
    readonly value: string;
    readonly team?: string;
    readonly triggerId?: string;
  },
): string {
  const team = { id: click.team ?? world.slack.credentials.teamId };
  return interactionBody({
    type: 'block_actions',
    team,
    user: { id: click.user, team_id: team.id },
    channel: { id: world.alerts },
    trigger_id: click.triggerId ?? randomUUID(),
    actions: [{ type: 'button', action_id: click.actionId, value: click.value, action_ts: randomUUID() }],
  });
}

export function interactionBody(payload: object): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

export function headersOf(request: SignedRequest): Record<string, string> {
  return {
    'content-type': request.contentType,
    'x-slack-request-timestamp': request.timestamp,
    'x-slack-signature': request.signature,
  };
}

/** Sends a request to Trailbolt, as Slack would. Gives the status of the answer. */
export async function deliver(url: string, request: SignedRequest): Promise<number> {
  return post(url, headersOf(request), request.body);
}

export async function post(url: string, headers: Record<string, string>, body: string): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}
