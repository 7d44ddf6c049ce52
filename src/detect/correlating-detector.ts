import { createHash } from 'node:crypto';
import { isObject } from '../model/json.ts';
import type { Match } from '../model/match.ts';
import type { SourcedRecord } from '../model/record.ts';
import { alertRuleOf, createMatching } from './detector.ts';
import { createCorrelator } from './sigma/correlation/engine.ts';
import type { CorrelationMatch } from './sigma/correlation/engine.ts';
import type { CorrelationState } from './sigma/correlation/state.ts';
import type { SigmaRule } from './sigma/types.ts';

export interface CorrelatingDetector {
  /** Every rule that fires on the record, and what correlations come of it where some rule feeds one. */
  detect(sourced: SourcedRecord): Detected;
}

export interface Detected {
  /** Rules that fire on the record alone, in the order of the rules. */
  readonly matches: readonly Match[];
  /** Absent where no correlation can come of the record: most records need not be waited for. */
  readonly correlated?: Promise<readonly Match[]>;
}

/**
 * Runs rules over records, and correlations over what they match. Records may come in any order and again. A record without
 * a valid `eventTime` has no place in time, so it is in no correlation.
 */
export function createCorrelatingDetector(rules: readonly SigmaRule[], state: CorrelationState): CorrelatingDetector {
  const matching = createMatching(rules);
  const correlator = createCorrelator(rules, state);
  const alertRules = new Map(rules.flatMap((rule) => ('correlation' in rule ? [[rule.id, alertRuleOf(rule)]] : [])));

  const correlate = async (
    sourced: SourcedRecord,
    identity: NonNullable<ReturnType<typeof identityOf>>,
    ids: readonly string[],
  ): Promise<readonly Match[]> => {
    const matches = await correlator.correlate({ ...identity, event: sourced.record, rules: ids });
    return matches.flatMap((match) => {
      const rule = alertRules.get(match.rule.id);
      return rule === undefined || match.rule.silent === true
        ? []
        : [{ rule, sourced, correlated: correlatedOf(match) }];
    });
  };

  return {
    detect(sourced) {
      const found = matching(sourced.record);
      const matches = found
        .filter(({ rule }) => rule.silent !== true)
        .map(({ alertRule }) => ({ rule: alertRule, sourced }));
      const ids = found.map(({ rule }) => rule.id).filter((id) => correlator.needs.has(id));
      const identity = ids.length === 0 ? undefined : identityOf(sourced.record);
      return identity === undefined ? { matches } : { matches, correlated: correlate(sourced, identity, ids) };
    },
  };
}

/**
 * What a record is known by, and its place in time; undefined without a valid `eventTime`. Records without an id of their own
 * are told apart by what they say.
 */
export function identityOf(record: unknown): { readonly id: string; readonly time: number } | undefined {
  if (!isObject(record)) return undefined;
  const { eventTime, eventID } = record;
  const time = typeof eventTime === 'string' ? Date.parse(eventTime) : NaN;
  if (Number.isNaN(time)) return undefined;
  if (typeof eventID === 'string' && eventID !== '') return { id: eventID, time };
  return { id: createHash('sha256').update(JSON.stringify(record)).digest('hex'), time };
}

function correlatedOf({
  id,
  group,
  value,
  records,
  count,
  repeated,
}: CorrelationMatch): NonNullable<Match['correlated']> {
  return {
    id,
    group,
    value,
    records: records.map((record) => ({ eventID: record.id, eventTime: new Date(record.time).toISOString() })),
    count,
    repeated,
  };
}
