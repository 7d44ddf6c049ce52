import { contentOf } from '../../../model/function-policy.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { AwsSnapshot } from '../../contract.ts';
import { groupIdsOf } from '../services/ec2/interfaces.ts';
import type { Ec2Region, GroupRecord, InstanceRecord, RuleRecord } from '../state/ec2.ts';
import type { FunctionRecord } from '../state/functions.ts';

export function viewInstance(instance: InstanceRecord, region: Ec2Region): AwsSnapshot['instances'][number] {
  const name = instance.tags.get('Name');
  const profile = instance.profile?.profile.arn.split('/').at(-1);
  return {
    id: instance.id,
    region: region.name,
    type: instance.type,
    state: instance.state,
    ...(name === undefined ? {} : { name }),
    launchedBy: instance.launchedBy,
    launchedAt: instance.launchedAt,
    terminationProtection: instance.disableApiTermination,
    groups: groupIdsOf(region, instance).map((id) => region.groups.get(id)?.name ?? id),
    ...(instance.publicIp === undefined ? {} : { publicIp: instance.publicIp }),
    ...(profile === undefined ? {} : { profile }),
  };
}

export function viewGroup(group: GroupRecord, region: Ec2Region): AwsSnapshot['groups'][number] {
  const inbound = group.rules.filter(({ egress }) => !egress);
  return {
    id: group.id,
    region: region.name,
    name: group.name,
    rules: inbound.map(ruleInWords),
    openToWorld: inbound.filter(({ peer }) => isAnywhere(peer)).map(ruleInWords),
  };
}

function isAnywhere(peer: RuleRecord['peer']): boolean {
  return peer.kind !== 'group' && (peer.cidr === '0.0.0.0/0' || peer.cidr === '::/0');
}

/** An inbound rule in words: `tcp 22 from 0.0.0.0/0`. */
function ruleInWords({ peer, protocol, fromPort, toPort }: RuleRecord): string {
  const from = peer.kind === 'group' ? peer.groupId : peer.cidr;
  if (fromPort === undefined) return `all traffic from ${from}`;
  return `${protocol} ${fromPort === toPort ? fromPort : `${fromPort}-${toPort ?? ''}`} from ${from}`;
}

/** What of EBS and EC2 one can give away: a snapshot, or an image. */
export function viewCopy(
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

export function viewFunction(one: FunctionRecord): AwsSnapshot['functions'][number] {
  const url = one.urls.get('')?.authType;
  const statements = [...one.policies.values()].flatMap((policy) => policy.statements);
  return {
    name: one.name,
    region: one.region,
    frozen: one.reserved === 0,
    ...(url === undefined ? {} : { url }),
    callers: statements.flatMap(callerOf),
    openToWorld: statements.flatMap(openStatement),
  };
}

/** Whom a statement lets call, with its id: `uploads: s3.amazonaws.com`. */
function callerOf(statement: JsonObject): readonly string[] {
  const { Sid: sid } = statement;
  const principal = contentOf(statement)?.principal;
  if (typeof sid !== 'string' || principal === undefined) return [];
  return [`${sid}: ${principal === '*' ? 'everybody' : principal}`];
}

/** The id of a statement that lets everybody in, unless something narrows it. */
function openStatement(statement: JsonObject): readonly string[] {
  const { Sid: sid } = statement;
  const { principal, organization, sourceArn, sourceAccount, urlAuthType } = contentOf(statement) ?? {};
  const narrowed =
    [organization, sourceArn, sourceAccount].some((one) => one !== undefined) || urlAuthType === 'AWS_IAM';
  return typeof sid === 'string' && principal === '*' && !narrowed ? [sid] : [];
}
