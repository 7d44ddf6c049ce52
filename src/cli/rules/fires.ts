import { createMemoryFirstSeen } from '../../detect/first-seen/state.ts';
import { createSettler, placed } from '../../detect/settle.ts';
import type { Matched, Settled } from '../../detect/settle.ts';
import { compile } from '../../detect/sigma/compile.ts';
import { createMemoryState } from '../../detect/sigma/correlation/state.ts';
import type { SigmaRule } from '../../detect/sigma/types.ts';

/** An event, the rules whose detection it matches, and what came of it because of the events before it. */
export interface Outcome extends Matched {
  readonly settled: readonly Settled[];
}

/** What rules make of events, one after the other; log sources are not looked at. */
export async function outcomesOf(rules: readonly SigmaRule[], events: readonly unknown[]): Promise<readonly Outcome[]> {
  const matchers = rules.flatMap((rule) => ('condition' in rule ? [compile(rule)] : []));
  const settler = createSettler(rules, { correlation: createMemoryState(), firstSeen: createMemoryFirstSeen() });
  const matched = events.map((event) => ({
    event,
    rules: matchers.filter((matcher) => matcher.matches(event)).map(({ rule }) => rule),
  }));
  const outcomes: Outcome[] = [];
  for (const one of matched) {
    const event = placed(one, settler.prepare(one.event, one.rules));
    const settled = event === undefined ? [] : await settler.settleOne(event);
    outcomes.push({ ...one, settled });
  }
  return outcomes;
}

/** Ids of the rules that fire on events, one after the other. */
export async function firing(rules: readonly SigmaRule[], events: readonly unknown[]): Promise<ReadonlySet<string>> {
  const outcomes = await outcomesOf(rules, events);
  const alone = outcomes.flatMap((event) => event.rules.filter(({ firstSeen }) => firstSeen === undefined));
  const settled = outcomes.flatMap((event) => event.settled.map(({ match }) => match.rule));
  return new Set([...alone, ...settled].map(({ id }) => id));
}
