import type { AlertRule, RecordSummary, Target } from '../model/alert.ts';
import type { AwsPermission, AwsSession } from '../ports/aws.ts';

/**
 * A check that reads live AWS state after a record and says whether what it finds is vulnerable. Records tell what was
 * asked for; whether a port can be reached depends on what was there already. One file each under `inspectors/`, named by
 * its id, listed in `inspectors/index.ts`.
 */
export interface Inspector {
  /** What fires: the id, title and words of the alert that a finding becomes. */
  readonly rule: AlertRule;
  /** The successful calls after which it looks, as `eventSource:eventName`. */
  readonly after: readonly string[];
  readonly permissions: { readonly read: readonly AwsPermission[] };
  /**
   * Looks at what the record made or changed.
   * @throws TrailboltError of {@link AwsSession.call}: what could not be read is nobody's finding.
   */
  look(session: AwsSession, record: RecordSummary, context: InspectContext): Promise<Inspection>;
}

export interface InspectContext {
  /** The accounts that the policy guards: what they own is not unknown. */
  readonly accounts: readonly string[];
}

export interface Inspection {
  readonly findings: readonly Finding[];
  /** AWS is still building what was looked at (a pending instance has no address yet): look again later. */
  readonly settling: boolean;
}

/** One vulnerable object. */
export interface Finding {
  readonly target: Target;
  /** What was seen, one sentence without the object's name: `Port 22 can be reached from anywhere (sg-1).` */
  readonly seen: string;
}

/** Nothing found, and nothing to wait for. */
export const NOTHING: Inspection = { findings: [], settling: false };

/** The targets of a type in a record. */
export function targetsOf(record: RecordSummary, type: string): readonly Target[] {
  return record.targets.filter((target) => target.type === type);
}

/** A target of a finding; it counts as created only where the record itself says so. */
export function foundTarget(record: RecordSummary, type: string, id: string): Target {
  return record.targets.find((target) => target.type === type && target.id === id) ?? { type, id };
}
