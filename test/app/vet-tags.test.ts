import {
  AuthorizeSecurityGroupIngressCommand,
  CreateImageCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeregisterImageCommand,
  ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  AddTagsToResourceCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  ModifyDBSnapshotAttributeCommand,
} from '@aws-sdk/client-rds';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { createTrailHistory } from '../../src/adapters/aws/lookup-events.ts';
import { summarise } from '../../src/alert/summarise.ts';
import { vetTags } from '../../src/app/vet-tags.ts';
import type { Case } from '../../src/model/case.ts';
import type { PlanTarget } from '../../src/model/plan.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { Action } from '../../src/remediate/action.ts';
import { revokeIngress } from '../../src/remediate/actions/revoke-ingress.ts';
import { unshareImage } from '../../src/remediate/actions/unshare-image.ts';
import { unshareRdsSnapshot } from '../../src/remediate/actions/unshare-rds-snapshot.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import { clients, newestRecord, type Clients } from '../sandbox/aws/support.ts';

const policy = { protected: { tags: [{ key: 'tier', value: '0' }] }, approvals: [] } as unknown as Policy;
const TAGS = [{ Key: 'tier', Value: '0' }];

let aws: SandboxAws;
let admin: Clients;
let dave: Clients;

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  const { worker, admin: administrators, dave: daves } = aws.demo.credentials;
  Object.assign(process.env, aws.endpoints, {
    AWS_ACCESS_KEY_ID: worker.accessKeyId,
    AWS_SECRET_ACCESS_KEY: worker.secretAccessKey,
  });
  [admin, dave] = [clients(aws, administrators), clients(aws, daves)];
});
afterAll(() => aws?.close());

/** A case of what dave has just done, and the action's plan for what that made, with its tags vetted. */
async function vetted(action: Action, eventName: string, type: string): Promise<PlanTarget> {
  const record = summarise(await newestRecord(admin, eventName));
  const targets = record.targets.map((target) => ({ ...target, region: record.region }));
  const it = {
    account: record.account,
    actor: record.actor,
    openedAt: Date.parse(record.eventTime),
    lines: [],
    targets,
  } as unknown as Case;
  const ports = createAws({ accounts: () => Promise.resolve({ readRole: aws.demo.roles.read }) });
  const session = await ports.reader(record.account, record.region, action.permissions.read);
  const made = targets.filter((target) => target.type === type);
  const planned = await action.plan(
    session,
    made.map((target) => ({ ...target, records: [record] })),
  );
  const history = createTrailHistory({ aws: ports });
  const [target] = await vetTags(
    { history, policy: () => Promise.resolve(policy), now: () => Date.now() + 60_000 },
    it,
    record.region,
    planned,
  );
  if (target === undefined) throw new Error('no target');
  return target;
}

/** Before whatever case comes next. */
async function tagLongAgo({ ec2 }: Clients, id: string): Promise<void> {
  await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: TAGS }));
  aws.control.advance(5000);
}

const counted = ({ tags = [] }: PlanTarget) => tags.filter((tag) => tag.key === 'tier' && tag.ignored === undefined);

describe('an image that the actor of a case has shared', () => {
  let ImageId: string;
  beforeEach(async () => {
    const Name = `image ${crypto.randomUUID()}`;
    const made = await admin.ec2.send(new CreateImageCommand({ InstanceId: aws.demo.instances.web1, Name }));
    ImageId = made.ImageId ?? '';
    return async () => admin.ec2.send(new DeregisterImageCommand({ ImageId }));
  });
  const share = async () => {
    const Add = [{ UserId: '444455556666' }];
    await dave.ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add } }));
    return vetted(unshareImage, 'ModifyImageAttribute', 'AWS::EC2::LaunchPermission');
  };

  test('keeps the protection that its owner gave it: only the share is the actor’s', async () => {
    await tagLongAgo(admin, ImageId);

    expect(counted(await share())).toEqual([{ key: 'tier', value: '0' }]);
  });

  test('is not protected by a tag that the actor gave it', async () => {
    await tagLongAgo(dave, ImageId);
    const target = await share();

    expect(counted(target)).toEqual([]);
    expect(target.warnings).toContain('Tag tier is ignored: set by the actor of the case.');
  });
});

test('a rule is protected by its group’s tags, and not by those that its maker gave it', async () => {
  const { GroupId = '' } = await admin.ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `g-${crypto.randomUUID()}`, Description: 'test' }),
  );
  const open = async (port: number) => {
    await dave.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: TAGS }],
      }),
    );
    return vetted(revokeIngress, 'AuthorizeSecurityGroupIngress', 'AWS::EC2::SecurityGroupIngress');
  };

  expect(counted(await open(22))).toEqual([]);
  await tagLongAgo(admin, GroupId);
  expect(counted(await open(23))).toEqual([{ key: 'tier', value: '0' }]);
});

test('a database snapshot is not protected by a tag that the actor gave it, which RDS’s records list by ARN', async () => {
  const Statement = [{ Effect: 'Allow', Action: 'rds:*', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await admin.iam.send(new PutUserPolicyCommand({ UserName: 'dave', PolicyName: 'rds', PolicyDocument }));
  await admin.rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'orders',
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'owner',
      MasterUserPassword: 'a-long-enough-one',
    }),
  );
  aws.control.advance(5000);
  const snapshotBy = async (tagger: Clients, name: string): Promise<PlanTarget> => {
    const DBSnapshotIdentifier = name;
    const made = await admin.rds.send(
      new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'orders', DBSnapshotIdentifier }),
    );
    const ResourceName = made.DBSnapshot?.DBSnapshotArn;
    await tagger.rds.send(new AddTagsToResourceCommand({ ResourceName, Tags: TAGS }));
    aws.control.advance(5000);
    const share = { DBSnapshotIdentifier, AttributeName: 'restore', ValuesToAdd: ['all'] };
    await dave.rds.send(new ModifyDBSnapshotAttributeCommand(share));
    return vetted(unshareRdsSnapshot, 'ModifyDBSnapshotAttribute', 'AWS::RDS::DBSnapshotAttribute');
  };

  expect(counted(await snapshotBy(admin, 'by-its-owner'))).toEqual([{ key: 'tier', value: '0' }]);
  expect(counted(await snapshotBy(dave, 'by-the-actor'))).toEqual([]);
});
