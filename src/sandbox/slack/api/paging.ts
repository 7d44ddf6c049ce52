import type { Json, JsonObject } from '../../../model/json.ts';
import { Refusal } from '../world/refusal.ts';
import type { Args } from './args.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string;
}

/**
 * Cursor pagination: https://docs.slack.dev/apis/web-api/pagination. The cursor holds the number of items passed.
 * @throws Refusal `invalid_cursor`, `invalid_limit`.
 */
export function page<T>(args: Args, items: readonly T[], defaultLimit: number, max: number): Page<T> {
  const limit = args.integer('limit', 'invalid_limit') ?? defaultLimit;
  if (limit < 0) throw new Refusal('invalid_limit');
  const size = Math.min(limit === 0 ? defaultLimit : limit, max);
  const cursor = args.text('cursor') ?? '';
  const start = cursor === '' ? 0 : Number(/^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1]);
  if (Number.isNaN(start)) throw new Refusal('invalid_cursor');
  const end = start + size;
  const next = end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: items.slice(start, end), next };
}

export function nextCursor(next: string): JsonObject {
  return { response_metadata: { next_cursor: next } };
}

/** `oldest` and `latest` as Slack compares them: by seconds and the six digits behind them. */
export function timeRange(args: Args): (ts: string) => boolean {
  const bound = (name: 'oldest' | 'latest'): number | undefined => {
    const value = args.has(name) ? args.text(name) : undefined;
    if (value === undefined) return undefined;
    if (!/^\d+(\.\d+)?$/.test(value)) throw new Refusal(`invalid_ts_${name}`);
    return Number(value);
  };
  const oldest = bound('oldest') ?? 0;
  const latest = bound('latest') ?? Number.POSITIVE_INFINITY;
  const inclusive = args.flag('inclusive');
  return (ts) => {
    const at = Number(ts);
    return (at > oldest && at < latest) || (inclusive && (at === oldest || at === latest));
  };
}

/** Lists answer under a name of their own. */
export function listed(name: string, items: readonly Json[], next: string): JsonObject {
  return { [name]: items, ...nextCursor(next) };
}
