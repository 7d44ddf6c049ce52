import { CreateTagsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { launchWithLeakedKey, stateOf } from '../story/leaked-key.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { approve, askFor, auditOf, until } from './requests.ts';
import { areSaid } from './said.ts';

let host: AttackedHost;
let instances: readonly string[];
/** Requests that ended in an error, for the last test. */
const told: ActionRequest[] = [];

beforeAll(async () => {
  host = await startAttackedHost();
  instances = await launchWithLeakedKey(host.world, 10);
});
afterAll(async () => host?.close());

const terminations = (): number => host.world.aws.control.faults.calls('ec2:TerminateInstances');

const stops = (): number => host.world.aws.control.faults.calls('ec2:StopInstances');

test('IAM denies the call: nothing is terminated, and the card says who was denied what', async () => {
  const { aws } = host.world;
  const id = instances[0] ?? '';
  const request = await askFor(host, id);
  // The acting role may not touch what is tagged so.
  const ec2 = new EC2Client({ endpoint: aws.url, region: aws.demo.region, credentials: aws.demo.credentials.admin });
  await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'trailbolt', Value: 'never' }] }));
  ec2.destroy();
  const before = terminations();

  await approve(host, request);

  const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
  expect(ended.state).toBe('failed');
  expect(ended.outcome).toMatch(/ec2:StopInstances was denied \(.*UnauthorizedOperation\)/);
  expect(terminations() - before).toBe(0);
  expect(stateOf(host.world, id)).toBe('running');
  expect((await auditOf(host, ended)).slice(-3)).toEqual([
    'run.intended trailbolt',
    'run.refused trailbolt aws.denied',
    'run.failed trailbolt',
  ]);
  told.push(ended);
});

test('the acting role cannot be assumed: nothing is called, and the card says so', async () => {
  const id = instances[1] ?? '';
  const request = await askFor(host, id);
  const before = terminations();
  host.world.aws.control.faults.fail('sts:AssumeRole', 1, { code: 'AccessDenied', status: 403 });

  await approve(host, request);

  const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
  expect(ended.state).toBe('failed');
  expect(ended.outcome).toContain('may not assume the role');
  expect(terminations()).toBe(before);
  told.push(ended);
});

test('answers get lost, AWS fails, AWS throttles: each call is made once, after looking what happened', async () => {
  const { faults } = host.world.aws.control;
  const [lost = '', failed = '', throttled = ''] = instances.slice(2, 5);
  const requests = [await askFor(host, lost), await askFor(host, failed), await askFor(host, throttled)] as const;
  const before = stops();

  // Each fault is met before the next is laid; the second tries come only after all of them.
  faults.drop('ec2:StopInstances');
  await approve(host, requests[0]);
  await eventually(() => expect(stops() - before).toBe(1));
  faults.fail('ec2:StopInstances', 1, { code: 'InternalError', status: 500 });
  await approve(host, requests[1]);
  await eventually(() => expect(stops() - before).toBe(2));
  faults.fail('ec2:StopInstances', 1, { code: 'RequestLimitExceeded', status: 503 });
  await approve(host, requests[2]);
  await eventually(() => expect(stops() - before).toBe(3));
  // The first of the second tries, whichever it is, is throttled as well.
  faults.fail('ec2:StopInstances', 1, { code: 'RequestLimitExceeded', status: 503 });

  for (const request of requests) {
    const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
    expect(ended.state).toBe('succeeded');
    expect(counted(await auditOf(host, ended))).toEqual({ 'run.intended': 3, 'run.called': 3, 'run.succeeded': 1 });
  }
  // One for the lost answer, which is found and not repeated; two for the failure and the throttling, one more for both.
  expect(stops() - before).toBe(6);
  expect([lost, failed, throttled].map((id) => stateOf(host.world, id))).toEqual(Array(3).fill('terminated'));
});

test('live state may not be read any more: nothing is called, and the card says so', async () => {
  const id = instances[5] ?? '';
  const request = await askFor(host, id);
  const before = terminations();
  const { faults } = host.world.aws.control;
  faults.fail('ec2:DescribeInstances', 50, { code: 'UnauthorizedOperation', status: 403 });

  await approve(host, request);

  const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
  expect(ended.state).toBe('stale');
  expect(ended.outcome).toContain('ec2:DescribeInstances was denied');
  expect(terminations()).toBe(before);
  faults.reset();
  told.push(ended);
});

test('live state may not be read for a while after the call: the run waits, and is verified then', async () => {
  const id = instances[6] ?? '';
  const request = await askFor(host, id);
  const before = terminations();
  const { faults } = host.world.aws.control;
  const release = faults.after('ec2:TerminateInstances', () => {
    release();
    faults.fail('ec2:DescribeInstances', 1, { code: 'UnauthorizedOperation', status: 403 });
  });

  await approve(host, request);

  const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
  expect(ended.state).toBe('succeeded');
  expect(terminations() - before).toBe(1);
  expect(counted(await auditOf(host, ended))).toEqual({ 'run.intended': 3, 'run.called': 3, 'run.succeeded': 1 });
});

test('the connection breaks, and what happened may not be looked up: the card says that nobody knows', async () => {
  const id = instances[8] ?? '';
  const request = await askFor(host, id);
  const before = terminations();
  const { faults } = host.world.aws.control;
  faults.drop('ec2:TerminateInstances');
  const release = faults.after('ec2:TerminateInstances', () => {
    release();
    // Others read instances, too: for names, and for what inspectors said of earlier runs.
    faults.fail('ec2:DescribeInstances', 50, { code: 'UnauthorizedOperation', status: 403 });
  });

  await approve(host, request);

  const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
  expect(ended.state).toBe('failed');
  expect(ended.outcome).toContain('may or may not have been done, and cannot be looked up');
  expect(terminations() - before).toBe(1);
  faults.reset();
  told.push(ended);
});

test('reading is throttled for a while: the run waits, and is made once', async () => {
  const id = instances[7] ?? '';
  const request = await askFor(host, id);
  const before = terminations();
  host.world.aws.control.faults.fail('ec2:DescribeInstances', 4, { code: 'RequestLimitExceeded', status: 503 });

  await approve(host, request);

  const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
  expect(ended.state).toBe('succeeded');
  expect(terminations() - before).toBe(1);
});

test('the thread says how each of them ended', async () => {
  expect(told).toHaveLength(4);
  await areSaid(host, told);
});

/** How often each kind of step of a run stands in the audit. */
function counted(audit: readonly string[]): Record<string, number> {
  const kinds = audit.map((entry) => entry.split(' ', 1)[0] ?? '').filter((kind) => kind.startsWith('run.'));
  return Object.fromEntries(kinds.map((kind) => [kind, kinds.filter((other) => other === kind).length]));
}
