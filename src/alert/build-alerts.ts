import { createHash } from 'node:crypto';
import { TrailboltError } from '../errors.ts';
import {
  ALERT_LIMITS,
  ALERT_SCHEMA,
  type Alert,
  type AlertRule,
  type RecordReference,
  type RecordSummary,
  type RegionalTarget,
} from '../model/alert.ts';
import type { Match } from '../model/match.ts';
import { principalsOf } from '../model/principals.ts';
import type { SourcedRecord } from '../model/record.ts';
import { attributesSize } from './attributes.ts';
import { accountIn, boundedActor, eventIdOf, regionIn, summarise, timeOf } from './summarise.ts';
import { createdBy } from './targets.ts';
import { cut, visible } from './text.ts';

/** A counted record. */
interface Entry {
  readonly sourced: SourcedRecord;
  readonly eventID: string;
  readonly time: string;
  /** All that it created, listed in its summary or not. */
  readonly created: readonly RegionalTarget[];
}

/** More people than this behind one rule in one file are no longer told apart; the case then counts one as unknown. */
const MAX_PRINCIPALS = 101;

/**
 * Makes alerts of matches: one for each rule, account and root actor, in the order in which they first appear. The same
 * record through two sources counts once. Deterministic; an alert that would exceed SNS's size becomes several, each
 * with references and summaries of its own records.
 * @throws TrailboltError `alerts.too-large` when not even one record fits, which bounded summaries rule out.
 */
export function buildAlerts(matches: readonly Match[]): readonly Alert[] {
  const groups = new Map<string, { readonly rule: AlertRule; readonly entries: Map<string, Entry> }>();
  for (const { rule, sourced } of matches) {
    const { record } = sourced;
    const name = JSON.stringify([rule.id, accountIn(record), boundedActor(record).root.id]);
    const group = groups.get(name) ?? { rule: boundedRule(rule), entries: new Map<string, Entry>() };
    const eventID = eventIdOf(record);
    if (!group.entries.has(eventID)) {
      const region = regionIn(record);
      const created = createdBy(record).map((target) => ({ ...target, region }));
      group.entries.set(eventID, { sourced, eventID, time: timeOf(record), created });
    }
    groups.set(name, group);
  }
  return [...groups.values()].flatMap(({ rule, entries }) => fit(rule, [...entries.values()].toSorted(oldestFirst)));
}

function fit(rule: AlertRule, entries: readonly Entry[]): readonly Alert[] {
  const summaries = entries.slice(0, ALERT_LIMITS.summaries).map(({ sourced }) => summarise(sourced.record));
  const created = createdIn(entries);
  const whole = assemble(rule, entries, summaries, created);
  if (isSmallEnough(whole)) return [whole];
  if (entries.length > ALERT_LIMITS.summaries) {
    const middle = Math.ceil(entries.length / 2);
    return [...fit(rule, entries.slice(0, middle)), ...fit(rule, entries.slice(middle))];
  }
  for (const shrink of [withoutResponses, withoutParameters, withFewTargets]) {
    const smaller = assemble(rule, entries, summaries.map(shrink), created);
    if (isSmallEnough(smaller)) return [smaller];
  }
  const bare = created.map(({ arn: _arn, name: _name, ...target }) => target);
  for (const listed of [ALERT_LIMITS.created, 50, 0]) {
    const smaller = assemble(rule, entries, summaries.map(withFewTargets), bare, listed);
    if (isSmallEnough(smaller)) return [smaller];
  }
  throw new TrailboltError('alerts.too-large', `An alert of rule ${rule.id} does not fit into one SNS message.`, {
    details: { rule: rule.id, records: entries.length },
  });
}

function assemble(
  rule: AlertRule,
  entries: readonly Entry[],
  records: readonly RecordSummary[],
  created: readonly RegionalTarget[],
  listed: number = ALERT_LIMITS.created,
): Alert {
  const [first] = records;
  if (first === undefined) throw new TrailboltError('alerts.empty', 'An alert needs at least one record.');
  const times = entries.map(({ time }) => time).filter((time) => time !== 'unknown');
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
    ...(created.length === 0 ? {} : { created: created.slice(0, listed) }),
    ...(created.length <= listed ? {} : { createdOmitted: created.length - listed }),
    firstAt: times[0] ?? 'unknown',
    lastAt: times.at(-1) ?? 'unknown',
  };
}

/** Whoever may be behind any of the records, the ones without a summary included. */
function principalsIn(entries: readonly Entry[]): readonly string[] {
  const found = new Set(entries.flatMap(({ sourced }) => principalsOf(boundedActor(sourced.record))));
  return [...found].slice(0, MAX_PRINCIPALS);
}

/** Each resource once, those of the oldest record first. */
function createdIn(entries: readonly Entry[]): readonly RegionalTarget[] {
  const found = new Map<string, RegionalTarget>();
  for (const target of entries.flatMap((entry) => entry.created)) {
    const key = `${target.type} ${target.region} ${target.id}`;
    if (!found.has(key)) found.set(key, target);
  }
  return [...found.values()];
}

function alertId(rule: string, account: string, entries: readonly Entry[]): string {
  const ids = entries.map(({ eventID }) => eventID).toSorted();
  return createHash('sha256')
    .update(JSON.stringify([rule, account, ids]))
    .digest('hex');
}

function referenceOf({ eventID, sourced: { provenance } }: Entry): RecordReference {
  return {
    eventID,
    source: cut(visible(provenance.source), 150),
    ...(provenance.bucket === undefined ? {} : { bucket: provenance.bucket }),
    ...(provenance.key === undefined ? {} : { key: provenance.key }),
  };
}

/** Records without a time come last; equal times are ordered by id, so that any order of arrival gives one alert. */
function oldestFirst(a: Entry, b: Entry): number {
  const [left, right] = [sortTime(a), sortTime(b)];
  return left - right || (a.eventID < b.eventID ? -1 : 1);
}

function sortTime({ time }: Entry): number {
  return time === 'unknown' ? Number.MAX_SAFE_INTEGER : Date.parse(time);
}

/** Rules come from files of their users: no length is certain. */
function boundedRule(rule: AlertRule): AlertRule {
  return {
    ...rule,
    title: cut(visible(rule.title), 250),
    ...(rule.description === undefined ? {} : { description: cut(rule.description, 4000) }),
    ...(rule.whatToDo === undefined ? {} : { whatToDo: cut(rule.whatToDo, 4000) }),
    falsePositives: rule.falsePositives.slice(0, 10).map((text) => cut(text, 500)),
    attack: rule.attack.slice(0, 30).map((id) => cut(id, 50)),
  };
}

/** SNS counts a message's attributes with its text. */
function isSmallEnough(alert: Alert): boolean {
  return Buffer.byteLength(JSON.stringify(alert)) + attributesSize(alert) <= ALERT_LIMITS.bytes;
}

function withoutResponses({ responseElements: _dropped, ...summary }: RecordSummary): RecordSummary {
  return summary;
}

function withoutParameters(summary: RecordSummary): RecordSummary {
  const { requestParameters: _dropped, ...rest } = withoutResponses(summary);
  return rest;
}

function withFewTargets(summary: RecordSummary): RecordSummary {
  const kept = summary.targets.slice(0, 10);
  const omitted = (summary.targetsOmitted ?? 0) + summary.targets.length - kept.length;
  return { ...withoutParameters(summary), targets: kept, ...(omitted === 0 ? {} : { targetsOmitted: omitted }) };
}
