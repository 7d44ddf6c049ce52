import { afterAll, beforeAll, expect, test } from 'vitest';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { askToTerminate, button, card, press, requestMessage, said } from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import { deploy, type Deployment } from './deployment.ts';
import { launchRecord, trailKey } from './records.ts';
import { RIGHTS } from './rights.ts';

const TYPE = 'p3.8xlarge';
const PATIENCE = 45_000;

let it: Deployment;
let instance: string;

beforeAll(async () => {
  it = await deploy();
  await it.moto.enforceIam();
  const [launched = ''] = await it.account.launch(TYPE, 1);
  instance = launched;
  await it.account.putTrailFile(trailKey(), [launchRecord([instance], TYPE)]);
  await eventually(() => expect(button(card(it), 'open.plan.0')).toBeDefined(), PATIENCE);
});
afterAll(async () => it?.close());

test('a worker that may not assume the reading role says so in the modal', async () => {
  await it.account.setFunctionRights(
    'worker',
    RIGHTS.worker.filter((action) => !action.startsWith('sts:')),
  );

  await press(it, PEOPLE.rana, card(it), 'open.plan.0');

  await eventually(() => {
    const view = it.slack.snapshot().views.find((candidate) => candidate.user === PEOPLE.rana);
    expect(JSON.stringify(view?.view)).toContain('may not assume the role');
  });
  await it.account.setFunctionRights('worker', RIGHTS.worker);
});

test('an acting role without the rights for it fails the run, and the card says why', async () => {
  await it.account.setRoleRights('TrailboltAct', ['ec2:DescribeInstances']);

  await askToTerminate(it);
  await press(it, PEOPLE.ana, requestMessage(it), 'request.approve');
  await eventually(() => expect(said(requestMessage(it))).toContain('1 of 2 approvals'), PATIENCE);
  await press(it, PEOPLE.ben, requestMessage(it), 'request.approve');

  await eventually(() => expect(said(requestMessage(it))).toContain('ec2:StopInstances was denied'), PATIENCE);
  await eventually(() => expect(said(card(it))).toContain('failed'), PATIENCE);
  expect(await it.account.stateOf(instance)).toBe('running');
  // Once somebody has given the role its right, the same card takes a new request.
  expect(button(card(it), 'open.plan.0')).toBeDefined();
});
