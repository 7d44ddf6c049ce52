import { ALERT_LIMITS, type Alert, type RecordSummary, type RegionalTarget } from '../model/alert.ts';
import { attributesSize } from './attributes.ts';

/** What of an alert can be made smaller. */
export interface Contents {
  readonly records: readonly RecordSummary[];
  readonly created: readonly RegionalTarget[];
  /** How many of `created` are listed. */
  readonly listed: number;
}

/** The contents whole, and then ever smaller; never fewer records. */
export function* contentsOf(
  records: readonly RecordSummary[],
  created: readonly RegionalTarget[],
): Generator<Contents, void, undefined> {
  const listed = ALERT_LIMITS.created;
  yield { records, created, listed };
  for (const shrink of [withoutResponses, withoutParameters, withFewTargets]) {
    yield { records: records.map(shrink), created, listed };
  }
  const bare = created.map(({ arn: _arn, name: _name, ...target }) => target);
  for (const fewer of [listed, 50, 0]) yield { records: records.map(withFewTargets), created: bare, listed: fewer };
}

export function createdFields({ created, listed }: Contents): Pick<Alert, 'created' | 'createdOmitted'> {
  return {
    ...(created.length === 0 ? {} : { created: created.slice(0, listed) }),
    ...(created.length <= listed ? {} : { createdOmitted: created.length - listed }),
  };
}

/** SNS counts a message's attributes with its text. */
export function isSmallEnough(alert: Alert): boolean {
  return Buffer.byteLength(JSON.stringify(alert)) + attributesSize(alert) <= ALERT_LIMITS.bytes;
}

function withoutResponses({ responseElements: _dropped, ...summary }: RecordSummary): RecordSummary {
  return summary;
}

function withoutParameters(summary: RecordSummary): RecordSummary {
  const { requestParameters: _dropped, ...rest } = withoutResponses(summary);
  return rest;
}

function withFewTargets(summary: RecordSummary): RecordSummary {
  const kept = summary.targets.slice(0, 10);
  const omitted = (summary.targetsOmitted ?? 0) + summary.targets.length - kept.length;
  return { ...withoutParameters(summary), targets: kept, ...(omitted === 0 ? {} : { targetsOmitted: omitted }) };
}
