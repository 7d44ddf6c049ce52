import { LookupEventsCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CreateDetectorCommand, DeleteDetectorCommand, UpdateDetectorCommand } from '@aws-sdk/client-guardduty';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, DeletePublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { summarise } from '../../src/alert/summarise.ts';
import type { Case } from '../../src/model/case.ts';
import { actions } from '../../src/remediate/actions/index.ts';
import { offerTargets } from '../../src/remediate/offer-targets.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import { clients } from '../sandbox/aws/support.ts';

let aws: SandboxAws;
beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
});
afterAll(() => aws?.close());

/** What is offered after a call, by the record that CloudTrail has of it: action, and type and id of each target. */
async function offeredAfter(eventName: string): Promise<string[]> {
  const { cloudtrail } = clients(aws, aws.demo.credentials.admin);
  const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: eventName }];
  const { Events: [event] = [] } = await cloudtrail.send(new LookupEventsCommand({ LookupAttributes }));
  const record = summarise(JSON.parse(event?.CloudTrailEvent ?? '{}'));
  const targets = record.targets.map((target) => ({ ...target, region: record.region }));
  const it = { account: record.account, actor: record.actor, records: [record], targets } as unknown as Case;
  return actions.flatMap((action) => offerTargets(it, action).map(({ type, id }) => `${action.id} ${type} ${id}`));
}

test('records of what attackers do lead to the remedies for it, beside the actor’s own', async () => {
  const { iam, s3, cloudtrail, guardduty } = clients(aws, aws.demo.credentials.admin);
  const own = [
    `deactivate-access-key AWS::IAM::AccessKey ${aws.demo.credentials.admin.accessKeyId}`,
    'quarantine-user AWS::IAM::User admin',
  ];
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: 'dave' }));
  await iam.send(new CreateUserCommand({ UserName: 'backdoor-user' }));
  await iam.send(new CreateLoginProfileCommand({ UserName: 'ci-deploy', Password: 'correct horse' }));
  const Statement = [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new CreateRoleCommand({ RoleName: 'backdoor', AssumeRolePolicyDocument }));
  await iam.send(
    new AttachUserPolicyCommand({ UserName: 'ci-deploy', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: 'some-bucket' }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: 'some-bucket' }));
  const { DetectorId } = await guardduty.send(new CreateDetectorCommand({ Enable: true }));
  await guardduty.send(new UpdateDetectorCommand({ DetectorId, Enable: false }));
  await guardduty.send(new DeleteDetectorCommand({ DetectorId }));
  await cloudtrail.send(new StopLoggingCommand({ Name: aws.demo.trail.arn }));

  expect((await offeredAfter('CreateAccessKey')).toSorted()).toEqual(
    [
      ...own,
      `deactivate-access-key AWS::IAM::AccessKey ${key?.AccessKeyId ?? ''}`,
      'quarantine-user AWS::IAM::User dave',
    ].toSorted(),
  );
  expect(await offeredAfter('CreateLoginProfile')).toEqual(
    expect.arrayContaining([
      'quarantine-user AWS::IAM::User ci-deploy',
      'remove-login-profile AWS::IAM::User ci-deploy',
    ]),
  );
  expect(await offeredAfter('CreateUser')).toContain('delete-backdoor-user AWS::IAM::User backdoor-user');
  expect(await offeredAfter('CreateRole')).toContain('quarantine-role AWS::IAM::Role backdoor');
  expect(await offeredAfter('AttachUserPolicy')).toContain(
    'detach-policy AWS::IAM::AttachedPolicy user/ci-deploy/arn:aws:iam::aws:policy/AdministratorAccess',
  );
  expect(await offeredAfter('CreateRole')).toContain('revoke-sessions AWS::IAM::Role backdoor');
  expect(await offeredAfter('DeleteBucketPublicAccessBlock')).toContain(
    'block-public-bucket AWS::S3::Bucket some-bucket',
  );
  const turnOn = `enable-detector AWS::GuardDuty::Detector ${DetectorId ?? ''}`;
  expect(await offeredAfter('UpdateDetector')).toEqual([...own, turnOn]);
  expect(await offeredAfter('DeleteDetector')).toEqual([...own, turnOn]);
  expect(await offeredAfter('StopLogging')).toEqual([...own, 'start-logging AWS::CloudTrail::Trail org-trail']);
});
