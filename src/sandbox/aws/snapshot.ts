import { contentOf } from '../../model/function-policy.ts';
import type { JsonObject } from '../../model/json.ts';
import type { AwsSnapshot } from '../contract.ts';
import { isPublicGrant, isPublicPolicy } from './services/s3/public.ts';
import type { AccountState } from './state/account.ts';
import type { BucketRecord } from './state/buckets.ts';
import type { GroupRecord } from './state/ec2.ts';

const RECORDS = 200;

/** The account as somebody looking at its console would see it. */
export function takeSnapshot(account: AccountState): AwsSnapshot {
  const regions = [...account.regions.values()];
  return {
    account: account.id,
    alias: account.alias,
    instances: regions.flatMap((region) =>
      [...region.instances.values()].map((instance) => {
        const name = instance.tags.get('Name');
        return {
          id: instance.id,
          region: region.name,
          type: instance.type,
          state: instance.state,
          ...(name === undefined ? {} : { name }),
          launchedBy: instance.launchedBy,
          launchedAt: instance.launchedAt,
          terminationProtection: instance.disableApiTermination,
        };
      }),
    ),
    users: [...account.users.values()].map((user) => ({
      name: user.name,
      keys: [...user.keys.values()].map(({ id, status }) => ({ id, status })),
      policies: [
        ...[...user.attached].map((arn) => account.managedPolicies.get(arn)?.name ?? arn),
        ...user.inline.keys(),
      ],
      password: user.loginProfile !== undefined,
    })),
    buckets: [...account.buckets.values()].map((bucket) => ({
      name: bucket.name,
      region: bucket.region,
      concerns: concernsOf(bucket, account.id),
    })),
    copies: regions.flatMap((region) => [
      ...[...region.snapshots.values()].map((one) => copy('snapshot', region.name, one, one.volumeId)),
      ...[...region.images.values()].map((one) => copy('image', region.name, one, one.name)),
    ]),
    groups: regions.flatMap((region) =>
      [...region.groups.values()].map((group) => ({
        id: group.id,
        region: region.name,
        name: group.name,
        openToWorld: openRules(group),
      })),
    ),
    encryptionKeys: [...account.keys.values()].map(({ id, region, state, deletionAt }) => {
      const alias = [...account.keyAliases.values()].find((one) => one.keyId === id)?.name;
      return {
        id,
        region,
        state: state === 'PendingDeletion' ? 'pending deletion' : state,
        ...(alias === undefined ? {} : { alias }),
        ...(deletionAt === undefined ? {} : { deletionAt }),
      };
    }),
    functions: [...account.functions.values()].map((one) => {
      const url = one.urls.get('')?.authType;
      return {
        name: one.name,
        region: one.region,
        frozen: one.reserved === 0,
        ...(url === undefined ? {} : { url }),
        openToWorld: [...one.policies.values()].flatMap(({ statements }) => statements.flatMap(openStatement)),
      };
    }),
    trails: [...account.trails.values()].map(({ name, logging }) => ({ name, logging })),
    records: account.history
      .slice(-RECORDS)
      .toReversed()
      .map((entry) => ({
        eventID: entry.id,
        at: entry.at,
        eventName: entry.eventName,
        actor: entry.actorArn,
        region: entry.region,
        ...(entry.errorCode === undefined ? {} : { error: entry.errorCode }),
      })),
  };
}

/** The id of a statement that lets everybody in, unless something narrows it. */
function openStatement(statement: JsonObject): readonly string[] {
  const { Sid: sid } = statement;
  const { principal, organization, sourceArn, sourceAccount, urlAuthType } = contentOf(statement) ?? {};
  const narrowed =
    [organization, sourceArn, sourceAccount].some((one) => one !== undefined) || urlAuthType === 'AWS_IAM';
  return typeof sid === 'string' && principal === '*' && !narrowed ? [sid] : [];
}

function copy(
  kind: 'snapshot' | 'image',
  region: string,
  { id, sharedWith }: { readonly id: string; readonly sharedWith: ReadonlySet<string> },
  of: string,
): AwsSnapshot['copies'][number] {
  return { id, region, kind, of, sharedWith: [...sharedWith].map(sharedName) };
}

/** `user 111122223333` and `group all`, as people say it. */
function sharedName(entry: string): string {
  return entry === 'group all' ? 'everybody' : entry.replace(/^\w+ /u, '');
}

/** What one would want to know of a bucket. */
function concernsOf(bucket: BucketRecord, account: string): string[] {
  const key = bucket.encryption?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
  const days = (bucket.lifecycle ?? []).flatMap((rule) =>
    rule.Status === 'Enabled' && rule.Expiration?.Days !== undefined ? [rule.Expiration.Days] : [],
  );
  const open = bucket.grants.some(isPublicGrant) || (bucket.policy !== undefined && isPublicPolicy(bucket.policy.text));
  return [
    ...(open && bucket.publicAccessBlock?.RestrictPublicBuckets !== true ? ['public'] : []),
    ...(bucket.versioning === 'Suspended' ? ['keeps no versions'] : []),
    ...(key !== undefined && !key.includes(`:${account}:`) ? ['encrypted with a foreign key'] : []),
    ...(days.length > 0 ? [`objects are deleted after ${Math.min(...days)} d`] : []),
  ];
}

/** Inbound rules that let anybody in, in words: `tcp 22 from 0.0.0.0/0`. */
function openRules(group: GroupRecord): string[] {
  return group.rules.flatMap((rule) => {
    const cidr = rule.peer.kind === 'group' ? '' : rule.peer.cidr;
    if (rule.egress || (cidr !== '0.0.0.0/0' && cidr !== '::/0')) return [];
    if (rule.fromPort === undefined) return `all traffic from ${cidr}`;
    const ports = rule.fromPort === rule.toPort ? String(rule.fromPort) : `${rule.fromPort}-${rule.toPort ?? ''}`;
    return `${rule.protocol} ${ports} from ${cidr}`;
  });
}
