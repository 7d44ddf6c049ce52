import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { matchesWildcard } from '../../iam/wildcard.ts';
import { AwsRefusal } from '../../refusal.ts';
import { invalidValue } from './refusals.ts';

/** The values of one filter for one item; undefined where the filter is not known for this kind of item. */
type ValuesOf<T> = (item: T, filter: string) => readonly string[] | undefined;

/**
 * "Filter", Amazon EC2 API Reference: filters are joined by AND, values of one filter by OR, `*` and `?` are wildcards.
 *
 * @throws AwsRefusal `InvalidParameterValue` for a filter that the sandbox does not know.
 */
export function select<T>(
  items: readonly T[],
  filters: readonly Filter[] | undefined,
  known: readonly string[],
  valuesOf: ValuesOf<T>,
): T[] {
  const wanted = (filters ?? []).map(({ Name = '', Values = [] }) => {
    if (!known.includes(Name) && !Name.startsWith('tag:')) {
      throw new AwsRefusal('InvalidParameterValue', `The filter '${Name}' is invalid`);
    }
    return { name: Name, patterns: Values };
  });
  return items.filter((item) =>
    wanted.every(({ name, patterns }) => {
      const values = valuesOf(item, name) ?? [];
      return patterns.some((pattern) => values.some((value) => matchesWildcard(pattern, value)));
    }),
  );
}

/** Values for `tag:<key>`, `tag-key` and `tag-value`. */
export function tagValues(tags: ReadonlyMap<string, string>, filter: string): readonly string[] | undefined {
  if (filter === 'tag-key') return [...tags.keys()];
  if (filter === 'tag-value') return [...tags.values()];
  if (!filter.startsWith('tag:')) return undefined;
  const value = tags.get(filter.slice('tag:'.length));
  return value === undefined ? [] : [value];
}

export function tagList(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** One page and the token of the next ("Pagination", Amazon EC2 API Reference). Tokens are opaque to callers. */
export function page<T>(
  items: readonly T[],
  options: { readonly token?: string | undefined; readonly size?: number | undefined; readonly least: number },
): { readonly items: readonly T[]; readonly next?: string } {
  const { token, size, least } = options;
  if (size !== undefined && (size < least || size > 1000)) {
    throw new AwsRefusal(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between ${least} and 1000.`,
    );
  }
  const start = token === undefined ? 0 : readToken(token);
  const end = start + (size ?? 1000);
  const next = end < items.length ? Buffer.from(`page:${end}`).toString('base64url') : undefined;
  return { items: items.slice(start, end), ...(next === undefined ? {} : { next }) };
}

function readToken(token: string): number {
  const [, offset] = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? [];
  if (offset === undefined) throw invalidValue(token, 'nextToken');
  return Number(offset);
}
