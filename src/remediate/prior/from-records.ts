import type { StateSeen } from '../../model/earlier-state.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { CloudTrailRecord } from '../../model/record.ts';
import { readSelectors } from '../aws/event-selectors.ts';
import { parseTrust } from '../aws/trust.ts';

type Reader = (record: CloudTrailRecord) => Pick<StateSeen, 'kind' | 'object'> & { readonly value?: JsonObject };

const READERS: Readonly<Record<string, Reader>> = {
  'iam.amazonaws.com:CreateRole': (record) => trustOf(record, 'assumeRolePolicyDocument'),
  'iam.amazonaws.com:UpdateAssumeRolePolicy': (record) => trustOf(record, 'policyDocument'),
  'cloudtrail.amazonaws.com:PutEventSelectors': (record) => {
    const answer = record['responseElements'];
    const arn = isObject(answer) ? text(answer['trailARN']) : '';
    const value = readSelectors(answer);
    const name = arn.split(':trail/')[1] ?? '';
    const object = name === '' ? '' : `${arn.split(':')[3] ?? ''}/${name}`;
    return { kind: 'event-selectors', object, ...(value === undefined ? {} : { value }) };
  },
};

/** The calls whose records tell what a setting is from then on, as `eventSource:eventName`. */
export const STATE_CALLS: ReadonlySet<string> = new Set(Object.keys(READERS));

/** What a record says that a setting is after it; undefined for all others, for failed calls and for what is no policy. */
export function stateFrom(record: CloudTrailRecord): StateSeen | undefined {
  const reader = READERS[`${text(record['eventSource'])}:${text(record['eventName'])}`];
  if (reader === undefined || text(record['errorCode']) !== '') return undefined;
  const at = Date.parse(text(record['eventTime']));
  const account = text(record['recipientAccountId']);
  const { kind, object, value } = reader(record);
  if (value === undefined || object === '' || account === '' || !Number.isFinite(at)) return undefined;
  const identity = record['userIdentity'];
  const by = isObject(identity) ? text(identity['arn']).slice(0, 300) : '';
  return {
    kind,
    account,
    object,
    sighting: { value, from: at, to: at, source: 'record', ...(by === '' ? {} : { by }) },
  };
}

function trustOf(record: CloudTrailRecord, field: string): ReturnType<Reader> {
  const request = record['requestParameters'];
  const value = isObject(request) ? parseTrust(text(request[field])) : undefined;
  const object = isObject(request) ? text(request['roleName']) : '';
  return { kind: 'role-trust', object, ...(value === undefined ? {} : { value }) };
}

function text(value: unknown): string {
  return typeof value === 'string' && value.length <= 64 * 1024 ? value : '';
}
