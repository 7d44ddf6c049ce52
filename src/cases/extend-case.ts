import type { Alert, AlertRule, RecordSummary } from '../model/alert.ts';
import type { Case, CaseLine } from '../model/case.ts';
import { levelRank, worse } from '../model/level.ts';
import { principalsOf } from '../model/principals.ts';
import { extendTargets, shrinkTargets } from './case-targets.ts';

/** Bounds of what a case remembers itself; the rest is in the trail. */
const BOUNDS = { records: 10, regions: 20, principals: 100, lines: 40, seen: 10 } as const;

/** A case stays well below what the store takes: one that is refused could never be extended again. */
const CASE_BYTES = 250 * 1024;

/** Stands for the principals beyond the bound. Nobody maps to it, so it raises the quorum as an unknown person does. */
const MORE_PRINCIPALS = 'more principals than a case remembers';

/** How many of an alert's records are new: to the case, and to the rule's line on it. */
export interface NewRecords {
  readonly toCase: number;
  readonly toLine: number;
  /** Other records of the same alert were counted in before, with all that the alert says it created. */
  readonly again?: boolean;
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
    records: unique([...summaries.toReversed(), ...it.records], (record) => record.eventID)
      .toSorted((a, b) => b.eventTime.localeCompare(a.eventTime))
      .slice(0, BOUNDS.records),
    regions: unique(
      [...it.regions, alert.region, ...[...alert.records, ...(alert.created ?? [])].map(({ region }) => region)],
      (region) => region,
    ).slice(0, BOUNDS.regions),
    principals: boundedPrincipals([
      ...it.principals,
      ...(alert.principals ?? []),
      ...[alert.actor, ...alert.records.map((record) => record.actor)].flatMap(principalsOf),
    ]),
    updatedAt: now,
  });
}

/** Hostile records can be long in every field at once: fewer of them are kept then. */
function fitted(whole: Case): Case {
  let it = whole;
  for (let kept = 8; kept >= 1 && Buffer.byteLength(JSON.stringify(it)) > CASE_BYTES; kept = Math.floor(kept / 2)) {
    it = {
      ...whole,
      ...shrinkTargets(whole, kept * 16),
      records: whole.records.slice(0, kept),
      lines: whole.lines.slice(0, kept * 4),
    };
  }
  return it;
}

function boundedPrincipals(found: readonly string[]): readonly string[] {
  const all = unique(found, (id) => id);
  return all.length <= BOUNDS.principals ? all : [...all.slice(0, BOUNDS.principals - 1), MORE_PRINCIPALS];
}

function extendLines(lines: readonly CaseLine[], alert: Alert, added: number): readonly CaseLine[] {
  const known = lines.find((line) => line.rule.id === alert.rule.id);
  const rule = boundedRule(alert.rule);
  const seen = unique([...(alert.seen ?? []), ...(known?.seen ?? [])], ({ id }) => id).slice(0, BOUNDS.seen);
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
  return [line, ...lines.filter((other) => other.rule.id !== alert.rule.id)]
    .toSorted((a, b) => levelRank(b.rule.level) - levelRank(a.rule.level) || a.firstAt.localeCompare(b.firstAt))
    .slice(0, BOUNDS.lines);
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

function unique<T>(list: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>();
  return list.filter((item) => {
    const key = keyOf(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
