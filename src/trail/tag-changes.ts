import { TrailboltError } from '../errors.ts';
import { actorOf } from '../model/actor-of.ts';
import { isObject } from '../model/json.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import type { TagChange } from '../model/tag-change.ts';
import type { TrailHistory, TrailPage } from '../ports/trail-source.ts';

/** Pages of 50 records of one resource: somebody waits for the plan. */
const PAGES = 4;

/** `CreateTags`, `TagUser`, `PutBucketTagging`, `AddTagsToResource`; and what takes tags away. */
const SETS = /^(CreateTags|Tag[A-Z]\w*|Put\w*Tagging|AddTags\w*)$/;
const REMOVES = /^(DeleteTags|Untag[A-Z]\w*|Delete\w*Tagging|RemoveTags\w*)$/;

/** Keys of tags stand under these, wherever in the parameters; values of the last are the keys themselves. */
const KEY_FIELDS = new Set(['key', 'Key', 'tagKey']);
const KEY_LISTS = new Set(['tagKeys', 'TagKeys']);
/** Some APIs write tags as one object, its fields the keys. */
const MAPS = new Set(['tags', 'Tags']);

/**
 * Who set and removed tags of a resource in the time, as far as the event history tells.
 * @returns undefined where that cannot be told: the history does not answer, or has more than is read.
 */
export async function tagChanges(
  history: TrailHistory,
  resource: { readonly account: string; readonly region: string; readonly id: string },
  from: number,
  to: number,
): Promise<readonly TagChange[] | undefined> {
  const { account, region, id } = resource;
  const changes: TagChange[] = [];
  let pageToken: string | undefined;
  try {
    for (let read = 0; read < PAGES; read += 1) {
      const page: TrailPage = await history.lookup({
        account,
        region,
        attribute: { key: 'ResourceName', value: id },
        from,
        to,
        ...(pageToken === undefined ? {} : { pageToken }),
      });
      changes.push(...page.records.flatMap(changeOf));
      pageToken = page.next;
      if (pageToken === undefined) return changes;
    }
  } catch (error) {
    if (!(error instanceof TrailboltError)) throw error;
  }
  return undefined;
}

function changeOf(record: CloudTrailRecord): readonly TagChange[] {
  const name = textOf(record['eventName']);
  const kind = SETS.test(name) ? 'set' : REMOVES.test(name) ? 'removed' : undefined;
  const at = Date.parse(textOf(record['eventTime']));
  if (kind === undefined || record['errorCode'] !== undefined || !Number.isFinite(at)) return [];
  const keys = new Set<string>();
  collect(record['requestParameters'], keys);
  return [{ at, by: actorOf(record).root.id, kind, keys: [...keys] }];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function collect(value: unknown, keys: Set<string>): void {
  if (Array.isArray(value)) for (const inner of value) collect(inner, keys);
  else if (isObject(value))
    for (const [field, inner] of Object.entries(value)) {
      const own = keysUnder(field, inner);
      if (own === undefined) collect(inner, keys);
      else for (const key of own) keys.add(key);
    }
}

/** The keys that a field holds itself, or undefined where they may be deeper. */
function keysUnder(field: string, value: unknown): readonly string[] | undefined {
  if (KEY_FIELDS.has(field) && typeof value === 'string') return [value];
  if (KEY_LISTS.has(field) && Array.isArray(value)) return value.filter((key) => typeof key === 'string');
  const isMap = MAPS.has(field) && isObject(value) && Object.values(value).every((each) => typeof each === 'string');
  return isMap ? Object.keys(value) : undefined;
}
