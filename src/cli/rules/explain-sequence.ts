import type { Settled } from '../../detect/settle.ts';
import type { SigmaDetectionRule, SigmaRule } from '../../detect/sigma/types.ts';
import { isObject } from '../../model/json.ts';
import { visible } from '../scan/print.ts';
import type { RulesContext } from './command.ts';
import { columns } from './columns.ts';
import { outcomesOf } from './fires.ts';
import { pairs } from './values.ts';

/** What a rule that looks at several events made of one of them. */
interface Step {
  readonly eventID: string | null;
  readonly eventTime: string | null;
  readonly eventName: string | null;
  /** Ids of the rules with a detection that the event matches, of those that the rule builds on. */
  readonly matches: readonly string[];
  /** What the rule told at this event. */
  readonly told: readonly Told[];
}

type Told = Pick<Settled['match'], 'group'> &
  ({ readonly value: number; readonly count: number } | { readonly values: Readonly<Record<string, string>> });

/**
 * Shows what a correlation, or a rule with `first_seen`, makes of events one after the other. Exit code 0 when it matches
 * at any of them, 1 when it does not.
 */
export async function explainSequence(
  {
    rule,
    rules,
    parts,
  }: { readonly rule: SigmaRule; readonly rules: readonly SigmaRule[]; readonly parts: readonly SigmaDetectionRule[] },
  events: readonly unknown[],
  { format, out }: Pick<RulesContext, 'format' | 'out'>,
): Promise<number> {
  const building = new Set(parts.map(({ id }) => id));
  const outcomes = await outcomesOf(rules, events);
  const steps = outcomes.map(({ event, rules: matched, settled }): Step => ({
    ...named(event),
    matches: matched.map(({ id }) => id).filter((id) => building.has(id)),
    told: settled.filter(({ match }) => match.rule.id === rule.id && !match.repeated).map(toldOf),
  }));
  const times = steps.reduce((sum, { told }) => sum + told.length, 0);
  const code = times > 0 ? 0 : 1;
  if (format === 'ndjson') {
    const { id, title, level } = rule;
    await out.print(`${JSON.stringify({ rule: { id, title, level }, matched: times > 0, events: steps })}\n`);
    return code;
  }
  const verdict = times === 0 ? 'does not match' : `matches, ${times} ${times === 1 ? 'time' : 'times'}`;
  const rows = steps.map(({ eventTime, eventName, matches, told }) => [
    told.length > 0 ? '✓' : '',
    eventTime ?? '',
    eventName ?? '',
    matches.join(', '),
    told.map(textOf).join('; '),
  ]);
  await out.print(`${visible(`${rule.title} (${rule.id}) ${verdict}.`)}\n\n`);
  await out.print(columns([['', 'TIME', 'EVENT', 'MATCHES', 'TOLD'], ...rows]));
  return code;
}

function named(event: unknown): Pick<Step, 'eventID' | 'eventTime' | 'eventName'> {
  const text = (field: string): string | null => {
    const value = isObject(event) ? event[field] : undefined;
    return typeof value === 'string' ? value : null;
  };
  return { eventID: text('eventID'), eventTime: text('eventTime'), eventName: text('eventName') };
}

function toldOf({ kind, match }: Settled): Told {
  if (kind === 'first-seen') return { group: match.group, values: match.values };
  return { group: match.group, value: match.value, count: match.count };
}

function textOf(told: Told): string {
  const group = Object.keys(told.group).length === 0 ? '' : ` (in ${pairs(told.group)})`;
  return 'values' in told ? `new: ${pairs(told.values)}${group}` : `${told.value} by ${told.count} events${group}`;
}
