import { actorsOf, type Case, type CaseLine, type CaseMark } from '../model/case.ts';
import { levelRank, worse } from '../model/level.ts';
import { CASE_BOUNDS, fitted, newestRecords, unique, worstFirst } from './case-bounds.ts';
import { principalsBehind } from './case-store.ts';
import { joinTargets } from './case-targets.ts';
import { joinTallies, tallyOf, widest } from './tally.ts';

/** Cases of which a case remembers that they were merged into it. */
const ABSORBED = 50;

/** Why one case cannot be merged into another, in a sentence; undefined: it can. Both stand for themselves still. Pure. */
export function whyNotMerge(into: Case, from: Case): string | undefined {
  if (into.id === from.id) return 'A case cannot be merged into itself.';
  if (into.account !== from.account)
    return `Case ${from.id} is about another account: only cases of one account can be merged.`;
  if (into.byHand !== undefined)
    return `Case ${into.id} was opened by hand: merge it into the one that alerts opened instead.`;
  for (const it of [into, from]) if (it.status === 'closed') return `Case ${it.id} is closed: reopen it first.`;
  const actors = new Set([...actorsOf(into), ...actorsIn(from)].map(({ root }) => root.id));
  if (actors.size > CASE_BOUNDS.actors)
    return `Together the cases have ${actors.size} actors, and one case takes ${CASE_BOUNDS.actors} at most.`;
  const lines = new Set([...into.lines, ...from.lines].map(({ rule }) => rule.id));
  if (lines.size > CASE_BOUNDS.lines)
    return `Together the cases have ${lines.size} rules, and one case takes ${CASE_BOUNDS.lines} at most.`;
  // Beyond the bound some would be forgotten, and could approve what is done about themselves.
  if (bothPrincipals(into, from).length > CASE_BOUNDS.principals)
    return `Together the cases have more than ${CASE_BOUNDS.principals} people behind them, and one case remembers no more.`;
  return undefined;
}

/** The case with another one counted in. Nobody's name, no record and no request of either is lost. Pure. */
export function absorb(into: Case, from: Case, now: number): Case {
  const { hidden: _shown, criticalAt: _since, escalated: _called, createdOmitted: _recounted, ...before } = into;
  const actors = unique([...(into.actors ?? []), ...actorsIn(from)], ({ root }) => root.id).filter(
    ({ root }) => root.id !== into.actor.root.id,
  );
  const apart = [...new Set([...(into.apart ?? []), ...(from.apart ?? [])])].filter(
    (id) => id !== into.actor.root.id && !actors.some(({ root }) => root.id === id),
  );
  const began = [into.since, from.since].filter((at) => at !== undefined);
  const until = [into.openUntil, from.openUntil].filter((at) => at !== undefined);
  const assignee = into.assignee ?? from.assignee;
  return fitted({
    ...before,
    ...attention(into, from, now),
    ...joinTargets(into, from),
    ...(assignee === undefined ? {} : { assignee }),
    ...(actors.length === 0 ? {} : { actors }),
    ...(apart.length === 0 ? {} : { apart }),
    ...(began.length === 0 ? {} : { since: Math.min(...began) }),
    ...(until.length === 0 ? {} : { openUntil: Math.max(...until) }),
    ...(isUnclear(into, from) ? { atLeast: true } : {}),
    absorbed: unique([...(into.absorbed ?? []), from.id, ...(from.absorbed ?? [])], (id) => id).slice(0, ABSORBED),
    lines: joinLines(into.lines, from.lines),
    count: into.count + from.count,
    tally: joinTallies(tallyOf(into), tallyOf(from)),
    records: newestRecords([...into.records, ...from.records]),
    regions: unique([...into.regions, ...from.regions], (region) => region).slice(0, CASE_BOUNDS.regions),
    principals: bothPrincipals(into, from),
    requests: unique([...into.requests, ...from.requests], (id) => id),
    updatedAt: now,
  });
}

/** After a split the same record may stand on both, counted by one of them: how many there are together nobody knows for certain. */
function isUnclear(into: Case, from: Case): boolean {
  const isSplit = into.since !== undefined || from.since !== undefined;
  const shares = [into, from].some((it) => tallyOf(it).cells.some(({ elsewhere }) => elsewhere !== undefined));
  return into.atLeast === true || from.atLeast === true || (isSplit && shares);
}

/** The case that was merged away: closed for good, and nobody is asked about it any more. Pure. */
export function absorbed(from: Case, into: Case, mark: CaseMark): Case {
  const { asked, ...rest } = from;
  return {
    ...rest,
    ...(asked?.answer === undefined ? {} : { asked }),
    status: 'closed',
    mergedInto: { ...mark, caseId: into.id, channel: into.channel, openedAt: into.openedAt },
    updatedAt: mark.at,
  };
}

/**
 * How much both want to be looked at, whichever is stricter: the worse level, open while nobody has said that they look
 * at the worst of it, and critical since the first of the two that nobody has acknowledged.
 */
function attention(into: Case, from: Case, now: number): Pick<Case, 'level' | 'status' | 'criticalAt' | 'escalated'> {
  const level = worse(into.level, from.level);
  const isTaken =
    into.status === 'acknowledged' && (from.status === 'acknowledged' || levelRank(from.level) < levelRank(into.level));
  const critical = [into, from].filter((it) => it.level === 'critical' && it.criticalAt !== undefined);
  const waiting = critical.filter((it) => it.status === 'open');
  const [first] = (isTaken ? critical : waiting).toSorted((a, b) => (a.criticalAt ?? 0) - (b.criticalAt ?? 0));
  // Of two that were called for at the same moment, the calls count that have been made.
  const called = waiting.find((it) => it.escalated?.criticalAt === first?.criticalAt)?.escalated ?? first?.escalated;
  return {
    level,
    status: isTaken ? 'acknowledged' : 'open',
    ...(level === 'critical' ? { criticalAt: first?.criticalAt ?? now } : {}),
    ...(level === 'critical' && called !== undefined ? { escalated: called } : {}),
  };
}

/** Who stands behind a case as its actor; behind one that was opened by hand somebody of ours stands. */
function actorsIn(it: Case): ReturnType<typeof actorsOf> {
  return it.byHand === undefined ? actorsOf(it) : (it.actors ?? []);
}

function bothPrincipals(into: Case, from: Case): readonly string[] {
  return unique([...principalsBehind(into), ...principalsBehind(from)], (id) => id);
}

function joinLines(ones: readonly CaseLine[], others: readonly CaseLine[]): readonly CaseLine[] {
  const lines = new Map(ones.map((line) => [line.rule.id, line]));
  for (const line of others) {
    const known = lines.get(line.rule.id);
    if (known === undefined) {
      lines.set(line.rule.id, line);
      continue;
    }
    const seen = unique([...(known.seen ?? []), ...(line.seen ?? [])], ({ id }) => id).slice(0, CASE_BOUNDS.seen);
    lines.set(line.rule.id, {
      rule: line.lastAt > known.lastAt ? line.rule : known.rule,
      count: known.count + line.count,
      ...widest(known, line),
      ...(seen.length === 0 ? {} : { seen }),
    });
  }
  return worstFirst([...lines.values()]);
}
