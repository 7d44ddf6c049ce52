import { afterAll, beforeAll, expect, test } from 'vitest';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { askToTerminate, button, card, press, requestMessage, said } from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import { deploy, type Deployment } from './deployment.ts';
import { launchRecord, trailKey } from './launch-record.ts';

const TYPE = 'p3.8xlarge';
/** moto is slow on a small machine, and a run looks at its result some seconds later. */
const PATIENCE = 45_000;

let it: Deployment;

beforeAll(async () => {
  it = await deploy();
  await it.moto.enforceIam();
});
afterAll(async () => it?.close());

test('from a file in the bucket to an instance that is gone', async () => {
  const instances = await it.account.launch(TYPE, 2);
  await it.account.putTrailFile(trailKey(), [launchRecord(instances, TYPE)]);

  await askToTerminate(it);
  for (const id of instances) expect(said(card(it))).toContain(id);
  await press(it, PEOPLE.ana, requestMessage(it), 'request.approve');
  await eventually(() => expect(said(requestMessage(it))).toContain('1 of 2 approvals'), PATIENCE);
  await press(it, PEOPLE.ben, requestMessage(it), 'request.approve');

  await eventually(() => expect(said(card(it))).toContain('done'), PATIENCE);
  for (const id of instances) expect(await it.account.stateOf(id)).toBe('terminated');
  expect(button(card(it), 'open.plan.0')).toBeUndefined();
});
