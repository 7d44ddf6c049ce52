import {
  EC2Client,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import type { Plan, PlanTarget } from '../../src/model/plan.ts';
import type { AwsSession } from '../../src/ports/aws.ts';
import type { StepContext, StepSpec } from '../../src/remediate/action.ts';
import { terminateInstance } from '../../src/remediate/actions/terminate-instance.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import { eventually } from '../support/eventually.ts';

let aws: SandboxAws;
let admin: EC2Client;
let reader: AwsSession;

beforeAll(async () => {
  aws = await createSandboxAws({ transitionMs: 50 });
  const { worker, admin: credentials } = aws.demo.credentials;
  Object.assign(process.env, aws.endpoints, {
    AWS_ACCESS_KEY_ID: worker.accessKeyId,
    AWS_SECRET_ACCESS_KEY: worker.secretAccessKey,
  });
  admin = new EC2Client({ endpoint: aws.url, region: aws.demo.region, credentials });
  reader = await accounts().reader(aws.demo.account, aws.demo.region, terminateInstance.permissions.read);
});
afterAll(async () => {
  admin?.destroy();
  await aws?.close();
});

function accounts() {
  return createAws({ accounts: () => Promise.resolve({ readRole: aws.demo.roles.read, actRole: aws.demo.roles.act }) });
}

async function launch(more: Partial<RunInstancesCommandInput> = {}): Promise<string> {
  const { Instances: [instance] = [] } = await admin.send(
    new RunInstancesCommand({ ImageId: aws.demo.imageId, InstanceType: 't3.small', MinCount: 1, MaxCount: 1, ...more }),
  );
  const id = instance?.InstanceId ?? '';
  await eventually(() =>
    expect(aws.snapshot().instances.find((candidate) => candidate.id === id)?.state).toBe('running'),
  );
  return id;
}

async function planFor(id: string): Promise<PlanTarget> {
  const [target] = await terminateInstance.plan(reader, [{ type: 'AWS::EC2::Instance', id, records: [] }]);
  if (target === undefined) throw new Error('no target');
  return target;
}

describe('the plan', () => {
  test('names state, type and what is lost', async () => {
    const target = await planFor(await launch());

    expect(target.blocked).toBeUndefined();
    expect(target.facts).toEqual(expect.arrayContaining(['running', 't3.small', '1 volume, deleted with it']));
    expect(terminateInstance.effects([target])).toEqual([
      'The instance is terminated.',
      '1 volume is deleted with it.',
      'First a snapshot of it is taken, which stays and costs money until somebody deletes it.',
    ]);
  });

  test('is the same plan when nothing changed, and another when the instance was stopped', async () => {
    const id = await launch();
    const before = await planFor(id);

    const same = await planFor(id);
    await admin.send(new StopInstancesCommand({ InstanceIds: [id] }));
    const after = await eventually(async () => {
      const target = await planFor(id);
      expect(target.facts[0]).toBe('stopped');
      return target;
    });

    expect(same.material).toEqual(before.material);
    expect(after.material).not.toEqual(before.material);
  });

  test('is blocked by termination protection', async () => {
    const id = await launch();
    await admin.send(new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiTermination: { Value: true } }));

    expect((await planFor(id)).blocked).toContain('Termination protection is on');
  });

  test('is blocked in an auto-scaling group, which would launch another', async () => {
    expect((await planFor(aws.demo.instances.autoscaled)).blocked).toContain('would launch another at once');
  });

  test('says when EC2 does not know the instance', async () => {
    expect(await planFor('i-0123456789abcdef0')).toMatchObject({
      blocked: 'EC2 does not know this instance (any more).',
      facts: [],
      // EC2 lists a launch late: it is read again before anybody is told so.
      settling: true,
    });
  });

  test('is offered for instances only', () => {
    const region = 'us-east-1';
    expect(terminateInstance.appliesTo({ type: 'AWS::EC2::Instance', id: 'i-0123456789abcdef0', region })).toBe(true);
    expect(terminateInstance.appliesTo({ type: 'AWS::EC2::Instance', id: 'i-1; drop', region })).toBe(false);
    expect(terminateInstance.appliesTo({ type: 'AWS::IAM::User', id: 'i-0123456789abcdef0', region })).toBe(false);
  });
});

describe('the steps', () => {
  test('are to stop it, to save each volume that would be deleted, and to terminate it', async () => {
    const target = await planFor(await launch());

    expect(terminateInstance.steps(target).map(({ id }) => id)).toEqual([
      'stop',
      expect.stringMatching(/^snapshot vol-[0-9a-f]{17}$/),
      'terminate',
    ]);
    const [volume] = target.material['volumes'] as readonly string[];
    expect(terminateInstance.steps(target)[1]).toMatchObject({
      resources: [`arn:aws:ec2:${aws.demo.region}:${aws.demo.account}:volume/${volume?.split(':')[0]}`],
      creates: [`arn:aws:ec2:${aws.demo.region}::snapshot/*`],
    });
  });

  test('leave out what is stopped already, may not be stopped, or survives', async () => {
    const id = await launch({
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: false } }],
    });
    const kept = await planFor(id);
    await admin.send(new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiStop: { Value: true } }));

    expect(terminateInstance.steps(kept).map((step) => step.id)).toEqual(['stop', 'terminate']);
    expect(terminateInstance.steps(await planFor(id)).map((step) => step.id)).toEqual(['terminate']);
  });

  test.each([
    ['the volume', 'snapshot', 'ec2:CreateSnapshot'],
    ['the instance', 'terminate', 'ec2:TerminateInstances'],
  ])('of one instance cannot touch %s of another', async (_what, name, permission) => {
    const [mine, other] = [await planFor(await launch()), await planFor(await launch())];
    const [step, foreign] = [stepOf(mine, name), stepOf(other, name)];
    const session = await actor(step);

    await expect(terminateInstance.run(session, contextOf(other, foreign))).rejects.toMatchObject({
      code: 'aws.denied',
      details: { call: permission },
    });
    await terminateInstance.run(session, contextOf(mine, step));
  });

  test('take one snapshot of a volume, however often they are taken', async () => {
    const target = await planFor(await launch());
    const step = stepOf(target, 'snapshot');
    const session = await actor(step);

    const first = await terminateInstance.run(session, contextOf(target, step));
    const again = await terminateInstance.run(session, contextOf(target, step));

    expect(again.data).toEqual(first.data);
    expect(again.requestId).toBeUndefined();
    await eventually(async () =>
      expect(await terminateInstance.verify(reader, contextOf(target, step))).toMatchObject({
        state: 'done',
        data: first.data,
      }),
    );
  });
});

function actor({ permissions, resources, creates = [] }: StepSpec): Promise<AwsSession> {
  const { account, region } = aws.demo;
  return accounts().actor({ account, region, permissions, resources, creates, requestId: 'test-request' });
}

function stepOf(target: PlanTarget, begins: string): StepSpec {
  const step = terminateInstance.steps(target).find(({ id }) => id.startsWith(begins));
  if (step === undefined) throw new Error(`no step ${begins}`);
  return step;
}

function contextOf(target: PlanTarget, step: StepSpec): StepContext {
  // The plan is of no interest to these steps.
  return { plan: {} as Plan, target, step, requestId: `run-of-${target.id}`, earlier: {} };
}
