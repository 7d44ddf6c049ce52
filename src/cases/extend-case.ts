import type { Alert, AlertRule, RecordSummary } from '../model/alert.ts';
import type { Case, CaseLine } from '../model/case.ts';
import { worse } from '../model/level.ts';
import { principalsOf } from '../model/principals.ts';
import { boundedPrincipals, CASE_BOUNDS, fitted, newestRecords, unique, worstFirst } from './case-bounds.ts';
import { extendTargets } from './case-targets.ts';
import { extendTally, tallyOf, type KnownRecord } from './tally.ts';

/** How many of an alert's records are new: to the case, and to the rule's line on it. */
export interface NewRecords {
  readonly toCase: number;
  readonly toLine: number;
  /** Other records of the same alert were counted in before, with all that the alert says it created. */
  readonly again?: boolean;
  /** Those that are new to the line only. */
  readonly known?: readonly KnownRecord[];
}

/** A fresh case for an alert, still without its records. */
export function freshCase(id: string, channel: string, alert: Alert, now: number): Case {
  return {
    id,
    status: 'open',
    channel,
    account: alert.account,
    actor: alert.actor,
    level: alert.rule.level,
    lines: [],
    count: 0,
    records: [],
    targets: [],
    regions: [],
    principals: [],
    openedAt: now,
    updatedAt: now,
    requests: [],
  };
}

/** The case with an alert's new records counted in. Pure. */
export function extendCase(it: Case, alert: Alert, fresh: NewRecords, now: number): Case {
  const summaries = alert.records.map(slim);
  const { targets: _replaced, createdOmitted: _recounted, ...before } = it;
  return fitted({
    ...before,
    ...extendTargets(it, alert, fresh.toCase > 0 && fresh.again !== true),
    level: worse(it.level, alert.rule.level),
    lines: extendLines(it.lines, alert, fresh.toLine),
    count: it.count + fresh.toCase,
    // After a split, which of its records another rule has fired on is a guess: how many are distinct then is one, too.
    ...(it.since !== undefined && (fresh.known ?? []).length > 0 ? { atLeast: true } : {}),
    tally: extendTally(tallyOf(it), {
      actor: alert.actor.root.id,
      rule: alert.rule.id,
      firstAt: alert.firstAt,
      lastAt: alert.lastAt,
      fresh: fresh.toCase,
      known: fresh.known ?? [],
      own: [it.id, ...(it.absorbed ?? [])],
    }),
    records: newestRecords([...summaries.toReversed(), ...it.records]),
    regions: unique(
      [...it.regions, alert.region, ...[...alert.records, ...(alert.created ?? [])].map(({ region }) => region)],
      (region) => region,
    ).slice(0, CASE_BOUNDS.regions),
    principals: boundedPrincipals([
      ...it.principals,
      ...(alert.principals ?? []),
      ...[alert.actor, ...alert.records.map((record) => record.actor)].flatMap(principalsOf),
    ]),
    updatedAt: now,
  });
}

function extendLines(lines: readonly CaseLine[], alert: Alert, added: number): readonly CaseLine[] {
  const known = lines.find((line) => line.rule.id === alert.rule.id);
  const rule = boundedRule(alert.rule);
  const seen = unique([...(alert.seen ?? []), ...(known?.seen ?? [])], ({ id }) => id).slice(0, CASE_BOUNDS.seen);
  const live = seen.length === 0 ? {} : { seen };
  const line: CaseLine =
    known === undefined
      ? { rule, count: added, firstAt: alert.firstAt, lastAt: alert.lastAt, ...live }
      : {
          rule,
          count: known.count + added,
          firstAt: alert.firstAt < known.firstAt ? alert.firstAt : known.firstAt,
          lastAt: alert.lastAt > known.lastAt ? alert.lastAt : known.lastAt,
          ...live,
        };
  return worstFirst([line, ...lines.filter((other) => other.rule.id !== alert.rule.id)]).slice(0, CASE_BOUNDS.lines);
}

/** Parameters stay in the alert and the trail, targets on the case: of a record it needs who, what, when and where. */
function slim(record: RecordSummary): RecordSummary {
  const { requestParameters: _in, responseElements: _out, ...rest } = record;
  const targets = record.targets.slice(0, 3);
  const omitted = (record.targetsOmitted ?? 0) + record.targets.length - targets.length;
  return { ...rest, targets, ...(omitted === 0 ? {} : { targetsOmitted: omitted }) };
}

/** What a card shows of a rule; the rest is in the rule's file. */
function boundedRule(rule: AlertRule): AlertRule {
  return {
    ...rule,
    ...(rule.description === undefined ? {} : { description: rule.description.slice(0, 1000).toWellFormed() }),
    ...(rule.whatToDo === undefined ? {} : { whatToDo: rule.whatToDo.slice(0, 1000).toWellFormed() }),
    falsePositives: rule.falsePositives.slice(0, 5).map((text) => text.slice(0, 200).toWellFormed()),
    attack: rule.attack.slice(0, 12).map((id) => id.slice(0, 50).toWellFormed()),
  };
}
