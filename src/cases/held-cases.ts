import { createHash } from 'node:crypto';
import type { Case } from '../model/case.ts';
import type { DigestCase } from '../model/digest-case.ts';
import { levelRank } from '../model/level.ts';
import type { Key, Store } from '../ports/store.ts';
import { outboxWrite, type OutboxEntry } from './outbox.ts';

/** What is known of a case whose card is held back, or of a message from somebody else that is. */
export interface HeldCase extends DigestCase {
  /** The message itself, which stands nowhere else. */
  readonly message?: OutboxEntry;
  readonly openedAt: number;
}

/** Where the cases that a storm holds are listed. */
function heldPartition(channel: string, storm: string): string {
  return `held#${channel}#${storm}`;
}

/** Where a case that a storm holds is kept. */
export function heldKey(channel: string, storm: string, caseId: string): Key {
  return { partition: heldPartition(channel, storm), sort: caseId };
}

/** Every case that a storm holds, the worst first, then those with the most records. */
export async function heldCases(store: Store, channel: string, storm: string): Promise<readonly HeldCase[]> {
  const found: HeldCase[] = [];
  let after: string | undefined;
  do {
    const page = await store.list<HeldCase>(heldPartition(channel, storm), {
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.items.map(({ value }) => value));
    after = page.next;
  } while (after !== undefined);
  return found.toSorted((a, b) => levelRank(b.level) - levelRank(a.level) || b.count - a.count);
}

/** What the digest needs to know of a case. */
export function heldFrom(it: Case): HeldCase {
  return {
    caseId: it.id,
    level: it.level,
    account: it.account,
    actor: { id: it.actor.root.id.slice(0, 300).toWellFormed(), name: it.actor.root.name.slice(0, 100).toWellFormed() },
    openedAt: it.openedAt,
    count: it.count,
    lines: it.lines.slice(0, 8).map(({ rule, count }) => ({
      rule: rule.id.slice(0, 120).toWellFormed(),
      title: rule.title.slice(0, 120).toWellFormed(),
      level: rule.level,
      count,
    })),
  };
}

/** The same of a message that is not one of our alerts; undefined for what no storm may hold. */
export function heldMessage(entry: OutboxEntry, now: number): HeldCase | undefined {
  if (entry.kind !== 'plain' || entry.about === undefined) return undefined;
  const { level, title, sender, account } = entry.about;
  return {
    caseId: messageId(entry.id),
    message: entry,
    level,
    account,
    actor: { id: `sender:${sender}`, name: sender },
    openedAt: now,
    count: 1,
    lines: [{ rule: `${sender}: ${title}`, title, level, count: 1 }],
  };
}

/** A message of somebody else, among cases. */
function messageId(entryId: string): string {
  return `message.${createHash('sha256').update(entryId).digest('hex').slice(0, 24)}`;
}

/** Puts a message that a storm holds back into the outbox, for somebody who wants to see it. False: it is not held (any more). */
export async function bringMessage(
  store: Store,
  channel: string,
  storm: string,
  caseId: string,
  now: number,
): Promise<boolean> {
  const item = await store.get<HeldCase>(heldKey(channel, storm, caseId));
  if (item?.value.message === undefined) return false;
  const commit = await store.commit([
    { kind: 'delete', key: item, if: { version: item.version } },
    outboxWrite(channel, 0, now, item.value.message),
  ]);
  return commit.ok;
}
