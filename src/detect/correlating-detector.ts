import type { Match } from '../model/match.ts';
import type { SourcedRecord } from '../model/record.ts';
import { alertRuleOf, createMatching } from './detector.ts';
import type { Candidate } from './detector.ts';
import { createMemoryFirstSeen } from './first-seen/state.ts';
import type { FirstSeenState } from './first-seen/state.ts';
import { createSettler } from './settle.ts';
import type { FirstSeenMatch, Settled } from './settle.ts';
import type { CorrelationMatch } from './sigma/correlation/engine.ts';
import type { CorrelationState } from './sigma/correlation/state.ts';
import type { SigmaRule } from './sigma/types.ts';

export interface CorrelatingDetector {
  /** Every rule that fires on the record, and what comes of it because of other records, where something can. */
  detect(sourced: SourcedRecord): Detected;
  /** The same for records that came together: what is remembered is read and written but once for all of them. */
  detectAll(records: readonly SourcedRecord[]): Promise<readonly Match[]>;
}

export interface Detected {
  /** Rules that fire on the record alone, in the order of the rules. */
  readonly matches: readonly Match[];
  /** Absent where nothing else can come of the record: most records need not be waited for. */
  readonly correlated?: Promise<readonly Match[]>;
}

/**
 * Runs rules over records, `first_seen` and correlations over what they match. Records may come in any order and again. A
 * record without a valid `eventTime` has no place in time, so it is in no correlation and nothing is new by it.
 */
export function createCorrelatingDetector(
  rules: readonly SigmaRule[],
  correlation: CorrelationState,
  firstSeen: FirstSeenState = createMemoryFirstSeen(),
): CorrelatingDetector {
  const matching = createMatching(rules);
  const settler = createSettler(rules, { correlation, firstSeen });
  const alertRules = new Map(rules.map((rule) => [rule.id, alertRuleOf(rule)]));

  const matchOf = (sourced: SourcedRecord, settled: Settled): readonly Match[] => {
    const rule = alertRules.get(settled.match.rule.id);
    if (rule === undefined || settled.match.rule.silent === true) return [];
    if (settled.kind === 'correlation') return [{ rule, sourced, correlated: correlatedOf(settled.match) }];
    return [{ rule, sourced, firstSeen: firstSeenOf(settled.match) }];
  };
  const settle = async (found: readonly Observed[]): Promise<readonly Match[]> => {
    const settled = await settler.settle(
      found.map(({ sourced, pending }) => ({ event: sourced.record, rules: pending })),
    );
    return found.flatMap(({ sourced }, index) => (settled[index] ?? []).flatMap((one) => matchOf(sourced, one)));
  };
  const observe = (sourced: SourcedRecord): Observed => {
    const found = matching(sourced.record);
    return {
      sourced,
      matches: found.filter(isHit).map(({ alertRule }) => ({ rule: alertRule, sourced })),
      pending: found.map(({ rule }) => rule).filter((rule) => settler.needs(rule)),
    };
  };

  return {
    detect(sourced) {
      const observed = observe(sourced);
      const { matches, pending } = observed;
      return pending.length === 0 ? { matches } : { matches, correlated: settle([observed]) };
    },
    async detectAll(records) {
      const observed = records.map(observe);
      const settled = await settle(observed.filter(({ pending }) => pending.length > 0));
      return [...observed.flatMap(({ matches }) => matches), ...settled];
    },
  };
}

interface Observed {
  readonly sourced: SourcedRecord;
  readonly matches: readonly Match[];
  /** Rules of which more may come. */
  readonly pending: readonly Candidate['rule'][];
}

/** Whether matching the rule is a hit by itself. */
function isHit({ rule }: Pick<Candidate, 'rule'>): boolean {
  return rule.silent !== true && rule.firstSeen === undefined;
}

function correlatedOf(match: CorrelationMatch): NonNullable<Match['correlated']> {
  const { id, group, value, records, count, repeated } = match;
  return {
    id,
    group,
    value,
    records: records.map((record) => ({ eventID: record.id, eventTime: new Date(record.time).toISOString() })),
    count,
    repeated,
  };
}

function firstSeenOf({ id, group, values, timespan, repeated }: FirstSeenMatch): NonNullable<Match['firstSeen']> {
  return { id, group, values, timespan, repeated };
}
