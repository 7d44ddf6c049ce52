import {
  EC2Client,
  ModifyInstanceAttributeCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchWithLeakedKey, stateOf } from '../story/leaked-key.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { approve, askFor, auditOf, until } from './requests.ts';
import { areSaid } from './said.ts';

let host: AttackedHost;
let ec2: EC2Client;
let instances: readonly string[];
/** Requests that ended, for the last test. */
const told: ActionRequest[] = [];

beforeAll(async () => {
  host = await startAttackedHost();
  const { aws } = host.world;
  ec2 = new EC2Client({ endpoint: aws.url, region: aws.demo.region, credentials: aws.demo.credentials.admin });
  instances = await launchWithLeakedKey(host.world, 9);
});
afterAll(async () => {
  ec2?.destroy();
  await host?.close();
});

/** Calls of Trailbolt and of everybody else. */
const terminations = (): number => host.world.aws.control.faults.calls('ec2:TerminateInstances');

const stop = (id: string): Promise<unknown> => ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));

const terminate = (id: string): Promise<unknown> => ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));

const protect = (id: string): Promise<unknown> =>
  ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiTermination: { Value: true } }));

test.each<[string, number, (id: string) => Promise<unknown>, RegExp]>([
  ['is stopped', 0, stop, /state was "running", is "stopp(ing|ed)"/],
  ['is terminated by somebody else', 1, terminate, /state was "running", is "(shutting-down|terminated)"/],
  ['gets termination protection', 2, protect, /terminationProtection was false, is true/],
])(
  'an instance that %s between plan and approval is left alone, and the card says so',
  async (_what, index, change, says) => {
    const id = instances[index] ?? '';
    const request = await askFor(host, id);
    await change(id);
    const before = terminations();

    await approve(host, request);

    const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
    expect(ended).toMatchObject({ state: 'stale' });
    expect(ended.outcome).toMatch(says);
    expect(ended.outcome).toContain(id);
    expect(terminations()).toBe(before);
    expect((await auditOf(host, ended)).filter((entry) => entry.startsWith('run.'))).toEqual(['run.stale trailbolt']);
    told.push(ended);
  },
);

test('of two instances, one changed: neither is touched', async () => {
  const [first = '', second = ''] = instances.slice(3, 5);
  const request = await askFor(host, first, second);
  await stop(second);
  const before = terminations();

  await approve(host, request);

  const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
  expect(ended.state).toBe('stale');
  expect(ended.outcome).toContain(second);
  expect(terminations()).toBe(before);
  expect(stateOf(host.world, first)).toBe('running');
});

test('of two instances, one protected after the other was terminated: that one is left alone, and the card says both', async () => {
  const [first = '', second = ''] = instances.slice(5, 7);
  const request = await askFor(host, first, second);
  const before = terminations();
  // Whose snapshot is there first is terminated first.
  let other = '';
  const release = host.world.aws.control.faults.after('ec2:TerminateInstances', async () => {
    release();
    other = [first, second].find((id) => stateOf(host.world, id) === 'stopped') ?? '';
    await protect(other);
  });

  await approve(host, request);

  const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
  expect(ended.state).toBe('failed');
  expect(ended.outcome).toMatch(/^1 of 2 done\. /);
  expect(ended.outcome).toMatch(new RegExp(`${other}: .*not done: .*terminationProtection was false, is true`));
  expect(terminations() - before).toBe(1);
  expect(new Set([first, second].map((id) => stateOf(host.world, id)))).toEqual(new Set(['stopped', 'terminated']));
  told.push(ended);
});

test('termination protection switched on in the last moment: AWS refuses, and the card says so', async () => {
  const id = instances[7] ?? '';
  const request = await askFor(host, id);
  const release = host.world.aws.control.faults.before('ec2:TerminateInstances', async () => {
    release();
    await protect(id);
  });

  await approve(host, request);

  const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
  expect(ended.state).toBe('failed');
  expect(ended.outcome).toContain('OperationNotPermitted');
  expect(ended.outcome).toMatch(/stopped; snapshot snap-\w+ of vol-\w+ is complete; then “Terminate” was not done/);
  expect(stateOf(host.world, id)).toBe('stopped');
  told.push(ended);
});

test('the thread says how each of them ended', async () => {
  expect(told).toHaveLength(5);
  await areSaid(host, told);
});
