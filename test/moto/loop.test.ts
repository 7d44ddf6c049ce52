import { EC2Client, DescribeInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { askToTerminate, button, card, channelMessages, press, requestMessage, said } from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import { REGION } from './identities.ts';
import { deploy, type Deployment } from './deployment.ts';
import { launchRecord, trailKey } from './records.ts';

const TYPE = 'p3.8xlarge';
/** moto is slow on a small machine, and a run looks at its result some seconds later. */
const PATIENCE = 45_000;

let it: Deployment;
let instances: readonly string[];

beforeAll(async () => {
  it = await deploy();
  // Whatever passes from here on passes with the rights that each function has, and with signatures that hold.
  await it.moto.enforceIam();
  instances = await it.account.launch(TYPE, 2);
});
afterAll(async () => it?.close());

test("the worker's own credentials may do nothing to instances", async () => {
  const ec2 = new EC2Client({ endpoint: it.moto.url, region: REGION, credentials: it.account.functionKeys.worker });
  const ids = { InstanceIds: [...instances] };

  await expect(ec2.send(new DescribeInstancesCommand(ids))).rejects.toThrow('not authorized');
  await expect(ec2.send(new TerminateInstancesCommand(ids))).rejects.toThrow('not authorized');
  ec2.destroy();
});

test('a file in the bucket becomes one card that offers the remedy', async () => {
  await it.account.putTrailFile(trailKey(), [launchRecord(instances, TYPE)]);

  await eventually(() => expect(button(card(it), 'open.plan.0')?.label).toBe('Terminate 2 instances…'), PATIENCE);
  for (const id of instances) expect(said(card(it))).toContain(id);
  expect(channelMessages(it)).toHaveLength(1);
});

test('a request with two approvals, by clicks, ends the instances', async () => {
  await askToTerminate(it);
  await press(it, PEOPLE.ana, requestMessage(it), 'request.approve');
  await eventually(() => expect(said(requestMessage(it))).toContain('1 of 2 approvals'), PATIENCE);
  for (const id of instances) expect(await it.account.stateOf(id)).toBe('running');
  await press(it, PEOPLE.ben, requestMessage(it), 'request.approve');

  await eventually(() => expect(said(card(it))).toContain('done'), PATIENCE);
  for (const id of instances) expect(await it.account.stateOf(id)).toBe('terminated');
  expect(button(card(it), 'open.plan.0')).toBeUndefined();
});

test('where AWS has no event history, “Show trail” says so', async () => {
  await press(it, PEOPLE.vic, card(it), 'case.trail');

  await eventually(() => {
    const answer = channelMessages(it).find((message) => message.text.startsWith('Trail of'));
    expect(said(answer)).toContain(`production ${REGION} could not be asked`);
  }, PATIENCE);
});

test('nothing was set aside on the way', async () => {
  for (const queue of [it.account.queues.ingestSetAside, it.account.queues.jobsSetAside])
    expect(await it.account.countOf(queue)).toBe(0);
});
