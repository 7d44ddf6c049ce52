import type { Alert } from '../model/alert.ts';
import { levelRank, type Level } from '../model/level.ts';
import type { Mute } from '../model/mute.ts';
import type { Item, Key, Store } from '../ports/store.ts';

const PARTITION = 'mutes';

export function muteKey(id: string): Key {
  return { partition: PARTITION, sort: id };
}

/** `high` and `critical`: only an approver may keep these from people's eyes. */
export function isSevere(level: Level): boolean {
  return levelRank(level) >= levelRank('high');
}

/** The mutes that hold at `now` (Unix milliseconds), the ones that end first first. */
export async function readMutes(store: Store, now: number): Promise<readonly Mute[]> {
  const found: Item<Mute>[] = [];
  let after: string | undefined;
  do {
    const page = await store.list<Mute>(PARTITION, { limit: 1000, ...(after === undefined ? {} : { after }) });
    found.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return found
    .map((item) => item.value)
    .filter((mute) => mute.until > now)
    .toSorted((a, b) => a.until - b.until);
}

/** The mute that covers a whole alert, if one does. */
export function muteOf(alert: Alert, mutes: readonly Mute[], now: number): Mute | undefined {
  return mutes.find(
    (mute) =>
      mute.until > now &&
      mute.account === alert.account &&
      mute.rule.id === alert.rule.id &&
      wasAllowed(mute, alert.rule.level) &&
      covers(mute, alert),
  );
}

/** Whoever muted a rule was judged by its level of then: one that has become severe, or worse than that, is seen. */
function wasAllowed({ rule }: Mute, level: Level): boolean {
  return !isSevere(level) || levelRank(level) <= levelRank(rule.level);
}

function covers({ scope }: Mute, alert: Alert): boolean {
  switch (scope.kind) {
    case 'account':
      return true;
    case 'actor':
      return alert.actor.root.id === scope.id;
    case 'resource':
      // What stands in no summary may concern something else, and something else must be seen.
      return (
        alert.records.length === alert.references.length &&
        alert.records.every(
          (record) =>
            (record.targetsOmitted ?? 0) === 0 &&
            record.targets.length > 0 &&
            record.targets.every((target) => target.id === scope.id),
        )
      );
  }
}
