import {
  EC2Client,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import type { Plan, PlanTarget } from '../../src/model/plan.ts';
import type { AwsSession } from '../../src/ports/aws.ts';
import type { StepContext } from '../../src/remediate/action.ts';
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

async function launch(): Promise<string> {
  const { Instances: [instance] = [] } = await admin.send(
    new RunInstancesCommand({ ImageId: aws.demo.imageId, InstanceType: 't3.small', MinCount: 1, MaxCount: 1 }),
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

describe('the run', () => {
  test('terminates the instance that the session was made for, and can be verified until it is gone', async () => {
    const target = await planFor(await launch());
    const session = await actor([target.arn]);

    expect((await terminateInstance.verify(reader, contextOf(target))).state).toBe('not-begun');
    const done = await terminateInstance.run(session, contextOf(target));

    expect(done.result).toBe('running → shutting-down');
    expect(done.requestId).toMatch(/^[0-9a-f-]{36}$/);
    await eventually(async () =>
      expect((await terminateInstance.verify(reader, contextOf(target))).state).toBe('done'),
    );
  });

  test('cannot touch any other instance, whatever the plan says', async () => {
    const [mine, other] = [await planFor(await launch()), await planFor(await launch())];
    const session = await actor([mine.arn]);

    await expect(terminateInstance.run(session, contextOf(other))).rejects.toMatchObject({ code: 'aws.denied' });
    expect((await planFor(other.id)).facts[0]).toBe('running');
  });

  test('twice has one effect', async () => {
    const target = await planFor(await launch());
    const session = await actor([target.arn]);

    await terminateInstance.run(session, contextOf(target));
    const again = await terminateInstance.run(session, contextOf(target));

    expect(again.result).toMatch(/^(shutting-down|terminated) → /);
  });
});

function actor(resources: readonly string[]): Promise<AwsSession> {
  return accounts().actor({
    account: aws.demo.account,
    region: aws.demo.region,
    permissions: terminateInstance.permissions.act,
    resources,
    requestId: 'test-request',
  });
}

function contextOf(target: PlanTarget): StepContext {
  const [step] = terminateInstance.steps(target);
  if (step === undefined) throw new Error('no step');
  return { plan: planOf(target), target, step, requestId: 'test-request', earlier: {} };
}

function planOf(target: PlanTarget): Plan {
  return {
    id: 'plan',
    caseId: 'case',
    action: {
      id: terminateInstance.id,
      title: terminateInstance.title.one,
      risk: terminateInstance.risk,
      undo: terminateInstance.undo,
    },
    account: aws.demo.account,
    region: aws.demo.region,
    targets: [target],
    effects: [],
    limits: [],
    undoNote: '',
    digest: '',
    plannedAt: 0,
  };
}
