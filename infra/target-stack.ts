import { Aws, CfnCondition, CfnOutput, CfnParameter, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  type CfnPolicy,
  type CfnRole,
  Policy,
  PolicyDocument,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { statementsFor, type Grants } from './grants.ts';

/**
 * The roles of a guarded account: two, and a third where actions are to write in IAM. A template with parameters, so that a
 * StackSet can roll it out over an organisation without the CDK.
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
    const writeIam = new CfnParameter(this, 'WriteIam', {
      description: 'yes: a second acting role, for actions that write in IAM (deactivate a key, quarantine a user).',
      allowedValues: ['yes', 'no'],
      default: 'no',
    });
    const restore = new CfnParameter(this, 'RestoreSettings', {
      description:
        'yes, where WriteIam is: that role may also set trust policies and event selectors back. IAM cannot confine it to that: whoever gets hold of the role could set them to anything.',
      allowedValues: ['yes', 'no'],
      default: 'no',
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
    const actingInIam = createRole(this, 'ActIam', {
      ...trust,
      description: 'What Trailbolt may write in IAM once people have approved it.',
      permissions: props.grants.actIam,
      acts: true,
    });
    const wanted = new CfnCondition(this, 'WritesIam', {
      expression: Fn.conditionEquals(writeIam.valueAsString, 'yes'),
    });
    (actingInIam.node.defaultChild as CfnRole).cfnOptions.condition = wanted;
    const open = new Policy(this, 'ActIamOpen', {
      policyName: 'restore-settings',
      statements: statementsOf(props.grants.actOpen),
      roles: [actingInIam],
    });
    (open.node.defaultChild as CfnPolicy).cfnOptions.condition = new CfnCondition(this, 'RestoresSettings', {
      expression: Fn.conditionAnd(wanted, Fn.conditionEquals(restore.valueAsString, 'yes')),
    });
    new CfnOutput(this, 'ReadRole', {
      description: 'read-role of this account in the policy.',
      value: reading.roleArn,
    });
    new CfnOutput(this, 'ActRole', { description: 'act-role of this account in the policy.', value: acting.roleArn });
    new CfnOutput(this, 'IamActRole', {
      description: 'iam-act-role of this account in the policy.',
      value: actingInIam.roleArn,
      condition: wanted,
    });
  }
}

/**
 * Trusts the worker's role by condition, not as principal: a principal must exist when the template is deployed, and
 * breaks when the role is made anew.
 */
function createRole(
  scope: Construct,
  id: 'Read' | 'Act' | 'ActIam',
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
        resources: scope.resources.map((end) => (end === '*' ? end : `arn:${Aws.PARTITION}:${ofAccount(end)}`)),
        ...(scope.conditions === undefined
          ? {}
          : { conditions: JSON.parse(ofAccount(JSON.stringify(scope.conditions))) as Record<string, object> }),
      }),
  );
}

/** The text of a scope in the account and partition that the template is deployed in. */
function ofAccount(text: string): string {
  return text.replaceAll('{account}', Aws.ACCOUNT_ID).replaceAll('{partition}', Aws.PARTITION);
}
