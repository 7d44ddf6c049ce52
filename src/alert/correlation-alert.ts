import { createHash } from 'node:crypto';
import { TrailboltError } from '../errors.ts';
import { ALERT_LIMITS, ALERT_SCHEMA, type Alert, type RecordReference } from '../model/alert.ts';
import type { Correlated, CorrelatedRecord, Match } from '../model/match.ts';
import { UNKNOWN_PRINCIPAL } from '../model/principals.ts';
import {
  boundedFields,
  boundedRule,
  createdIn,
  entryOf,
  MAX_PRINCIPALS,
  oldestFirst,
  principalsIn,
  reference,
  referenceOf,
} from './entries.ts';
import type { Entry } from './entries.ts';
import { contentsOf, createdFields, isSmallEnough } from './shrink.ts';
import { summarise } from './summarise.ts';

/**
 * The alert of a correlation. It is about the record that completed it, summarises that and others at hand, and refers to all
 * that are named. Its id depends on the correlation, group and moment only, so that a match that is told again is the same
 * alert.
 * @throws TrailboltError `alerts.too-large` when not even one record fits, which bounded summaries rule out.
 */
export function correlationAlert(match: Match & { readonly correlated: Correlated }): Alert {
  const { correlated } = match;
  const completing = entryOf(match.sourced);
  const byId = new Map([...(correlated.atHand ?? []).map(entryOf), completing].map((entry) => [entry.eventID, entry]));
  const entries = [...byId.values()].toSorted(oldestFirst);
  const others = entries.filter((entry) => entry !== completing).slice(0, ALERT_LIMITS.summaries - 1);
  const summaries = [...others, completing].toSorted(oldestFirst).map(({ sourced }) => summarise(sourced.record));
  const about = summarise(match.sourced.record);
  const rule = boundedRule(match.rule);
  const references = referencesIn(correlated, byId, completing);
  const times = [...correlated.records.map(({ eventTime }) => shortTime(eventTime)), completing.time].toSorted();

  for (const contents of contentsOf(summaries, createdIn(entries))) {
    const alert: Alert = {
      schema: ALERT_SCHEMA,
      id: createHash('sha256')
        .update(JSON.stringify(['correlation', correlated.id]))
        .digest('hex'),
      rule,
      account: about.account,
      region: about.region,
      actor: about.actor,
      records: contents.records,
      references: contents.listed === 0 ? references.map(({ eventID, source }) => ({ eventID, source })) : references,
      principals: principalsOf(correlated, byId, entries),
      ...createdFields(contents),
      firstAt: times[0] ?? 'unknown',
      lastAt: times.at(-1) ?? 'unknown',
      correlated: { group: boundedFields(correlated.group), value: finite(correlated.value), count: correlated.count },
    };
    if (isSmallEnough(alert)) return alert;
  }
  throw new TrailboltError('alerts.too-large', `An alert of rule ${rule.id} does not fit into one SNS message.`, {
    details: { rule: rule.id, records: entries.length },
  });
}

type ById = ReadonlyMap<string, Entry>;

function referencesIn({ records }: Correlated, byId: ById, completing: Entry): readonly RecordReference[] {
  const named = records.map(({ eventID, origin }) => {
    const entry = byId.get(eventID);
    return entry === undefined ? reference(eventID, origin ?? { source: 'unknown' }) : referenceOf(entry);
  });
  return named.some(({ eventID }) => eventID === completing.eventID) ? named : [...named, referenceOf(completing)];
}

/** Whoever may be behind any of the records; somebody unknown where that was not remembered of one. */
function principalsOf({ records, count }: Correlated, byId: ById, entries: readonly Entry[]): readonly string[] {
  const before = records.filter(({ eventID }) => !byId.has(eventID));
  const remembered = before.flatMap(({ origin }: CorrelatedRecord) => origin?.principals ?? [UNKNOWN_PRINCIPAL]);
  const unnamed = count > records.length ? [UNKNOWN_PRINCIPAL] : [];
  return [...new Set([...principalsIn(entries), ...remembered, ...unnamed])].slice(0, MAX_PRINCIPALS);
}

/** JSON knows no infinity, which a sum of hostile numbers can come to. */
function finite(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number.isNaN(value) ? 0 : value));
}

/** CloudTrail writes no fractions of seconds where there are none. */
function shortTime(time: string): string {
  return time.replace('.000Z', 'Z');
}
