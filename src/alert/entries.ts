import type { AlertRule, RecordReference, RegionalTarget } from '../model/alert.ts';
import { principalsOf } from '../model/principals.ts';
import type { SourcedRecord } from '../model/record.ts';
import { redactText } from './redact.ts';
import { boundedActor, eventIdOf, regionIn, timeOf } from './summarise.ts';
import { createdBy } from './targets.ts';
import { cut, visible } from './text.ts';

/** A counted record. */
export interface Entry {
  readonly sourced: SourcedRecord;
  readonly eventID: string;
  readonly time: string;
  /** All that it created, listed in its summary or not. */
  readonly created: readonly RegionalTarget[];
}

/** More people than this behind one rule in one file are no longer told apart; the case then counts one as unknown. */
export const MAX_PRINCIPALS = 101;

/** Fields that a rule groups by, or that have to be new, are at most so many on an alert. */
const MAX_FIELDS = 12;

export function entryOf(sourced: SourcedRecord): Entry {
  const { record } = sourced;
  const region = regionIn(record);
  const created = createdBy(record).map((target) => ({ ...target, region }));
  return { sourced, eventID: eventIdOf(record), time: timeOf(record), created };
}

/** Whoever may be behind any of the records, the ones without a summary included. */
export function principalsIn(entries: readonly Entry[]): readonly string[] {
  const found = new Set(entries.flatMap(({ sourced }) => principalsOf(boundedActor(sourced.record))));
  return [...found].slice(0, MAX_PRINCIPALS);
}

/** Each resource once, those of the oldest record first. */
export function createdIn(entries: readonly Entry[]): readonly RegionalTarget[] {
  const found = new Map<string, RegionalTarget>();
  for (const target of entries.flatMap((entry) => entry.created)) {
    const key = `${target.type} ${target.region} ${target.id}`;
    if (!found.has(key)) found.set(key, target);
  }
  return [...found.values()];
}

export function referenceOf({ eventID, sourced: { provenance } }: Entry): RecordReference {
  return reference(eventID, provenance);
}

export function reference(
  eventID: string,
  { source, bucket, key }: { readonly source: string; readonly bucket?: string; readonly key?: string },
): RecordReference {
  return {
    eventID,
    source: cut(visible(source), 150),
    ...(bucket === undefined ? {} : { bucket }),
    ...(key === undefined ? {} : { key }),
  };
}

/** Records without a time come last; equal times are ordered by id, so that any order of arrival gives one alert. */
export function oldestFirst(a: Entry, b: Entry): number {
  const [left, right] = [sortTime(a), sortTime(b)];
  return left - right || (a.eventID < b.eventID ? -1 : 1);
}

function sortTime({ time }: Entry): number {
  return time === 'unknown' ? Number.MAX_SAFE_INTEGER : Date.parse(time);
}

/** Rules come from files of their users: no length is certain. */
export function boundedRule(rule: AlertRule): AlertRule {
  return {
    ...rule,
    title: cut(visible(rule.title), 250),
    ...(rule.description === undefined ? {} : { description: cut(rule.description, 4000) }),
    ...(rule.whatToDo === undefined ? {} : { whatToDo: cut(rule.whatToDo, 4000) }),
    falsePositives: rule.falsePositives.slice(0, 10).map((text) => cut(text, 500)),
    attack: rule.attack.slice(0, 30).map((id) => cut(id, 50)),
  };
}

/** Values of a record's fields by their names, made fit to be shown. */
export function boundedFields(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const all = Object.entries(fields).slice(0, MAX_FIELDS);
  return Object.fromEntries(all.map(([name, value]) => [cut(visible(name), 150), redactText(value, 256)]));
}
