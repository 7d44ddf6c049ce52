import type { ResponseUrl } from '../world/response-urls.ts';
import type { Stage } from './stage.ts';

/** A fresh response URL; `kind` is the first part of its path, as at hooks.slack.com. */
export function responseUrl({ world, origin }: Stage, kind: 'actions' | 'commands', target: ResponseUrl): string {
  return `${origin()}/${kind}/${world.team.id}/${world.responseUrls.create(target)}`;
}
