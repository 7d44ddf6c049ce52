import { Aws, CfnOutput, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { statementsFor, type Grants } from './grants.ts';

/**
 * The two roles of a guarded account. A template with parameters, so that a StackSet can roll it out over an
 * organisation without the CDK.
 */
export class TargetStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly worker: string; readonly grants: Grants }) {
    super(scope, id, props);
    const account = new CfnParameter(this, 'TrailboltAccount', {
      description: 'Account that Trailbolt runs in.',
      allowedPattern: '^[0-9]{12}$',
    });
    const externalId = new CfnParameter(this, 'ExternalId', {
      description: 'external-id of this account in the policy.',
      minLength: 8,
      noEcho: true,
    });
    const trust = {
      account: account.valueAsString,
      worker: `arn:${Aws.PARTITION}:iam::${account.valueAsString}:role/${props.worker}`,
      externalId: externalId.valueAsString,
    };
    const reading = createRole(this, 'Read', {
      ...trust,
      description: 'What Trailbolt may look at in this account.',
      permissions: props.grants.read,
      acts: false,
    });
    const acting = createRole(this, 'Act', {
      ...trust,
      description: 'What Trailbolt may do in this account once people have approved it.',
      permissions: props.grants.act,
      acts: true,
    });
    new CfnOutput(this, 'ReadRole', {
      description: 'read-role of this account in the policy.',
      value: reading.roleArn,
    });
    new CfnOutput(this, 'ActRole', { description: 'act-role of this account in the policy.', value: acting.roleArn });
  }
}

/**
 * Trusts the worker's role by condition, not as principal: a principal must exist when the template is deployed, and
 * breaks when the role is made anew.
 */
function createRole(
  scope: Construct,
  id: 'Read' | 'Act',
  props: {
    readonly account: string;
    readonly worker: string;
    readonly externalId: string;
    readonly description: string;
    readonly permissions: readonly string[];
    /** Sessions must carry the id of the request that they run for, as source identity. */
    readonly acts: boolean;
  },
): Role {
  const worker = { ArnEquals: { 'aws:PrincipalArn': props.worker } };
  const trailbolt = new AccountPrincipal(props.account);
  const role = new Role(scope, id, {
    roleName: `Trailbolt${id}`,
    description: props.description,
    assumedBy: trailbolt.withConditions({
      ...worker,
      StringEquals: { 'sts:ExternalId': props.externalId },
      ...(props.acts ? { Null: { 'sts:SourceIdentity': 'false' } } : {}),
    }),
    inlinePolicies: { declared: new PolicyDocument({ statements: statementsOf(props.permissions) }) },
  });
  if (props.acts) {
    role.assumeRolePolicy?.addStatements(
      new PolicyStatement({ actions: ['sts:SetSourceIdentity'], principals: [trailbolt], conditions: worker }),
    );
  }
  return role;
}

/** One statement per scope. */
function statementsOf(permissions: readonly string[]): PolicyStatement[] {
  return statementsFor(permissions).map(
    ({ permissions: actions, scope }) =>
      new PolicyStatement({
        actions: [...actions],
        resources: scope.resources.map((end) =>
          end === '*' ? end : `arn:${Aws.PARTITION}:${end.replace('{account}', Aws.ACCOUNT_ID)}`,
        ),
        ...(scope.conditions === undefined ? {} : { conditions: scope.conditions }),
      }),
  );
}
