import { isSameAddress } from '../model/network.ts';
import type { LookupQuestion } from '../model/lookup.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import { accountOf } from '../model/actor-of.ts';
import { principalQueries } from './principal.ts';
import type { Query } from './query.ts';
import { sameName, type Wanted } from './wanted.ts';

/** An event's id, as CloudTrail gives one to each record. */
export const EVENT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const ANY = (): boolean => true;

/** The questions that together find what was asked for, by every name that it has. */
export function queriesFor(about: LookupQuestion['about'], { terms, isKnown }: Wanted): readonly Query[] {
  const [term = ''] = terms;
  switch (about) {
    case 'who':
      return principalQueries(terms);
    case 'key':
      return [{ attribute: { key: 'AccessKeyId', value: term }, matches: ANY }];
    case 'ip':
      return addressQueries(term);
    case 'event':
      return eventQueries(term, isKnown);
    case 'resource':
      return resourceQueries(term);
    case 'errors':
      return (term === '' ? [{ matches: ANY }] : principalQueries(terms)).map(refusedOnly);
  }
}

function refusedOnly(query: Query): Query {
  return {
    ...query,
    matches: (record) => typeof record['errorCode'] === 'string' && query.matches(record),
    exactly(record) {
      const exact = query.exactly?.(record);
      return exact === undefined ? undefined : refusedOnly(exact);
    },
  };
}

/** The history knows no addresses. What changes something is read first and furthest back; reading calls are many more. */
function addressQueries(address: string): readonly Query[] {
  const matches = (record: CloudTrailRecord): boolean => isSameAddress(record['sourceIPAddress'], address);
  return [{ attribute: { key: 'ReadOnly', value: 'false' }, matches }, { matches }];
}

/** `RunInstances`, `ec2:RunInstances`, or an event's id. What nobody knows the spelling of is read for in the end. */
function eventQueries(term: string, isKnown: boolean): readonly Query[] {
  if (EVENT_ID.test(term)) return [{ attribute: { key: 'EventId', value: term.toLowerCase() }, matches: ANY }];
  const [name = '', service] = term.split(':', 2).toReversed();
  const source = service?.replace(/\.amazonaws\.com$/, '').toLowerCase();
  const ofService = (record: CloudTrailRecord): boolean =>
    source === undefined || record['eventSource'] === `${source}.amazonaws.com`;
  const exactly = (api: string): Query => ({ attribute: { key: 'EventName', value: api }, matches: ofService });
  if (isKnown) return [exactly(name)];
  return [
    exactly(name),
    {
      lastResort: true,
      matches: (record) => sameName(apiOf(record), name) && ofService(record),
      nameIn: apiOf,
      exactly: (record) => exactly(apiOf(record) ?? name),
    },
  ];
}

function apiOf(record: CloudTrailRecord): string | undefined {
  const api = record['eventName'];
  return typeof api === 'string' ? api : undefined;
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
