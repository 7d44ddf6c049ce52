import { TrailboltError } from '../../errors.ts';
import type { ActingGrant, AwsPermission } from '../../ports/aws.ts';

/** The greatest length of a session policy; AWS's own bound on the packed policy is tighter for odd ones only. */
const MAX_POLICY = 2048;

/** What makes something: rules of a security group are made by their `Authorize…` calls. */
const CREATE = /^[a-z0-9-]+:(Create|Authorize)/;

/** For these AWS knows no resource: a policy can only say `*` ("Actions, resources, and condition keys" of each service). */
const WITHOUT_RESOURCE: ReadonlySet<AwsPermission> = new Set(['guardduty:CreateDetector'] as const);

/** True for permissions that change nothing, by the verb that AWS names them with. */
export function isReading(permission: AwsPermission): boolean {
  return /^[a-z0-9-]+:(Describe|Get|List|Lookup|Search)/.test(permission);
}

/** The session policy of a reader: its permissions, wherever. */
export function readingPolicy(permissions: readonly AwsPermission[]): string {
  return toPolicy([allow(permissions, ['*'])]);
}

/**
 * The session policy of an actor: what changes something on these resources only, what reads wherever, because most
 * `Describe` calls cannot be scoped. What is made has no ARN yet: its `Create…` calls get a pattern, and tags may be set on
 * what matches it by such a call only (`ec2:CreateAction`), never on what is there already.
 *
 * What attaches or detaches managed policies is confined to the ones that are named, where some are.
 *
 * @throws TrailboltError `aws.unscoped` where there is something to change and the resources are not exact ARNs,
 * `aws.grant-too-large` where they do not fit into a session policy.
 */
export function actingPolicy({
  permissions,
  resources,
  creates = [],
  policies,
}: Pick<ActingGrant, 'permissions' | 'resources' | 'creates' | 'policies'>): string {
  const reading = permissions.filter((permission) => isReading(permission));
  const changing = permissions.filter((permission) => !isReading(permission));
  if (changing.length === 0) return toPolicy([allow(reading, ['*'])]);
  const tagging = creates.length > 0 ? changing.filter((permission) => permission.endsWith(':CreateTags')) : [];
  const others = changing.filter((permission) => !tagging.includes(permission));
  const making = others.filter((permission) => CREATE.test(permission));
  const scoped = resources.length > 0 || (creates.length > 0 && making.length === others.length);
  const everything = creates.length === 1 && creates[0] === '*' && making.every((one) => WITHOUT_RESOURCE.has(one));
  if (!scoped || !resources.every(isExact) || !(everything || creates.every(isPattern))) {
    throw new TrailboltError('aws.unscoped', 'What changes something in AWS must name its targets by exact ARNs.', {
      details: { permissions: changing, resources },
    });
  }
  const statements: object[] = [];
  const about = policies === undefined ? {} : { Condition: { ArnEquals: { 'iam:PolicyARN': policies } } };
  if (resources.length > 0) statements.push({ ...allow(others, resources), ...about });
  if (creates.length > 0) {
    statements.push(allow(making, creates));
    const calls = making.map((permission) => permission.slice(permission.indexOf(':') + 1));
    if (tagging.length > 0)
      statements.push({ ...allow(tagging, creates), Condition: { StringEquals: { 'ec2:CreateAction': calls } } });
  }
  if (reading.length > 0) statements.push(allow(reading, ['*']));
  return toPolicy(statements);
}

/** An ARN in which IAM sees neither a wildcard nor a variable. */
function isExact(arn: string): boolean {
  return /^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d*:[^*?$\s]+$/.test(arn);
}

/** The ARN of a kind of resource, any of that kind. */
function isPattern(arn: string): boolean {
  return /^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d*:[a-z-]+\/(?:[a-z-]+\/)*\*$/.test(arn);
}

function allow(actions: readonly AwsPermission[], resources: readonly string[]): object {
  return { Effect: 'Allow', Action: unique(actions), Resource: unique(resources) };
}

/** Sorted, so that one set of permissions is one policy whatever the order in which they were asked for. */
function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted();
}

function toPolicy(statements: readonly object[]): string {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  if (policy.length <= MAX_POLICY) return policy;
  throw new TrailboltError(
    'aws.grant-too-large',
    `A session policy may have ${MAX_POLICY} characters, and this one has ${policy.length}: name fewer targets at a time.`,
  );
}
