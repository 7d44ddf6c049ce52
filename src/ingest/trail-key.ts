/** What an object key says, read from `AWSLogs/` on. */
export type TrailKey =
  { readonly kind: 'trail'; readonly account: string } | { readonly kind: 'digest' } | { readonly kind: 'other' };

/**
 * `AWSLogs/[o-…/]<account>/CloudTrail/<region>/<yyyy>/<mm>/<dd>/<file>`; Insights and network activity lie beside in
 * folders of their own. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
const TRAIL_KEY =
  /^AWSLogs\/(?:o-[a-z0-9]{4,32}\/)?(?<account>\d{12})\/(?<folder>CloudTrail(?:-[A-Za-z]+)?)\/(?:[^/]+\/)+[^/]+\.json(?:\.gz)?$/;

const RECORD_FOLDERS: readonly string[] = ['CloudTrail', 'CloudTrail-Insight', 'CloudTrail-NetworkActivity'];

export function parseTrailKey(key: string): TrailKey {
  const { account, folder } = TRAIL_KEY.exec(key)?.groups ?? {};
  if (account === undefined || folder === undefined) return { kind: 'other' };
  if (folder === 'CloudTrail-Digest') return { kind: 'digest' };
  return RECORD_FOLDERS.includes(folder) ? { kind: 'trail', account } : { kind: 'other' };
}

/** The key from `AWSLogs/` on, whatever stands before it; undefined without that folder. */
export function fromAwsLogs(key: string): string | undefined {
  const at = key.startsWith('AWSLogs/') ? 0 : key.indexOf('/AWSLogs/') + 1;
  return key.startsWith('AWSLogs/', at) ? key.slice(at) : undefined;
}
