import type { Case } from '../model/case.ts';
import { levelRank, type Level } from '../model/level.ts';
import type { Store } from '../ports/store.ts';

/** What is known of a case whose card is held back. */
export interface HeldCase {
  readonly caseId: string;
  readonly level: Level;
  readonly account: string;
  readonly actor: { readonly id: string; readonly name: string };
  readonly openedAt: number;
  /** Distinct records. */
  readonly count: number;
  /** Worst first, bounded. */
  readonly lines: readonly {
    readonly rule: string;
    readonly title: string;
    readonly level: Level;
    readonly count: number;
  }[];
}

/** Where the cases that a storm holds are listed. */
export function heldPartition(channel: string, storm: string): string {
  return `held#${channel}#${storm}`;
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
