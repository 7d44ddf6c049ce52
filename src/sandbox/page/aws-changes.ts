import type { AwsSnapshot } from '../contract.ts';

export type Change = 'new' | 'changed';

/** Every thing of the account that the page draws, by a key that is stable and its content as text. */
function things(aws: AwsSnapshot): ReadonlyMap<string, string> {
  return new Map([
    ...aws.instances.map((item) => [`instance/${item.region}/${item.id}`, JSON.stringify(item)] as const),
    ...aws.users.map(
      (item) => [`user/${item.name}`, JSON.stringify([item.name, item.policies, item.password])] as const,
    ),
    ...aws.users.flatMap((user) => user.keys.map((key) => [`key/${key.id}`, JSON.stringify(key)] as const)),
    ...aws.groups.map((item) => [`group/${item.region}/${item.id}`, JSON.stringify(item)] as const),
    ...aws.encryptionKeys.map((item) => [`kms/${item.region}/${item.id}`, JSON.stringify(item)] as const),
    ...aws.functions.map((item) => [`function/${item.region}/${item.name}`, JSON.stringify(item)] as const),
    ...aws.buckets.map((item) => [`bucket/${item.name}`, JSON.stringify(item)] as const),
    ...aws.copies.map((item) => [`copy/${item.region}/${item.id}`, JSON.stringify(item)] as const),
    ...aws.trails.map((item) => [`trail/${item.name}`, JSON.stringify(item)] as const),
    ...aws.records.map((item) => [`record/${item.eventID}`, ''] as const),
  ]);
}

/** What is new or different in `next`, by key, so that the page can point at it. */
export function changesBetween(before: AwsSnapshot, next: AwsSnapshot): ReadonlyMap<string, Change> {
  const old = things(before);
  const changes = new Map<string, Change>();
  for (const [key, content] of things(next)) {
    const was = old.get(key);
    if (was === undefined) changes.set(key, 'new');
    else if (was !== content) changes.set(key, 'changed');
  }
  return changes;
}
