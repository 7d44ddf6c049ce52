import { isSameAddress } from '../model/network.ts';
import type { LookupQuestion } from '../model/lookup.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import { accountOf } from '../model/actor-of.ts';
import { principalQueries } from './principal.ts';
import type { Query } from './query.ts';

/** An event's id, as CloudTrail gives one to each record. */
export const EVENT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const ANY = (): boolean => true;

/** The questions that together find what was asked for. */
export function queriesFor({ about, term }: Pick<LookupQuestion, 'about' | 'term'>): readonly Query[] {
  switch (about) {
    case 'who':
      return principalQueries(term);
    case 'key':
      return [{ attribute: { key: 'AccessKeyId', value: term }, matches: ANY }];
    case 'ip':
      return addressQueries(term);
    case 'event':
      return eventQueries(term);
    case 'resource':
      return resourceQueries(term);
    case 'errors':
      return (term === '' ? [{ matches: ANY }] : principalQueries(term)).map((query) => ({
        ...query,
        matches: (record) => typeof record['errorCode'] === 'string' && query.matches(record),
      }));
  }
}

/** The history knows no addresses. What changes something is read first and furthest back; reading calls are many more. */
function addressQueries(address: string): readonly Query[] {
  const matches = (record: CloudTrailRecord): boolean => isSameAddress(record['sourceIPAddress'], address);
  return [{ attribute: { key: 'ReadOnly', value: 'false' }, matches }, { matches }];
}

/** `RunInstances`, `ec2:RunInstances`, or an event's id. */
function eventQueries(term: string): readonly Query[] {
  if (EVENT_ID.test(term)) return [{ attribute: { key: 'EventId', value: term.toLowerCase() }, matches: ANY }];
  const [name = '', service] = term.split(':', 2).toReversed();
  const source = service?.replace(/\.amazonaws\.com$/, '').toLowerCase();
  return [
    {
      attribute: { key: 'EventName', value: name },
      matches: (record) => source === undefined || record['eventSource'] === `${source}.amazonaws.com`,
    },
  ];
}

/** The history files some resources under their ARN, some under their id, and some under both. */
function resourceQueries(term: string): readonly Query[] {
  const whole: Query = { attribute: { key: 'ResourceName', value: term }, matches: ANY };
  const [, account = '', id = ''] = /^arn:[^:]+:[^:]+:[^:]*:(\d{12})?:(?:[^:]*[:/])?([^:/]+)$/.exec(term) ?? [];
  if (id === '' || id === term) return [whole];
  // Two accounts may have something of the same name.
  const matches = (record: CloudTrailRecord): boolean => account === '' || accountOf(record) === account;
  return [whole, { attribute: { key: 'ResourceName', value: id }, matches }];
}
