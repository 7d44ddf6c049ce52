import { createHmac } from 'node:crypto';
import { stringify } from 'node:querystring';
import type { JsonObject } from '../../../model/json.ts';

/** Something that Slack tells the app. */
export interface Outgoing {
  /** As in `SlackDelivery.kind`. */
  readonly kind: string;
  readonly channel: 'interactive' | 'slash_commands' | 'events_api';
  readonly payload: JsonObject;
}

/** What the app made of it. */
export type Ack =
  | { readonly ok: true; readonly body: string; readonly contentType: string }
  | { readonly ok: false; readonly reason: 'no-route' | 'timeout' | 'connection' }
  | { readonly ok: false; readonly reason: 'status'; readonly status: number; readonly noRetry: boolean };

export interface HttpForm {
  readonly contentType: string;
  readonly body: string;
}

/** Over HTTP: events as JSON, commands as a form, interactions as JSON in the form field `payload`. */
export function httpForm({ channel, payload }: Outgoing): HttpForm {
  const form = 'application/x-www-form-urlencoded';
  if (channel === 'events_api') return { contentType: 'application/json', body: JSON.stringify(payload) };
  if (channel === 'interactive') return { contentType: form, body: stringify({ payload: JSON.stringify(payload) }) };
  const fields = Object.entries(payload).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { contentType: form, body: stringify(Object.fromEntries(fields)) };
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}
