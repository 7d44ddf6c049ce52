import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { createTimers } from '../../src/adapters/timers.ts';
import { lookAtAftermath } from '../../src/app/aftermath.ts';
import { askInspections, performInspection, type InspectPorts } from '../../src/app/inspections.ts';
import { listCases } from '../../src/cases/list-cases.ts';
import type { Case } from '../../src/model/case.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import { policyOf } from '../approve/support.ts';
import { ManualClock, memoryStore } from '../cases/support.ts';
import { clients, newestRecord, type Clients } from '../sandbox/aws/support.ts';
import { testLog as log } from '../support/test-log.ts';

const SSH = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];

describe('after a run', () => {
  let aws: SandboxAws;
  let admin: Clients;
  let clock: ManualClock;
  let ports: InspectPorts;
  let group: string;

  beforeAll(async () => {
    aws = await createSandboxAws({ transitionMs: 1, lookupLagMs: 0, lookupsPerSecond: 1000 });
    const { worker } = aws.demo.credentials;
    Object.assign(process.env, aws.endpoints, {
      AWS_ACCESS_KEY_ID: worker.accessKeyId,
      AWS_SECRET_ACCESS_KEY: worker.secretAccessKey,
    });
    admin = clients(aws, aws.demo.credentials.admin);
  });
  afterAll(() => aws?.close());

  beforeEach(async () => {
    clock = new ManualClock(Date.now());
    const store = memoryStore(clock);
    const queue = {
      send: () => Promise.resolve(),
      deadLetter: () => Promise.resolve(),
      setAside: () => Promise.resolve(0),
    };
    ports = {
      store,
      clock,
      log,
      timers: createTimers({ store, jobs: queue, clock, log }),
      aws: createAws({ accounts: () => Promise.resolve({ readRole: aws.demo.roles.read }) }),
      policy: () =>
        Promise.resolve(
          policyOf({ accounts: [{ id: aws.demo.account, alias: 'prod', regions: ['us-east-1'], readRole: 'r' }] }),
        ),
      automate: () => Promise.resolve(),
    };
    await openedInUse();
  });

  /** A group with an instance in it is opened, and the inspector has said so. */
  async function openedInUse(): Promise<void> {
    const made = await admin.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: `used-${Math.random()}`, Description: 'test' }),
    );
    group = made.GroupId ?? '';
    await admin.ec2.send(
      new RunInstancesCommand({
        ImageId: aws.demo.imageId,
        InstanceType: 't3.small',
        MinCount: 1,
        MaxCount: 1,
        SecurityGroupIds: [group],
      }),
    );
    aws.control.advance(10);
    await open();
    const record = await newestRecord(admin, 'AuthorizeSecurityGroupIngress');
    const sourced = { record, provenance: { source: 'org-trail', kind: 's3', bucket: 'b', key: 'k' } } as const;
    await askInspections(ports, await ports.policy(), [sourced]);
    for (const timer of await ports.timers.due(clock.now(), 10)) {
      if (timer.kind === 'inspect') await performInspection(ports, timer.subject);
      await ports.timers.done(timer);
    }
  }

  const open = () => admin.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: SSH }));
  const close = () => admin.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: SSH }));
  const theCase = async () => (await listCases(ports.store, { shelf: 'open', limit: 1 })).cases[0] as Case;
  const live = async () =>
    (await theCase()).lines.flatMap(({ seen = [] }) => seen.map(({ id, over, at }) => [id, over === true, at]));
  const look = async (times = 0) => lookAtAftermath(ports, JSON.stringify([(await theCase()).id, times]));
  const later = async () =>
    (await ports.timers.due(clock.now() + 3_600_000, 50)).filter(({ kind }) => kind === 'aftermath');

  it('the card is told that what an inspector saw is over, and the card is drawn anew', async () => {
    const before = await live();
    const began = clock.now();
    await close();
    clock.advance(60_000);
    await look();

    expect(before).toEqual([[group, false, began]]);
    expect(await live()).toEqual([[group, true, began + 60_000]]);
    expect(await later()).toEqual([]);
    const { items } = await ports.store.list(`outbox#${(await theCase()).channel}`, { limit: 10 });
    expect(items.map(({ value }) => (value as { kind: string }).kind)).toContain('card');
  });

  it('what is still so is looked at again, at most three times, and stays told', async () => {
    await look();
    const [again] = await later();
    await look(2);

    expect(again?.subject).toBe(JSON.stringify([(await theCase()).id, 1]));
    expect(await live()).toEqual([[group, false, clock.now()]]);
    expect(await later()).toHaveLength(1);
  });

  it('what an undo brings back is told as live again', async () => {
    await close();
    await look();
    await open();
    await look();

    expect(await live()).toEqual([[group, false, clock.now()]]);
  });

  it('what cannot be read is left as it was seen', async () => {
    const before = await live();
    await close();
    clock.advance(60_000);
    aws.control.faults.fail('ec2:DescribeSecurityGroups', 1, { code: 'UnauthorizedOperation', status: 403 });
    await look();

    expect(await live()).toEqual(before);
  });

  it('of a case that is forgotten nothing is done', async () => {
    await expect(lookAtAftermath(ports, JSON.stringify(['gone', 0]))).resolves.toBeUndefined();
  });
});
