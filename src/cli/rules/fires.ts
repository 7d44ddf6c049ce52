import { createMemoryFirstSeen } from '../../detect/first-seen/state.ts';
import { createSettler } from '../../detect/settle.ts';
import { compile } from '../../detect/sigma/compile.ts';
import { createMemoryState } from '../../detect/sigma/correlation/state.ts';
import type { SigmaRule } from '../../detect/sigma/types.ts';

/** Ids of the rules that fire on events, one after the other; log sources are not looked at. */
export async function firing(rules: readonly SigmaRule[], events: readonly unknown[]): Promise<ReadonlySet<string>> {
  const matchers = rules.flatMap((rule) => ('condition' in rule ? [compile(rule)] : []));
  const settler = createSettler(rules, { correlation: createMemoryState(), firstSeen: createMemoryFirstSeen() });
  const matched = events.map((event) => ({
    event,
    rules: matchers.filter((matcher) => matcher.matches(event)).map(({ rule }) => rule),
  }));
  const alone = matched.flatMap((event) => event.rules.filter(({ firstSeen }) => firstSeen === undefined));
  const settled = (await settler.settle(matched)).flat();
  return new Set([...alone.map(({ id }) => id), ...settled.map(({ match }) => match.rule.id)]);
}
