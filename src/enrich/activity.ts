import type { Activity } from '../model/activity.ts';
import type { Actor } from '../model/actor.ts';
import type { Lookup } from '../model/lookup.ts';
import type { Key, Store } from '../ports/store.ts';

/** APIs that are listed by name. */
const LISTED = 5;

const LONGEST_NAME = 80;

export function activityKey(caseId: string): Key {
  return { partition: `activity#${caseId}`, sort: 'activity' };
}

/** What was counted of a case's actor, if it has been looked at. */
export async function readActivity(store: Store, caseId: string): Promise<Activity | undefined> {
  return (await store.get<Activity>(activityKey(caseId)))?.value;
}

/**
 * What to ask the event history about an actor, so that it answers by one attribute: the user, the session, or else the key.
 * Undefined for who has none of these, such as an AWS service.
 */
export function principalToAskFor({ arn, root, accessKeyId }: Actor): string | undefined {
  if (/^arn:[^:]+:iam::\d{12}:user\/./u.test(root.id)) return root.id;
  if (arn !== undefined && /^arn:[^:]+:sts::\d{12}:assumed-role\/[^/]+\/./u.test(arn)) return arn;
  return accessKeyId !== undefined && /^A(?:KIA|SIA)[A-Z0-9]{12,124}$/u.test(accessKeyId) ? accessKeyId : undefined;
}

/** The calls of a lookup, counted by API. */
export function activityOf({ records, gaps }: Lookup, at: number): Activity {
  const counts = new Map<string, number>();
  for (const { eventName } of records) {
    const name = eventName.slice(0, LONGEST_NAME);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const apis = [...counts]
    .map(([name, calls]) => ({ name, calls }))
    .toSorted((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
  return {
    at,
    calls: records.length,
    refused: records.filter((record) => record.errorCode !== undefined).length,
    apis: apis.slice(0, LISTED),
    others: Math.max(0, apis.length - LISTED),
    ...(gaps.length > 0 ? { partial: true } : {}),
  };
}
