import type { CorrelatedRecord, Match } from '../model/match.ts';
import type { SourcedRecord } from '../model/record.ts';
import { alertRuleOf, createMatching } from './detector.ts';
import type { Candidate } from './detector.ts';
import { createMemoryFirstSeen } from './first-seen/state.ts';
import type { FirstSeenState } from './first-seen/state.ts';
import { identityOf } from './identity.ts';
import { originOf, originText } from './origin.ts';
import { createSettler } from './settle.ts';
import type { FirstSeenMatch, Settled } from './settle.ts';
import type { CorrelationMatch } from './sigma/correlation/engine.ts';
import type { CorrelationState } from './sigma/correlation/state.ts';
import type { SigmaRule } from './sigma/types.ts';

export interface CorrelatingDetector {
  /** Every rule that fires on the record, and what comes of it because of other records, where something can. */
  detect(sourced: SourcedRecord, possible?: Uint32Array): Detected;
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

  const matchOf = (sourced: SourcedRecord, settled: Settled, together?: Together): readonly Match[] => {
    const rule = alertRules.get(settled.match.rule.id);
    if (rule === undefined || settled.match.rule.silent === true) return [];
    if (settled.kind === 'correlation') return [{ rule, sourced, correlated: correlatedOf(settled.match, together) }];
    return [{ rule, sourced, firstSeen: firstSeenOf(settled.match) }];
  };
  const settle = async (found: readonly Observed[], together?: Together): Promise<readonly Match[]> => {
    const events = found.map(({ sourced, pending }) => ({
      event: sourced.record,
      rules: pending,
      ...(together === undefined ? {} : { reference: originText(sourced) }),
    }));
    const settled = await settler.settle(events);
    return found.flatMap(({ sourced }, index) =>
      (settled[index] ?? []).flatMap((one) => matchOf(sourced, one, together)),
    );
  };
  const observe = (sourced: SourcedRecord, possible?: Uint32Array): Observed => {
    const found = matching(sourced.record, possible);
    return {
      sourced,
      matches: found.filter(isHit).map(({ alertRule }) => ({ rule: alertRule, sourced })),
      pending: found.map(({ rule }) => rule).filter((rule) => settler.needs(rule)),
    };
  };

  return {
    detect(sourced, possible) {
      const observed = observe(sourced, possible);
      const { matches, pending } = observed;
      return pending.length === 0 ? { matches } : { matches, correlated: settle([observed]) };
    },
    async detectAll(records) {
      const observed = records.map((sourced) => observe(sourced));
      const waiting = observed.filter(({ pending }) => pending.length > 0);
      const settled = await settle(waiting, togetherOf(waiting));
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

/** Records that came together, by their ids. */
type Together = ReadonlyMap<string, SourcedRecord>;

function togetherOf(observed: readonly Observed[]): Together {
  return new Map(
    observed.flatMap(({ sourced }) => {
      const identity = identityOf(sourced.record);
      return identity === undefined ? [] : [[identity.id, sourced] as const];
    }),
  );
}

function correlatedOf(match: CorrelationMatch, together?: Together): NonNullable<Match['correlated']> {
  const { id, group, value, records, count, repeated } = match;
  const atHand = together && records.flatMap((record) => together.get(record.id) ?? []);
  return { id, group, value, records: records.map(recordOf), ...(atHand && { atHand }), count, repeated };
}

function recordOf({ id, time, reference }: CorrelationMatch['records'][number]): CorrelatedRecord {
  const origin = reference === undefined ? undefined : originOf(reference);
  return { eventID: id, eventTime: new Date(time).toISOString(), ...(origin === undefined ? {} : { origin }) };
}

function firstSeenOf({ id, group, values, timespan, repeated }: FirstSeenMatch): NonNullable<Match['firstSeen']> {
  return { id, group, values, timespan, repeated };
}
