import type { Alert, RecordSummary } from '../model/alert.ts';
import type { Case, CaseLine, CaseTarget } from '../model/case.ts';
import { levelRank, worse } from '../model/level.ts';
import { principalsOf } from '../model/principals.ts';

/** Bounds of what a case remembers itself; the rest is in the trail. */
const BOUNDS = { records: 10, targets: 50, regions: 20, principals: 20, lines: 40 } as const;

/** How many of an alert's records are new: to the case, and to the rule's line on it. */
export interface NewRecords {
  readonly toCase: number;
  readonly toLine: number;
}

/** A fresh case for an alert, still without its records. */
export function freshCase(id: string, channel: string, alert: Alert, now: number): Case {
  return {
    id,
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
  const summaries = alert.records.map(withoutParameters);
  const targets = alert.records.flatMap((record) =>
    record.targets.map((target): CaseTarget => ({ ...target, region: record.region })),
  );
  return {
    ...it,
    level: worse(it.level, alert.rule.level),
    lines: extendLines(it.lines, alert, fresh.toLine),
    count: it.count + fresh.toCase,
    records: unique([...summaries.toReversed(), ...it.records], (record) => record.eventID)
      .toSorted((a, b) => b.eventTime.localeCompare(a.eventTime))
      .slice(0, BOUNDS.records),
    targets: mergeTargets([...targets, ...it.targets]).slice(0, BOUNDS.targets),
    regions: unique(
      [...it.regions, alert.region, ...alert.records.map((record) => record.region)],
      (region) => region,
    ).slice(0, BOUNDS.regions),
    principals: unique(
      [...it.principals, ...[alert.actor, ...alert.records.map((record) => record.actor)].flatMap(principalsOf)],
      (id) => id,
    ).slice(0, BOUNDS.principals),
    updatedAt: now,
  };
}

function extendLines(lines: readonly CaseLine[], alert: Alert, added: number): readonly CaseLine[] {
  const known = lines.find((line) => line.rule.id === alert.rule.id);
  const line: CaseLine =
    known === undefined
      ? { rule: alert.rule, count: added, firstAt: alert.firstAt, lastAt: alert.lastAt }
      : {
          rule: alert.rule,
          count: known.count + added,
          firstAt: alert.firstAt < known.firstAt ? alert.firstAt : known.firstAt,
          lastAt: alert.lastAt > known.lastAt ? alert.lastAt : known.lastAt,
        };
  return [line, ...lines.filter((other) => other.rule.id !== alert.rule.id)]
    .toSorted((a, b) => levelRank(b.rule.level) - levelRank(a.rule.level) || a.firstAt.localeCompare(b.firstAt))
    .slice(0, BOUNDS.lines);
}

/** One entry per resource and Region; that a record created it, or its name, is never forgotten. */
function mergeTargets(targets: readonly CaseTarget[]): CaseTarget[] {
  const merged = new Map<string, CaseTarget>();
  for (const target of targets) {
    const key = `${target.type} ${target.region} ${target.id}`;
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined ? target : { ...target, ...known, ...(target.created === true ? { created: true } : {}) },
    );
  }
  return [...merged.values()];
}

/** Parameters stay in the alert and the trail: a case only needs who, what, when and where. */
function withoutParameters(record: RecordSummary): RecordSummary {
  const { requestParameters: _in, responseElements: _out, ...rest } = record;
  return rest;
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
