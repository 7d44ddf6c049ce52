import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { createTimers } from '../../src/adapters/timers.ts';
import { askInspections, performInspection, type InspectPorts } from '../../src/app/inspections.ts';
import { readCase } from '../../src/cases/case-store.ts';
import { listCases } from '../../src/cases/list-cases.ts';
import { TrailboltError } from '../../src/errors.ts';
import type { Job } from '../../src/model/job.ts';
import type { SourcedRecord } from '../../src/model/record.ts';
import type { Timer } from '../../src/ports/timers.ts';
import { ownCallKey } from '../../src/remediate/own-call.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import { policyOf } from '../approve/support.ts';
import { ManualClock, memoryStore } from '../cases/support.ts';
import { clients, newestRecord, type Clients } from '../sandbox/aws/support.ts';
import { card, said } from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import { startHostInWorld } from '../support/host-in-world.ts';
import { testLog as log } from '../support/test-log.ts';

const SSH_FROM_ANYWHERE = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

/** Launches one instance behind a group that lets anybody in, and gives its id. */
async function launchOpen({ ec2 }: Clients, imageId: string): Promise<string> {
  const { GroupId: group = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `open-${Math.random()}`, Description: 'test' }),
  );
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: [SSH_FROM_ANYWHERE] }));
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: imageId,
      InstanceType: 't3.small',
      MinCount: 1,
      MaxCount: 1,
      SecurityGroupIds: [group],
    }),
  );
  return Instances[0]?.InstanceId ?? '';
}

describe('an inspection', () => {
  let aws: SandboxAws;
  let admin: Clients;
  let clock: ManualClock;
  let jobs: Job[];
  let occasions: string[];
  let ports: InspectPorts;

  beforeAll(async () => {
    // Nothing moves by itself: an instance starts when the test lets time pass.
    aws = await createSandboxAws({ transitionMs: 3_600_000, lookupLagMs: 0, lookupsPerSecond: 1000 });
    const { worker } = aws.demo.credentials;
    Object.assign(process.env, aws.endpoints, {
      AWS_ACCESS_KEY_ID: worker.accessKeyId,
      AWS_SECRET_ACCESS_KEY: worker.secretAccessKey,
    });
    admin = clients(aws, aws.demo.credentials.admin);
  });
  afterAll(() => aws?.close());

  beforeEach(() => {
    clock = new ManualClock(Date.now());
    jobs = [];
    occasions = [];
    const store = memoryStore(clock);
    const queue = {
      send: (job: Job) => Promise.resolve(void jobs.push(job)),
      deadLetter: () => Promise.resolve(),
      setAside: () => Promise.resolve(0),
    };
    ports = {
      store,
      clock,
      log,
      timers: createTimers({ store, jobs: queue, clock, log }),
      aws: reading(),
      policy: () => Promise.resolve(policy()),
      automate: (occasion) => Promise.resolve(void occasions.push(occasion.rule)),
    };
  });

  const reading = () => createAws({ accounts: () => Promise.resolve({ readRole: aws.demo.roles.read }) });

  const policy = () =>
    policyOf({ accounts: [{ id: aws.demo.account, alias: 'prod', regions: ['us-east-1'], readRole: 'r' }] });

  async function launchRecord(): Promise<SourcedRecord> {
    await launchOpen(admin, aws.demo.imageId);
    const record = await newestRecord(admin, 'RunInstances');
    return { record, provenance: { source: 'org-trail', kind: 's3', bucket: 'b', key: 'k' } };
  }

  const ask = (...records: readonly SourcedRecord[]) => askInspections(ports, policy(), records);
  const due = async () => (await ports.timers.due(clock.now(), 10)).filter(({ kind }) => kind === 'inspect');
  const dueOtherwise = async () => (await ports.timers.due(clock.now(), 10)).filter(({ kind }) => kind !== 'inspect');

  /** Fires what is due, as a worker does that has just started: what it assumed an hour of AWS's time ago has expired. */
  async function fire(): Promise<readonly Timer[]> {
    ports = { ...ports, aws: reading() };
    const timers = await due();
    for (const timer of timers) {
      await performInspection(ports, timer.subject);
      await ports.timers.done(timer);
    }
    return timers;
  }

  const found = async () =>
    (await listCases(ports.store, { shelf: 'open', limit: 10 })).cases.flatMap((it0) =>
      it0.lines.map((line) => [line.rule.id, line.count, line.seen?.length]),
    );

  it('is asked for once for each record of a guarded account that some inspector looks after', async () => {
    const launch = await launchRecord();
    const others = [
      { ...launch, record: { ...launch.record, eventID: 'other', recipientAccountId: '999988887777' } },
      { ...launch, record: { ...launch.record, eventID: 'failed', errorCode: 'Client.UnauthorizedOperation' } },
      { ...launch, record: { ...launch.record, eventID: 'read', eventName: 'DescribeInstances' } },
    ];

    expect(await ask(launch, ...others, launch)).toBe(1);
    expect(await ask(launch)).toBe(0);
    expect(jobs).toEqual([expect.objectContaining({ kind: 'timer' })]);
  });

  it('waits for an instance that is still starting, then tells what it saw, once', async () => {
    await ask(await launchRecord());
    await fire();
    const early = await found();
    aws.control.advance(3_600_000);
    clock.advance(10_000);
    await fire();
    const first = await found();
    clock.advance(3_600_000);
    await fire();

    expect(early).toEqual([]);
    expect(first).toContainEqual(['instance-reachable-for-admin', 1, 1]);
    expect(await found()).toEqual(first);
    expect(await due()).toEqual([]);
    // What else the actor of this case does is counted as of any other.
    expect(new Set((await dueOtherwise()).map(({ kind }) => kind))).toEqual(new Set(['look-around', 'names']));
  });

  it('that is done twice at once, or again after a crash, counts once', async () => {
    await ask(await launchRecord());
    aws.control.advance(3_600_000);
    const [timer] = await due();
    const subject = timer?.subject ?? '';
    await Promise.all([performInspection(ports, subject), performInspection(ports, subject)]);
    await performInspection(ports, subject);

    expect(await found()).toContainEqual(['instance-reachable-for-admin', 1, 1]);
  });

  it('is left out for what a run of ours changed', async () => {
    const launch = await launchRecord();
    aws.control.advance(3_600_000);
    const { requestID } = launch.record;
    if (typeof requestID !== 'string') throw new Error('no request id');
    await ports.store.commit([{ kind: 'put', key: ownCallKey(requestID), value: {}, if: 'any' }]);
    await ask(launch);
    await fire();

    expect(await found()).toEqual([]);
  });

  it('that AWS does not answer is tried again', async () => {
    await ask(await launchRecord());
    aws.control.advance(3_600_000);
    aws.control.faults.fail('ec2:DescribeSecurityGroups', 3, { code: 'InternalError', status: 500 });

    await expect(fire()).rejects.toThrow(TrailboltError);
    await fire();

    expect(await found()).toContainEqual(['instance-reachable-for-admin', 1, 1]);
  });

  it('puts what it saw and the vulnerable instance first on the case', async () => {
    await ask(await launchRecord());
    aws.control.advance(3_600_000);
    await fire();
    const [it0] = (await listCases(ports.store, { shelf: 'open', limit: 1 })).cases;
    const { value } = await readCase(ports.store, it0?.id ?? '');
    const line = value.lines.find(({ rule }) => rule.id === 'instance-reachable-for-admin');

    expect(occasions).toContain('instance-reachable-for-admin');
    expect(line?.seen?.[0]?.words).toMatch(/^At [0-9.]+, port 22 \(SSH\) can be reached from anywhere \(sg-/);
    expect(value.targets).toContainEqual(
      expect.objectContaining({ type: 'AWS::EC2::Instance', id: line?.seen?.[0]?.id, created: true }),
    );
  });
});

test(
  'a launch that nobody’s rule would call large gets a card for what can be reached',
  { timeout: 60_000 },
  async () => {
    const host = await startHostInWorld({ socketMode: false });
    const { world } = host;
    try {
      const id = await launchOpen(clients(world.aws, world.aws.demo.credentials.dave), world.aws.demo.imageId);
      await eventually(() => {
        expect(said(card(world))).toContain('can be reached from anywhere');
        // Where a card shows several things, it shows the beginning of each id.
        expect(said(card(world))).toContain(id.slice(0, 8));
      });
    } finally {
      await host.close();
    }
  },
);
