import type { AlertRule } from '../model/alert.ts';
import type { CorrelatedRecord, Match } from '../model/match.ts';
import { recordOf } from '../model/prefilter.ts';
import type { KeyFields } from '../model/prefilter.ts';
import type { CloudTrailRecord, Provenance, SourcedRecord } from '../model/record.ts';
import { alertRuleOf, createMatching } from './detector.ts';
import type { Candidate } from './detector.ts';
import { createMemoryFirstSeen } from './first-seen/state.ts';
import type { FirstSeenState } from './first-seen/state.ts';
import { timeOf } from './identity.ts';
import { originOf, originText } from './origin.ts';
import { createSettler, placed } from './settle.ts';
import type { FirstSeenMatch, Placed, Prepared, Settled } from './settle.ts';
import { whenThere } from './sigma/awaitable.ts';
import type { Awaitable } from './sigma/awaitable.ts';
import type { CorrelationMatch } from './sigma/correlation/engine.ts';
import type { CorrelationState } from './sigma/correlation/state.ts';
import type { SigmaRule } from './sigma/types.ts';

export interface CorrelatingDetector {
  /** Every rule that fires on the record, in the order of the rules, and what comes of it because of other records. */
  detect(sourced: SourcedRecord, possible?: Uint32Array): Awaitable<readonly Match[]>;
  /** The same of a record that was not parsed, for rules that look at nothing else of it. */
  detectFields(fields: KeyFields, provenance: Provenance): Awaitable<readonly Match[]>;
  /** The same for records that came together: what is remembered is read and written but once for all of them. */
  detectAll(records: readonly SourcedRecord[]): Promise<readonly Match[]>;
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
  const alertRules = new Map<string, AlertRule>();
  const alertRuleFor = (rule: SigmaRule): AlertRule => {
    const made = alertRules.get(rule.id) ?? alertRuleOf(rule);
    alertRules.set(rule.id, made);
    return made;
  };
  const remembered = new WeakMap<CloudTrailRecord, Observed>();

  const observe = (record: CloudTrailRecord, possible?: Uint32Array, sharing?: CloudTrailRecord): Observed => {
    const found = matching(record, possible);
    if (found.length === 0) return UNOBSERVED;
    const waiting = found.map(({ rule }) => rule).filter((rule) => settler.needs(rule));
    return {
      hits: found.filter(isHit).map(({ alertRule }) => alertRule()),
      prepared: waiting.length === 0 ? undefined : settler.prepare(record, waiting, sharing),
    };
  };
  /** What follows from the values that repeat follows again. */
  const observeFields = ({ shared, possible, own }: KeyFields): Observed => {
    if (own !== undefined) return observe({ ...shared, ...own }, possible, shared);
    const known = remembered.get(shared);
    if (known !== undefined) return known;
    const observed = observe(shared, possible, shared);
    remembered.set(shared, observed);
    return observed;
  };
  const matchOf = (sourced: SourcedRecord, settled: Settled, together?: Together): readonly Match[] => {
    if (settled.match.rule.silent === true) return [];
    const rule = alertRuleFor(settled.match.rule);
    if (settled.kind === 'correlation') return [{ rule, sourced, correlated: correlatedOf(settled.match, together) }];
    return [{ rule, sourced, firstSeen: firstSeenOf(settled.match) }];
  };
  const matchesOf = (
    { hits }: Observed,
    event: Placed | undefined,
    sourced: () => SourcedRecord,
  ): Awaitable<readonly Match[]> => {
    const settled = event === undefined ? [] : settler.settleOne(event);
    return whenThere(settled, (own) => {
      if (hits.length === 0 && own.length === 0) return NO_MATCHES;
      const record = sourced();
      return [...hits.map((rule) => ({ rule, sourced: record })), ...own.flatMap((one) => matchOf(record, one))];
    });
  };

  return {
    detect(sourced, possible) {
      const observed = observe(sourced.record, possible);
      return matchesOf(observed, placed({ event: sourced.record }, observed.prepared), () => sourced);
    },
    detectFields(fields, provenance) {
      const observed = observeFields(fields);
      const { prepared } = observed;
      const time = prepared === undefined ? undefined : timeOf(fields);
      const event = prepared && time !== undefined ? { prepared, id: fields.eventID, time } : undefined;
      return matchesOf(observed, event, () => ({ record: recordOf(fields), provenance }));
    },
    async detectAll(records) {
      const observed = records.map((sourced) => ({ sourced, ...observe(sourced.record) }));
      const waiting = observed.flatMap(({ sourced, prepared }) => {
        const event = placed({ event: sourced.record, reference: originText(sourced) }, prepared);
        return event === undefined ? [] : [{ sourced, event }];
      });
      const settled = await settler.settle(waiting.map(({ event }) => event));
      const together: Together = new Map(waiting.map(({ sourced, event }) => [event.id, sourced]));
      return [
        ...observed.flatMap(({ sourced, hits }) => hits.map((rule) => ({ rule, sourced }))),
        ...waiting.flatMap(({ sourced }, index) =>
          (settled[index] ?? []).flatMap((one) => matchOf(sourced, one, together)),
        ),
      ];
    },
  };
}

const UNOBSERVED: Observed = { hits: [], prepared: undefined };
const NO_MATCHES: readonly Match[] = [];

/** What follows from a record for itself. */
interface Observed {
  /** Rules that fire on the record alone, in the order of the rules. */
  readonly hits: readonly AlertRule[];
  /** What the record brings to what is remembered. */
  readonly prepared: Prepared | undefined;
}

/** Whether matching the rule is a hit by itself. */
function isHit({ rule }: Pick<Candidate, 'rule'>): boolean {
  return rule.silent !== true && rule.firstSeen === undefined;
}

/** Records that came together, by their ids. */
type Together = ReadonlyMap<string, SourcedRecord>;

function correlatedOf(match: CorrelationMatch, together?: Together): NonNullable<Match['correlated']> {
  const { id, group, value, records, count, repeated } = match;
  const atHand = together && records.flatMap((record) => together.get(record.id) ?? []);
  return { id, group, value, records: records.map(correlatedRecordOf), ...(atHand && { atHand }), count, repeated };
}

function correlatedRecordOf({ id, time, reference }: CorrelationMatch['records'][number]): CorrelatedRecord {
  const origin = reference === undefined ? undefined : originOf(reference);
  return { eventID: id, eventTime: new Date(time).toISOString(), ...(origin === undefined ? {} : { origin }) };
}

function firstSeenOf({ id, group, values, timespan, repeated }: FirstSeenMatch): NonNullable<Match['firstSeen']> {
  return { id, group, values, timespan, repeated };
}
