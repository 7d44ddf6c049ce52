import { functionName } from '../model/function-names.ts';
import { permissionInWords } from '../model/permission-words.ts';
import { ruleInWords } from '../model/rule-words.ts';
import { listAt, nodesAt, numberAt, objectAt, textAt } from './fields.ts';
import { requestedPermission } from './requested-permission.ts';

/** Something that a call made which has no id in one field of the answer. */
export interface Made {
  readonly type: string;
  readonly id: string | undefined;
  readonly arn?: string | undefined;
  readonly name?: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

type Reader = (request: Fields, response: Fields) => readonly Made[];

/**
 * What calls made of a resource that was there: a rule, a permission, a setting. It is a target of its own, so that
 * a remedy can take back exactly this and nothing else. Where CloudFormation has no type for it, the type is the service's word.
 */
export const MADE: Readonly<Record<string, Reader>> = {
  'ec2:AuthorizeSecurityGroupIngress': ingress,
  'ec2:ModifyImageAttribute': (request) =>
    permissions('AWS::EC2::LaunchPermission', textAt(request, 'imageId'), request, 'launchPermission'),
  'ec2:ModifySnapshotAttribute': (request) =>
    permissions('AWS::EC2::CreateVolumePermission', textAt(request, 'snapshotId'), request, 'createVolumePermission'),
  'rds:ModifyDBSnapshotAttribute': (request) =>
    restorers('AWS::RDS::DBSnapshotAttribute', 'snapshot', textAt(request, 'dBSnapshotIdentifier'), request),
  'rds:ModifyDBClusterSnapshotAttribute': (request) =>
    restorers(
      'AWS::RDS::DBClusterSnapshotAttribute',
      'cluster-snapshot',
      textAt(request, 'dBClusterSnapshotIdentifier'),
      request,
    ),
  'ec2:RunInstances': (request, response) =>
    textAt(objectAt(request, 'metadataOptions'), 'httpTokens') === 'optional'
      ? nodesAt(response, 'instancesSet.items[]').map((one) => tokensOptional(textAt(one, 'instanceId')))
      : [],
  'ec2:ModifyInstanceMetadataOptions': (request) =>
    nodesAt(request, 'ModifyInstanceMetadataOptionsRequest')
      .filter((one) => textAt(one, 'HttpTokens') === 'optional')
      .map((one) => tokensOptional(textAt(one, 'InstanceId'))),
  'iam:AttachGroupPolicy': (request) => attachment('group', textAt(request, 'groupName'), request),
  'iam:AttachRolePolicy': (request) => attachment('role', textAt(request, 'roleName'), request),
  'iam:AttachUserPolicy': (request) => attachment('user', textAt(request, 'userName'), request),
  // A whole setting that the call replaced.
  'iam:UpdateAssumeRolePolicy': (request) => {
    const role = textAt(request, 'roleName');
    return [{ type: 'AWS::IAM::AssumeRolePolicy', id: role, name: `trust policy of ${role ?? ''}` }];
  },
  'cloudtrail:PutEventSelectors': (_request, response) => {
    const arn = textAt(response, 'trailARN');
    const id = arn?.split(':trail/')[1];
    return [{ type: 'AWS::CloudTrail::EventSelectors', id, arn, name: `event selectors of ${id ?? ''}` }];
  },
  'ec2:AssociateIamInstanceProfile': (_request, response) =>
    nodesAt(response, 'AssociateIamInstanceProfileResponse').flatMap(association),
  'ec2:ReplaceIamInstanceProfileAssociation': (_request, response) =>
    nodesAt(response, 'ReplaceIamInstanceProfileAssociationResponse').flatMap(association),
  'lambda:AddPermission': (request) => [functionPermission(request)],
};

/** One for each account that a snapshot of a database was shared with, or for everybody. */
function restorers(type: string, kind: string, id: string | undefined, request: Fields): readonly Made[] {
  if (textAt(request, 'attributeName') !== 'restore') return [];
  return listAt(request, 'valuesToAdd').map((whom) => ({
    type,
    id: id === undefined || typeof whom !== 'string' ? undefined : `${kind}:${id}/${whom}`,
    name: `shared with ${whom === 'all' ? 'everybody' : String(whom)}`,
  }));
}

/**
 * Rules have had ids since July 2021; a record from before, or one without an answer's rules, tells them by what they
 * let in: `sg-1/tcp:22-22:0.0.0.0/0`.
 */
function ingress(request: Fields, response: Fields): readonly Made[] {
  const type = 'AWS::EC2::SecurityGroupIngress';
  const rules = nodesAt(response, 'securityGroupRuleSet.items[]');
  if (rules.length > 0) {
    return rules.map((rule) => ({
      type,
      id: textAt(rule, 'securityGroupRuleId'),
      arn: textAt(rule, 'securityGroupRuleArn'),
      name: inWords(rule, sourceOf(rule)),
    }));
  }
  const group = textAt(request, 'groupId');
  const flat = textAt(request, 'cidrIp');
  const permitted = [
    ...(flat === undefined ? [] : [{ permission: request, source: flat }]),
    ...nodesAt(request, 'ipPermissions.items[]').flatMap((permission) =>
      PEERS.flatMap(([path, key]) =>
        nodesAt(permission, path).map((peer) => ({ permission, source: textAt(peer, key) })),
      ),
    ),
  ];
  return permitted.map(({ permission, source }) => {
    const protocol = textAt(permission, 'ipProtocol');
    const ports = `${numberAt(permission, 'fromPort') ?? -1}-${numberAt(permission, 'toPort') ?? -1}`;
    const known = group !== undefined && protocol !== undefined && source !== undefined;
    return {
      type,
      id: known ? `${group}/${protocol}:${ports}:${source}` : undefined,
      name: inWords(permission, source),
    };
  });
}

const PEERS = [
  ['ipRanges.items[]', 'cidrIp'],
  ['ipv6Ranges.items[]', 'cidrIpv6'],
  ['groups.items[]', 'groupId'],
  ['prefixListIds.items[]', 'prefixListId'],
] as const;

function sourceOf(rule: unknown): string | undefined {
  return (
    textAt(rule, 'cidrIpv4') ??
    textAt(rule, 'cidrIpv6') ??
    textAt(rule, 'prefixListId') ??
    textAt(objectAt(rule, 'referencedGroupInfo'), 'groupId')
  );
}

function inWords(rule: unknown, source: string | undefined): string | undefined {
  const protocol = textAt(rule, 'ipProtocol');
  if (protocol === undefined || source === undefined) return undefined;
  return ruleInWords({ protocol, fromPort: numberAt(rule, 'fromPort'), toPort: numberAt(rule, 'toPort'), source });
}

/** One for each account, organisation or group of everybody that was added. */
function permissions(type: string, id: string | undefined, request: Fields, field: string): readonly Made[] {
  return nodesAt(request, `${field}.add.items[]`).map((added) => {
    const whom =
      textAt(added, 'userId') ??
      textAt(added, 'group') ??
      textAt(added, 'organizationArn') ??
      textAt(added, 'organizationalUnitArn');
    return {
      type,
      id: id === undefined || whom === undefined ? undefined : `${id}/${whom}`,
      name: `shared with ${whom === 'all' ? 'everybody' : (whom ?? '')}`,
    };
  });
}

/** That a user, role or group has a managed policy: IAM's word is `AttachedPolicy`, and it has no id. */
function attachment(kind: 'user' | 'role' | 'group', name: string | undefined, request: Fields): readonly Made[] {
  const policy = textAt(request, 'policyArn');
  if (name === undefined || policy === undefined) return [];
  const type = 'AWS::IAM::AttachedPolicy';
  return [{ type, id: `${kind}/${name}/${policy}`, name: `${policy.split('/').at(-1) ?? ''} on ${kind} ${name}` }];
}

function tokensOptional(id: string | undefined): Made {
  return { type: 'AWS::EC2::InstanceMetadataOptions', id, name: 'metadata without a token' };
}

function association(answer: unknown): readonly Made[] {
  return nodesAt(answer, 'iamInstanceProfileAssociation').map((made) => ({
    type: 'AWS::EC2::IamInstanceProfileAssociation',
    id: textAt(made, 'associationId'),
    name: textAt(objectAt(made, 'iamInstanceProfile'), 'arn')?.split('/').at(-1),
  }));
}

/** A statement of a function's policy: `resize/all`, or `resize:live/all` where it is of a version or alias. */
function functionPermission(request: Fields): Made {
  const given = textAt(request, 'functionName');
  const named = functionName(given ?? '');
  const qualifier = textAt(request, 'qualifier') ?? named?.qualifier;
  const sid = textAt(request, 'statementId');
  const content = requestedPermission(request);
  const known = named !== undefined && sid !== undefined;
  return {
    type: 'AWS::Lambda::Permission',
    id: known ? `${named.name}${qualifier === undefined ? '' : `:${qualifier}`}/${sid}` : undefined,
    arn: given?.startsWith('arn:') === true ? given : undefined,
    name: content === undefined ? undefined : permissionInWords(content),
  };
}
