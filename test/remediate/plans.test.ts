import { expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import type { Case, CaseTarget } from '../../src/model/case.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Aws, AwsSession } from '../../src/ports/aws.ts';
import type { Action } from '../../src/remediate/action.ts';
import { terminateInstance } from '../../src/remediate/actions/terminate-instance.ts';
import { offersFor } from '../../src/remediate/offers.ts';
import { choose, makePlan, readPlan } from '../../src/remediate/plans.ts';
import { HandClock } from './request-bench.ts';

const ACCOUNT = '111122223333';

/** Reads nothing: instances whose id ends in `dead` are gone, the others run. */
const action: Action = {
  ...terminateInstance,
  plan: (_session, targets) =>
    Promise.resolve(
      targets.map(({ type, id }) => ({
        type,
        id,
        arn: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${id}`,
        facts: [],
        material: { id },
        warnings: [],
        ...(id.endsWith('dead') ? { blocked: 'It is already terminated.' } : {}),
      })),
    ),
};

const session: AwsSession = {
  account: ACCOUNT,
  region: 'us-east-1',
  call: () => Promise.reject(new Error('nothing is called')),
};
const aws: Aws = { reader: () => Promise.resolve(session), actor: () => Promise.resolve(session) };

function instances(count: number, suffix: string): CaseTarget[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'AWS::EC2::Instance',
    id: `i-${index.toString(16).padStart(13, '0')}${suffix}`,
    region: 'us-east-1',
    created: true,
  }));
}

async function planOf(
  targets: readonly CaseTarget[],
): Promise<{ plan: Plan; choice: (ids: readonly string[]) => Promise<Plan> }> {
  const clock = new HandClock();
  const store = openSqliteStore(':memory:', { now: () => clock.now() });
  const actor = { type: 'AWSService', root: { id: 'service:ec2.amazonaws.com', name: 'ec2.amazonaws.com' } };
  const it = { id: 'case1', account: ACCOUNT, actor, targets, records: [] } as unknown as Case;
  const [offer] = offersFor(it, [], [action]);
  if (offer === undefined) throw new Error('nothing is offered');
  const plan = await makePlan({ store, aws, clock, actions: [action] }, it, offer);
  const kept = await readPlan(store, plan.id);
  await store.close();
  return { plan, choice: (ids) => choose({ store, actions: [action] }, kept, ids) };
}

const SENTENCE = '20 more instances of this case are not in this plan; ask again after this one.';

test('a plan that cannot take everything says so, and so does the request that is made from a part of it', async () => {
  const { plan, choice } = await planOf(instances(30, '0000'));
  const [first] = plan.targets;

  expect(plan.targets).toHaveLength(10);
  expect(plan.limits[0]).toBe(SENTENCE);
  expect((await choice([first?.id ?? ''])).limits[0]).toBe(SENTENCE);
});

test('one that is left out is one', async () => {
  const { plan } = await planOf(instances(11, '0000'));

  expect(plan.limits[0]).toBe('1 more instance of this case is not in this plan; ask again after this one.');
});

test('a plan that takes everything says nothing of others', async () => {
  const { plan } = await planOf(instances(10, '0000'));

  expect(plan.limits.join(' ')).not.toContain('not in this plan');
});

test('ten that are gone do not hide the eleventh', async () => {
  const [gone, running] = [instances(10, 'dead'), instances(12, '0000')];

  const { plan } = await planOf([...gone, ...running]);

  expect(plan.targets.map(({ id }) => id)).toEqual(running.slice(0, 10).map(({ id }) => id));
});

test('where fewer than ten are possible, those that are not stay to be seen, in their order', async () => {
  const [gone, running] = [instances(2, 'dead'), instances(3, '0000')];

  const { plan } = await planOf([...gone, ...running]);

  expect(plan.targets.map(({ id }) => id)).toEqual([...gone, ...running].map(({ id }) => id));
  expect(plan.limits.join(' ')).not.toContain('not in this plan');
});
