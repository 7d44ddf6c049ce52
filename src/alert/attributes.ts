import type { Alert } from '../model/alert.ts';

/** What subscribers of the topic can filter by. */
export interface AlertAttributes {
  readonly severity: string;
  readonly rule: string;
  readonly account: string;
}

export function attributesOf(alert: Alert): AlertAttributes {
  return { severity: alert.rule.level, rule: alert.rule.id, account: alert.account };
}

/** Bytes that SNS counts for the attributes: name, data type and value of each. */
export function attributesSize(alert: Alert): number {
  return Object.entries(attributesOf(alert))
    .flat()
    .reduce((sum: number, part: string) => sum + Buffer.byteLength(part), 3 * 'String'.length);
}
