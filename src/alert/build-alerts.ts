import { createHash } from 'node:crypto';
import { TrailboltError } from '../errors.ts';
import { ALERT_LIMITS, ALERT_SCHEMA, type Alert, type AlertNovelty, type AlertRule } from '../model/alert.ts';
import type { FirstSeen, Match } from '../model/match.ts';
import { correlationAlert } from './correlation-alert.ts';
import { boundedFields, boundedRule, createdIn, entryOf, oldestFirst, principalsIn, referenceOf } from './entries.ts';
import type { Entry } from './entries.ts';
import { contentsOf, createdFields, isSmallEnough, type Contents } from './shrink.ts';
import { accountIn, boundedActor, eventIdOf, summarise } from './summarise.ts';

/** The matches of one rule, account and root actor. */
interface Group {
  readonly rule: AlertRule;
  readonly entries: Map<string, Entry>;
  readonly news: Map<string, FirstSeen>;
}

/**
 * Makes alerts of matches: one for each rule, account and root actor, in the order in which they first appear, and one for
 * each correlation. The same record through two sources counts once. Deterministic; an alert that would exceed SNS's size
 * becomes several, each with references and summaries of its own records.
 * @throws TrailboltError `alerts.too-large` when not even one record fits, which bounded summaries rule out.
 */
export function buildAlerts(matches: readonly Match[]): readonly Alert[] {
  const groups = new Map<string, Group>();
  const correlations = new Map<string, Alert>();
  for (const match of matches) {
    const { rule, sourced, correlated, firstSeen } = match;
    if (correlated !== undefined) {
      const alert = correlationAlert({ ...match, correlated });
      correlations.set(alert.id, alert);
      continue;
    }
    const { record } = sourced;
    const name = JSON.stringify([rule.id, accountIn(record), boundedActor(record).root.id]);
    const group = groups.get(name) ?? { rule: boundedRule(rule), entries: new Map(), news: new Map() };
    const eventID = eventIdOf(record);
    if (!group.entries.has(eventID)) group.entries.set(eventID, entryOf(sourced));
    if (firstSeen !== undefined && !group.news.has(eventID)) group.news.set(eventID, firstSeen);
    groups.set(name, group);
  }
  return [
    ...[...groups.values()].flatMap((group) => fit(group, [...group.entries.values()].toSorted(oldestFirst))),
    ...correlations.values(),
  ];
}

function fit(group: Group, entries: readonly Entry[]): readonly Alert[] {
  const summaries = entries.slice(0, ALERT_LIMITS.summaries).map(({ sourced }) => summarise(sourced.record));
  for (const contents of contentsOf(summaries, createdIn(entries))) {
    const alert = assemble(group, entries, contents);
    if (isSmallEnough(alert)) return [alert];
    if (entries.length > ALERT_LIMITS.summaries) {
      const middle = Math.ceil(entries.length / 2);
      return [...fit(group, entries.slice(0, middle)), ...fit(group, entries.slice(middle))];
    }
  }
  throw new TrailboltError('alerts.too-large', `An alert of rule ${group.rule.id} does not fit into one SNS message.`, {
    details: { rule: group.rule.id, records: entries.length },
  });
}

function assemble({ rule, news }: Group, entries: readonly Entry[], contents: Contents): Alert {
  const { records } = contents;
  const [first] = records;
  if (first === undefined) throw new TrailboltError('alerts.empty', 'An alert needs at least one record.');
  const times = entries.map(({ time }) => time).filter((time) => time !== 'unknown');
  const firstSeen = records.flatMap(({ eventID }) => noveltyOf(eventID, news.get(eventID)));
  return {
    schema: ALERT_SCHEMA,
    id: alertId(rule.id, first.account, entries),
    rule,
    account: first.account,
    region: first.region,
    actor: first.actor,
    records,
    references: entries.map((entry) => referenceOf(entry)),
    principals: principalsIn(entries),
    ...createdFields(contents),
    firstAt: times[0] ?? 'unknown',
    lastAt: times.at(-1) ?? 'unknown',
    ...(firstSeen.length === 0 ? {} : { firstSeen }),
  };
}

function noveltyOf(eventID: string, news: FirstSeen | undefined): readonly AlertNovelty[] {
  if (news === undefined) return [];
  const { group, values, timespan } = news;
  return [{ eventID, group: boundedFields(group), values: boundedFields(values), timespan }];
}

function alertId(rule: string, account: string, entries: readonly Entry[]): string {
  const ids = entries.map(({ eventID }) => eventID).toSorted();
  return createHash('sha256')
    .update(JSON.stringify([rule, account, ids]))
    .digest('hex');
}
