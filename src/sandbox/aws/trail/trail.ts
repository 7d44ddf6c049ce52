import type { AccountState } from '../state/account.ts';
import type { HistoryEntry, TrailRecord } from '../state/trails.ts';

/** CloudTrail's "Event history" keeps 90 days ("Working with CloudTrail event history", AWS CloudTrail User Guide). */
export const HISTORY_MS = 90 * 24 * 60 * 60 * 1000;

/**
 * Those of the trails that log the event. The trails given are the ones that were logging when the call came in, so the
 * event of the very StopLogging that ends a trail is still in it, as on AWS.
 */
export function trailsFor(trails: readonly TrailRecord[], entry: HistoryEntry): readonly TrailRecord[] {
  return trails.filter((trail) => covers(trail, entry) && selects(trail, entry));
}

/** Adds an event to the history and lets go of what is too old for it. */
export function remember(account: AccountState, entry: HistoryEntry): void {
  const oldest = account.schedule.now() - HISTORY_MS;
  while (account.history[0] !== undefined && account.history[0].at < oldest) account.history.shift();
  account.history.push(entry);
}

export function loggingTrails(account: AccountState): readonly TrailRecord[] {
  // The files of an organization's trail go to its management account's bucket.
  return [...account.trails.values()].filter((trail) => trail.logging && trail.organization !== true);
}

const GLOBAL_SOURCES = new Set(['iam.amazonaws.com', 'sts.amazonaws.com']);

function covers(trail: TrailRecord, entry: HistoryEntry): boolean {
  if (GLOBAL_SOURCES.has(entry.eventSource) && !trail.globalEvents) return false;
  return trail.multiRegion || trail.homeRegion === entry.region;
}

/** "Logging management events", AWS CloudTrail User Guide: one selector that takes it is enough. */
function selects(trail: TrailRecord, entry: HistoryEntry): boolean {
  if (entry.dataArn !== undefined) return selectsData(trail, entry.dataArn, entry.readOnly);
  if (trail.advancedSelectors !== undefined) {
    return trail.advancedSelectors.some((selector) =>
      (selector.FieldSelectors ?? []).every(({ Field, Equals, NotEquals }) => {
        const value = { eventCategory: 'Management', readOnly: String(entry.readOnly), eventSource: entry.eventSource }[
          Field ?? ''
        ];
        if (value === undefined) return false;
        return (Equals?.includes(value) ?? true) && !(NotEquals?.includes(value) ?? false);
      }),
    );
  }
  return trail.selectors.some((selector) => {
    if (selector.IncludeManagementEvents === false) return false;
    if (selector.ExcludeManagementEventSources?.includes(entry.eventSource) === true) return false;
    const type = selector.ReadWriteType ?? 'All';
    return type === 'All' || (type === 'ReadOnly') === entry.readOnly;
  });
}

/** "Logging data events", AWS CloudTrail User Guide, by basic selectors: objects of the buckets, or prefixes, that are named. */
function selectsData(trail: TrailRecord, arn: string, readOnly: boolean): boolean {
  return trail.selectors.some(({ ReadWriteType: type = 'All', DataResources: resources = [] }) => {
    if (type !== 'All' && (type === 'ReadOnly') !== readOnly) return false;
    return resources
      .filter((resource) => resource.Type === 'AWS::S3::Object')
      .some(({ Values: values = [] }) => values.some((value) => value === 'arn:aws:s3' || arn.startsWith(value)));
  });
}
