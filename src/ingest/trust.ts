import type { EventBridgeSource, LogsSource, S3Source, Source } from '../model/source.ts';
import type { Announcer } from './items.ts';
import type { RefusalReason, SkipReason } from './result.ts';
import { fromAwsLogs, parseTrailKey } from './trail-key.ts';

/** Which source something came through, or why there is none. */
export type Verdict<S extends Source> =
  | { readonly is: 'trusted'; readonly source: S }
  | { readonly is: 'refused'; readonly reason: RefusalReason }
  | { readonly is: 'skipped'; readonly reason: SkipReason };

const refused = (reason: RefusalReason) => ({ is: 'refused', reason }) as const;
const skipped = (reason: SkipReason) => ({ is: 'skipped', reason }) as const;

/** Whether any source at all takes items from this announcer: looked at before anything inside is read. */
export function isKnownAnnouncer(sources: readonly Source[], announcer: Announcer): boolean {
  return announcer.kind === 'logs' || sources.some((source) => announces(announcer, source));
}

/** An S3 object. Conditions are looked at from the outside in, so that the reason names the first that fails. */
export function judgeObject(
  sources: readonly Source[],
  announcer: Announcer,
  bucket: string,
  key: string,
): Verdict<S3Source> {
  const inBucket = sources.filter((source) => source.kind === 's3').filter((source) => source.bucket === bucket);
  if (inBucket.length === 0) return refused('bucket-not-configured');
  const announced = inBucket.filter((source) => announces(announcer, source));
  if (announced.length === 0) return refused('announcer-not-configured');

  const under = announced.filter((source) => key.startsWith(`${folderOf(source.prefix)}AWSLogs/`));
  // Judged wherever it lies: a digest or a load balancer's log outside the prefix is not an intruder's file either.
  const inside = parseTrailKey(fromAwsLogs(key) ?? '');
  if (inside.kind === 'digest') return skipped('digest');
  if (inside.kind === 'other') return skipped('not-cloudtrail');
  if (under.length === 0) return refused('prefix-not-configured');

  for (const source of under) {
    const parsed = parseTrailKey(key.slice(folderOf(source.prefix).length));
    if (parsed.kind === 'trail' && source.accounts.includes(parsed.account)) return { is: 'trusted', source };
  }
  return refused('account-not-configured');
}

/** A CloudTrail event from EventBridge. Only AWS itself can put events whose source begins with `aws.` on a bus. */
export function judgeEvent(
  sources: readonly Source[],
  announcer: Announcer,
  eventSource: string,
  account: string,
): Verdict<EventBridgeSource> {
  if (!eventSource.startsWith('aws.')) return refused('event-source-not-aws');
  const announced = sources
    .filter((source) => source.kind === 'eventbridge')
    .filter((source) => announces(announcer, source));
  if (announced.length === 0) return refused('announcer-not-configured');
  const source = announced.find((candidate) => candidate.accounts.includes(account));
  return source === undefined ? refused('account-not-configured') : { is: 'trusted', source };
}

/** A CloudWatch Logs delivery. It names its group and owner itself, so it counts only straight from CloudWatch Logs. */
export function judgeLogs(
  sources: readonly Source[],
  announcer: Announcer,
  logGroup: string,
  owner: string,
): Verdict<LogsSource> {
  if (announcer.kind !== 'logs') return refused('announcer-not-configured');
  const source = sources
    .filter((candidate) => candidate.kind === 'logs')
    .find((candidate) => candidate.logGroup === logGroup && candidate.owner === owner);
  return source === undefined ? refused('log-group-not-configured') : { is: 'trusted', source };
}

function announces(announcer: Announcer, source: Source): boolean {
  if (source.kind === 'logs') return false;
  if (announcer.kind === 'arn') return source.announcers.includes(announcer.arn);
  return announcer.kind === 'rule' && source.announcers.some((arn) => isRule(arn));
}

function isRule(arn: string): boolean {
  return /^arn:[^:]+:events:[^:]*:[^:]*:rule\//.test(arn);
}

/** A trail's prefix is configured without its slash; both ways of writing it are taken. */
function folderOf(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}
