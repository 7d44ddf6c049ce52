import { createCorrelatingDetector } from '../../src/detect/correlating-detector.ts';
import { createMemoryState } from '../../src/detect/sigma/correlation/state.ts';
import type { SigmaRule } from '../../src/detect/sigma/types.ts';
import { accountOf, actorOf } from '../../src/model/actor-of.ts';
import type { AlertRule } from '../../src/model/alert.ts';
import type { Level } from '../../src/model/level.ts';
import { levelRank } from '../../src/model/level.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';

/** What came of one log, or of several that are measured as one. */
export interface Measured {
  readonly records: number;
  readonly fired: readonly Fired[];
}

/** A rule that fired on a record. */
interface Fired {
  readonly rule: AlertRule;
  /** The case that it goes to: account and root actor. */
  readonly of: string;
  /** Hour of the record in UTC, empty without a time. */
  readonly hour: string;
}

/** Rules on one case, however often they fired: what people get to see. */
export interface Grouped {
  readonly alerts: readonly AlertRule[];
  /** The same, counted anew in each hour. */
  readonly hourly: number;
}

/** Runs the rules over the records of one log, in their order. */
export async function measure(
  rules: readonly SigmaRule[],
  records: AsyncIterable<CloudTrailRecord> | Iterable<CloudTrailRecord>,
): Promise<Measured> {
  const detector = createCorrelatingDetector(rules, createMemoryState());
  const fired: Fired[] = [];
  let count = 0;
  for await (const record of records) {
    count += 1;
    const matches = await detector.detect({ record, provenance: { source: 'measure', kind: 'file' } });
    const of = `${accountOf(record) ?? ''} ${actorOf(record).root.id}`;
    const hour = typeof record['eventTime'] === 'string' ? record['eventTime'].slice(0, 13) : '';
    for (const { rule } of matches) fired.push({ rule, of, hour });
  }
  return { records: count, fired };
}

/** Alerts as cases group them: one for each rule, account and root actor. */
export function group(measured: readonly Measured[]): Grouped {
  const fired = measured.flatMap((one) => one.fired);
  const alerts = new Map(fired.map(({ rule, of }) => [`${rule.id} ${of}`, rule]));
  const hourly = new Set(fired.map(({ rule, of, hour }) => `${rule.id} ${of} ${hour}`));
  return { alerts: [...alerts.values()], hourly: hourly.size };
}

/** The rules that fired, each once, the worst first. */
export function rulesOf({ fired }: Measured): readonly AlertRule[] {
  const rules = new Map(fired.map(({ rule }) => [rule.id, rule]));
  return [...rules.values()].toSorted((a, b) => levelRank(b.level) - levelRank(a.level));
}

/** The worst level at which a rule fired that names one of the techniques, or a part or the whole of one. */
export function namedAt(rules: readonly AlertRule[], techniques: readonly string[]): Level | undefined {
  const naming = rules.filter(({ attack }) => attack.some((id) => techniques.some((technique) => akin(id, technique))));
  return naming.map(({ level }) => level).toSorted((a, b) => levelRank(b) - levelRank(a))[0];
}

function akin(id: string, technique: string): boolean {
  return id === technique || id.startsWith(`${technique}.`);
}

/** Alerts for 1,000 records. */
export function perThousand(alerts: number, records: number): number {
  return records === 0 ? 0 : (1000 * alerts) / records;
}
