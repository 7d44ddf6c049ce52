import { identityOf } from '../../detect/correlating-detector.ts';
import { compile } from '../../detect/sigma/compile.ts';
import { createCorrelator } from '../../detect/sigma/correlation/engine.ts';
import { createMemoryState } from '../../detect/sigma/correlation/state.ts';
import type { SigmaRule } from '../../detect/sigma/types.ts';

/** Ids of the rules that fire on events, one after the other; log sources are not looked at. */
export async function firing(rules: readonly SigmaRule[], events: readonly unknown[]): Promise<ReadonlySet<string>> {
  const matchers = rules.flatMap((rule) => ('condition' in rule ? [compile(rule)] : []));
  const correlator = createCorrelator(rules, createMemoryState());
  const fired = new Set<string>();
  for (const event of events) {
    const ids = matchers.filter((matcher) => matcher.matches(event)).map(({ rule }) => rule.id);
    for (const id of ids) fired.add(id);
    const identity = identityOf(event);
    if (identity === undefined) continue;
    for (const { rule } of await correlator.correlate({ ...identity, event, rules: ids })) fired.add(rule.id);
  }
  return fired;
}
