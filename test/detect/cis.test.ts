import { describe, expect, it } from 'vitest';
import { createDetector } from '../../src/detect/detector.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';

// The calls that the metric filters of the CIS AWS Foundations Benchmark 3.0.0 name, control by control. 4.1 counts refused calls:
// calls-refused-in-series answers it with samples of its own.
const CALLS: Readonly<Record<string, { readonly source: string; readonly names: string }>> = {
  '4.4': {
    source: 'iam',
    names:
      'DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy ' +
      'DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy ' +
      'DetachUserPolicy AttachGroupPolicy DetachGroupPolicy',
  },
  '4.5': { source: 'cloudtrail', names: 'CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging' },
  '4.7': { source: 'kms', names: 'DisableKey ScheduleKeyDeletion' },
  '4.8': {
    source: 's3',
    names:
      'PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy ' +
      'DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication',
  },
  '4.9': {
    source: 'config',
    names: 'StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder',
  },
  '4.10': {
    source: 'ec2',
    names:
      'AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress ' +
      'RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup',
  },
  '4.11': {
    source: 'ec2',
    names:
      'CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry ' +
      'ReplaceNetworkAclAssociation',
  },
  '4.12': {
    source: 'ec2',
    names:
      'CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway DeleteInternetGateway ' +
      'DetachInternetGateway',
  },
  '4.13': {
    source: 'ec2',
    names:
      'CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute ' +
      'DisassociateRouteTable',
  },
  '4.14': {
    source: 'ec2',
    names:
      'CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection ' +
      'DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc ' +
      'DisableVpcClassicLink EnableVpcClassicLink',
  },
  '4.15': {
    source: 'organizations',
    names:
      'AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake ' +
      'DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType ' +
      'InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy ' +
      'UpdateOrganizationalUnit',
  },
};

const EVENTS = Object.entries(CALLS).flatMap(([control, { source, names }]) =>
  names.split(' ').map((eventName) => ({ control, eventName, eventSource: `${source}.amazonaws.com` })),
);

const tagsById = new Map(builtinRules.map(({ id, tags }) => [id, tags]));
const detector = createDetector(builtinRules);

/** The controls that the rules answer which fire on a record. */
function controlsOf(record: CloudTrailRecord): readonly string[] {
  const matches = detector.detect({ record, provenance: { source: 'test', kind: 'file' } });
  return matches.flatMap(({ rule }) =>
    (tagsById.get(rule.id) ?? []).flatMap((tag) => /^cis\.aws-foundations\.(.+)$/u.exec(tag)?.[1] ?? []),
  );
}

describe('the monitoring controls of the CIS AWS Foundations Benchmark', () => {
  it.each(EVENTS)('$control: $eventName', ({ control, eventName, eventSource }) => {
    const record = { eventName, eventSource, userIdentity: { type: 'AssumedRole' }, requestParameters: {} };

    expect(controlsOf(record)).toContain(control);
    expect(controlsOf({ ...record, errorCode: 'AccessDenied' })).not.toContain(control);
  });

  it('4.2: a console sign-in of an IAM user without MFA', () => {
    const signIn = {
      eventName: 'ConsoleLogin',
      eventSource: 'signin.amazonaws.com',
      userIdentity: { type: 'IAMUser', userName: 'ana' },
      responseElements: { ConsoleLogin: 'Success' },
    };

    expect(controlsOf({ ...signIn, additionalEventData: { MFAUsed: 'No' } })).toContain('4.2');
    expect(controlsOf({ ...signIn, additionalEventData: { MFAUsed: 'Yes' } })).not.toContain('4.2');
  });

  it('4.3: whatever the root user does itself', () => {
    const call = { eventName: 'ListBuckets', eventSource: 's3.amazonaws.com', eventType: 'AwsApiCall' };

    expect(controlsOf({ ...call, userIdentity: { type: 'Root' } })).toContain('4.3');
    expect(
      controlsOf({ ...call, userIdentity: { type: 'Root', invokedBy: 'autoscaling.amazonaws.com' } }),
    ).not.toContain('4.3');
  });

  it.each(['IAMUser', 'Root'])('4.6: a console sign-in of type %s that failed', (type) => {
    const failed = {
      eventName: 'ConsoleLogin',
      eventSource: 'signin.amazonaws.com',
      userIdentity: { type },
      responseElements: { ConsoleLogin: 'Failure' },
      errorMessage: 'Failed authentication',
    };

    expect(controlsOf({ ...failed, additionalEventData: { MFAUsed: 'No' } })).toContain('4.6');
    expect(controlsOf({ ...failed, additionalEventData: { MFAUsed: 'Yes' } })).toContain('4.6');
  });

  it.each(Array.from({ length: 15 }, (_, index) => `4.${index + 1}`))('%s has a rule', (control) => {
    expect(builtinRules.filter(({ tags }) => tags.includes(`cis.aws-foundations.${control}`))).not.toEqual([]);
  });
});
