import { createHash } from 'node:crypto';
import {
  InvalidEventCategoryException$,
  InvalidLookupAttributesException$,
  InvalidMaxResultsException$,
  InvalidNextTokenException$,
  InvalidTimeRangeException$,
  LookupEvents$,
} from '@aws-sdk/client-cloudtrail';
import type { Event, LookupEventsRequest, LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { trailError } from './refusals.ts';
import type { HistoryEntry } from '../../state/trails.ts';
import { HISTORY_MS } from '../../trail/trail.ts';

const PAGE = 50;

export const lookupEvents = defineOperation<LookupEventsRequest, LookupEventsResponse>({
  schema: LookupEvents$,
  readOnly: true,
  supports: ['LookupAttributes', 'StartTime', 'EndTime', 'EventCategory', 'MaxResults', 'NextToken'],
  demands: () => [{ action: 'cloudtrail:LookupEvents', resource: '*' }],

  run(input, call) {
    throttle(call);
    const size = input.MaxResults ?? PAGE;
    if (size < 1 || size > PAGE) {
      throw trailError(InvalidMaxResultsException$, 'A value between 1 and 50 must be specified.');
    }
    if (input.EventCategory !== undefined) {
      // The only category besides management events; the account has no Insights.
      if (input.EventCategory !== 'insight')
        throw trailError(InvalidEventCategoryException$, 'Invalid event category.');
      return { Events: [] };
    }
    const found = search(input, call);
    const start = input.NextToken === undefined ? 0 : after(found, input.NextToken, fingerprint(input));
    const page = found.slice(start, start + size);
    const last = page.at(-1);
    const more = start + size < found.length && last !== undefined;
    return {
      Events: page.map(viewEvent),
      ...(more ? { NextToken: token(fingerprint(input), last.id) } : {}),
    };
  },
});

/** "The rate of lookup requests is limited to two per second, per account, per Region" (API_LookupEvents). */
function throttle(call: Call): void {
  const { lookups, schedule, settings } = call.account;
  const now = schedule.now();
  const recent = (lookups.get(call.region) ?? []).filter((at) => at > now - 1000);
  if (recent.length >= settings.lookupsPerSecond) {
    throw new AwsRefusal('ThrottlingException', 'Rate exceeded');
  }
  lookups.set(call.region, [...recent, now]);
}

/** Newest first; management events of the last 90 days in this Region, as far as they have arrived. */
function search(input: LookupEventsRequest, call: Call): readonly HistoryEntry[] {
  const { history, schedule, settings } = call.account;
  const now = schedule.now();
  const from = Math.max(input.StartTime?.getTime() ?? 0, now - HISTORY_MS);
  const to = input.EndTime?.getTime() ?? Number.POSITIVE_INFINITY;
  if (input.StartTime !== undefined && input.StartTime.getTime() > to) {
    throw trailError(InvalidTimeRangeException$, 'Start time must be before or equal to end time.');
  }
  const matches = readAttribute(input);
  return history
    .filter((entry) => {
      const at = Math.floor(entry.at / 1000) * 1000;
      return (
        entry.region === call.region &&
        at >= from &&
        at <= to &&
        entry.at <= now - settings.lookupLagMs &&
        matches(entry)
      );
    })
    .toReversed();
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function invalid(message: string): AwsRefusal {
  return trailError(InvalidLookupAttributesException$, message);
}

/** "Currently the list can contain only one item" (API_LookupEvents). */
function readAttribute(input: LookupEventsRequest): (entry: HistoryEntry) => boolean {
  const attributes = input.LookupAttributes ?? [];
  if (attributes.length > 1) throw invalid('You can only specify one lookup attribute.');
  const [attribute] = attributes;
  if (attribute === undefined) return () => true;
  const value = attribute.AttributeValue ?? '';
  if (value === '' || value.length > 2000) throw invalid('Lookup attribute value is invalid.');

  // The wire may name a key that the model does not have.
  switch (attribute.AttributeKey as string) {
    case 'EventId':
      if (!UUID.test(value)) throw invalid('EventId must be a valid UUID.');
      return (entry) => entry.id === value.toLowerCase();
    case 'EventName':
      return (entry) => entry.eventName === value;
    case 'ReadOnly':
      return (entry) => String(entry.readOnly) === value.toLowerCase();
    case 'Username':
      return (entry) => entry.username === value;
    case 'ResourceType':
      return (entry) => entry.resources.some((resource) => resource.type === value);
    case 'ResourceName':
      return (entry) => entry.resources.some((resource) => resource.name === value);
    case 'EventSource':
      return (entry) => entry.eventSource === value;
    case 'AccessKeyId':
      return (entry) => entry.accessKeyId === value;
    default:
      throw invalid('Lookup attribute key is invalid.');
  }
}

function viewEvent(entry: HistoryEntry): Event {
  return {
    EventId: entry.id,
    EventName: entry.eventName,
    ReadOnly: String(entry.readOnly),
    AccessKeyId: entry.accessKeyId,
    EventTime: new Date(Math.floor(entry.at / 1000) * 1000),
    EventSource: entry.eventSource,
    Username: entry.username,
    Resources: entry.resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
    CloudTrailEvent: JSON.stringify(entry.record),
  };
}

/** "The request parameters must be the same" with a token (API_LookupEvents), so the token knows them. */
function fingerprint({ NextToken: _token, ...input }: LookupEventsRequest): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 16);
}

function token(print: string, lastId: string): string {
  return Buffer.from(`${print} ${lastId}`).toString('base64');
}

function after(found: readonly HistoryEntry[], text: string, print: string): number {
  const [given, lastId] = Buffer.from(text, 'base64').toString('utf8').split(' ');
  const index = found.findIndex((entry) => entry.id === lastId);
  if (given !== print || index < 0) throw trailError(InvalidNextTokenException$, 'Invalid next token.');
  return index + 1;
}
