import { expect, it } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { createTrailHistory } from '../../src/adapters/aws/lookup-events.ts';
import { createPolicySource } from '../../src/adapters/policy-source.ts';
import { createWorld } from '../../src/sandbox/world.ts';
import { testLog as log } from '../support/test-log.ts';

it('lookups side by side keep to the pace of the account, so that AWS refuses none of them', async () => {
  const world = await createWorld({ aws: { lookupLagMs: 0 } });
  try {
    Object.assign(process.env, world.environment);
    const policy = createPolicySource(world.environment['TRAILBOLT_POLICY'] ?? '', log);
    const { accounts } = await policy();
    const history = createTrailHistory({
      aws: createAws({ accounts: (id) => Promise.resolve(accounts.find((account) => account.id === id)) }),
    });
    const { account, region } = world.aws.demo;
    const query = { account, region, from: Date.now() - 3_600_000, to: Date.now() + 60_000 };

    await Promise.all(Array.from({ length: 6 }, () => history.lookup(query)));

    const { records } = await history.lookup(query);
    expect(records.filter(({ eventName }) => eventName === 'LookupEvents').length).toBeGreaterThanOrEqual(6);
    expect(records.filter(({ errorCode }) => errorCode === 'ThrottlingException')).toEqual([]);
  } finally {
    await world.close();
  }
}, 30_000);
