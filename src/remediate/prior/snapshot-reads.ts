import type { StateKind, StateSeen } from '../../model/earlier-state.ts';
import type { JsonObject } from '../../model/json.ts';
import type { AwsPermission, AwsSession } from '../../ports/aws.ts';
import { readSelectors } from '../aws/event-selectors.ts';
import { unlessNoTrail } from '../aws/trails.ts';
import { parseTrust } from '../aws/trust.ts';

/** What the daily snapshot reads with; the reading role has it besides what actions declare. */
export const SNAPSHOT_READS: readonly AwsPermission[] = [
  'cloudtrail:DescribeTrails',
  'cloudtrail:GetEventSelectors',
  'iam:ListRoles',
];

/** Whose trust policy nobody here can change: AWS's services and Identity Center. */
const AWS_OWN = /^\/aws-(?:service-role|reserved)\//;

/** A page of roles with their trust policies, which IAM's list tells (API_ListRoles). */
export async function readRoles(
  session: AwsSession,
  marker: string | undefined,
  now: number,
): Promise<{ readonly seen: readonly StateSeen[]; readonly next: string | undefined }> {
  const { output } = await session.call('iam:ListRoles', {
    MaxItems: 100,
    ...(marker === undefined ? {} : { Marker: marker }),
  });
  const seen = (output.Roles ?? []).flatMap(({ RoleName: name, Path: path, AssumeRolePolicyDocument: text }) => {
    const trust = parseTrust(decodeURIComponent(text ?? ''));
    if (name === undefined || trust === undefined || AWS_OWN.test(path ?? '/')) return [];
    return [sight(session, 'role-trust', name, trust, now)];
  });
  return { seen, next: output.IsTruncated === true ? output.Marker : undefined };
}

/** The account's own trails whose home is the session's Region. */
export async function readTrails(session: AwsSession, now: number): Promise<readonly StateSeen[]> {
  const { output } = await session.call('cloudtrail:DescribeTrails', { includeShadowTrails: false });
  const own = (output.trailList ?? []).filter(
    ({ TrailARN: arn, HomeRegion: home }) => home === session.region && arn?.split(':')[4] === session.account,
  );
  const all = await Promise.all(
    own.map(async ({ TrailARN: arn = '', Name: name = '' }) => {
      const answer = await unlessNoTrail(session.call('cloudtrail:GetEventSelectors', { TrailName: arn }));
      const value = readSelectors(answer?.output);
      return value === undefined ? [] : [sight(session, 'event-selectors', `${session.region}/${name}`, value, now)];
    }),
  );
  return all.flat();
}

function sight({ account }: AwsSession, kind: StateKind, object: string, value: JsonObject, now: number): StateSeen {
  return { kind, account, object, sighting: { value, from: now, to: now, source: 'snapshot' } };
}
