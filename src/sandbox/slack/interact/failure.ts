import type { GestureResult } from '../../contract.ts';
import type { Delivered } from '../deliver/courier.ts';
import type { Ack } from '../deliver/outgoing.ts';
import type { World } from '../world/world.ts';

type Failed = Extract<Ack, { readonly ok: false }>;

function sentence(world: World, failed: Failed): string {
  switch (failed.reason) {
    case 'timeout':
      return `${world.app.name} did not respond: apps need to respond within 3 seconds.`;
    case 'connection':
      return `${world.app.name} did not respond: it could not be reached.`;
    case 'status':
      return `${world.app.name} responded with status code ${failed.status}.`;
    case 'no-route':
      return `${world.app.name} is not configured to handle interactive responses.`;
    default:
      return failed satisfies never;
  }
}

function codeOf(failed: Failed): string {
  if (failed.reason === 'no-route') return 'app-not-reachable';
  return failed.reason === 'status' ? 'app-refused' : 'did-not-respond';
}

/** What the person sees when the app failed to acknowledge: a notice, which also goes into the result. */
export function failure(world: World, user: string, what: string, { ack, delivery }: Delivered): GestureResult {
  if (ack.ok) return succeeded(delivery);
  const text = `${what}: ${sentence(world, ack)}`;
  world.notice(user, text);
  return {
    ok: false,
    problem: { code: codeOf(ack), text, sent: ack.reason !== 'no-route' },
    ...(delivery === undefined ? {} : { delivery }),
  };
}

export function succeeded(delivery: Delivered['delivery']): GestureResult {
  return { ok: true, ...(delivery === undefined ? {} : { delivery }) };
}

/** The app answered in time, with something that Slack's own validation refused. */
export function badAnswer(
  world: World,
  user: string,
  what: string,
  why: string,
  { delivery }: Delivered,
): GestureResult {
  const text = `${what}: ${world.app.name} answered with something Slack refused: ${why}.`;
  world.notice(user, text);
  return {
    ok: false,
    problem: { code: 'bad-answer', text, sent: true },
    ...(delivery === undefined ? {} : { delivery }),
  };
}
