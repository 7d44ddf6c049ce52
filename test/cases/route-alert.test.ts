import { describe, expect, it } from 'vitest';
import { channelsOf, routeAlert } from '../../src/cases/route-alert.ts';
import type { Policy, Route } from '../../src/model/policy.ts';
import { policyOf } from '../approve/support.ts';
import { alertOf, DAVE, ruleOf } from './support.ts';
import { CHANNEL, openDesk } from './desk.ts';
import { CHANNELS } from '../../src/sandbox/slack/cast.ts';

const PROD = '111122223333';

function policyWith(...routes: readonly Partial<Route>[]): Policy {
  return policyOf({
    accounts: [
      { id: PROD, alias: 'prod', regions: [], ou: 'workloads/prod', tags: { env: 'prod' } },
      { id: '444455556666', alias: 'test', regions: [], ou: 'workloads/production-like', tags: { env: 'test' } },
    ],
    routing: routes.map((route, index) => ({
      name: `route${index}`,
      channel: `C${index}`,
      levels: [],
      accounts: [],
      ous: [],
      tags: [],
      rules: [],
      ...route,
    })),
  });
}

describe('where a case goes', () => {
  it.each<[string, Partial<Route>, boolean]>([
    ['everything', {}, true],
    ['its level', { levels: ['low', 'high'] }, true],
    ['another level', { levels: ['critical'] }, false],
    ['its account', { accounts: [PROD] }, true],
    ['another account', { accounts: ['444455556666'] }, false],
    ['its unit', { ous: ['workloads/prod'] }, true],
    ['a unit above it', { ous: ['workloads'] }, true],
    ['a unit whose name begins like it', { ous: ['workloads/pro'] }, false],
    ['a tag', { tags: [{ key: 'env' }] }, true],
    ['a tag with its value', { tags: [{ key: 'team' }, { key: 'env', value: 'prod' }] }, true],
    ['a tag with another value', { tags: [{ key: 'env', value: 'Prod' }] }, false],
    ['its rule', { rules: ['root-used'] }, true],
    ['the beginning of its rule', { rules: ['root-*'] }, true],
    ['a rule whose name begins like it', { rules: ['root'] }, false],
    ['some of it only', { levels: ['high'], accounts: [PROD], rules: ['other'] }, false],
  ])('a route for %s', (_what, route, fits) => {
    const { channel } = routeAlert(policyWith(route), { account: PROD, level: 'high', rule: ['4fb0', 'root-used'] });

    expect(channel).toBe(fits ? 'C0' : 'C0ALERTS');
  });

  it('is decided by the first that fits', () => {
    const policy = policyWith({ levels: ['low'] }, { accounts: [PROD] }, {});

    expect(routeAlert(policy, { account: PROD, level: 'high' })).toMatchObject({
      channel: 'C1',
      route: { name: 'route1' },
    });
    expect(channelsOf(policy)).toEqual(['C0ALERTS', 'C0', 'C1', 'C2']);
  });

  it('for an account that the policy does not know is by level and rule alone', () => {
    const policy = policyWith({ ous: ['workloads'] }, { tags: [{ key: 'env' }] }, { levels: ['high'] });

    expect(routeAlert(policy, { account: '999988887777', level: 'high' }).channel).toBe('C2');
  });
});

const channelFor = (alert: { rule: { level: string } }) =>
  Promise.resolve(alert.rule.level === 'critical' ? CHANNELS.audit : CHANNEL);

describe('a case that becomes worse than its channel is for', () => {
  it('stays there, and the other channel is told once where it is', async () => {
    const desk = await openDesk();
    await desk.record(alertOf(['e0']));
    await desk.drainAll();
    for (const id of ['e1', 'e2'])
      await desk.record(alertOf([id], { rule: ruleOf({ id: 'worse', level: 'critical', title: 'Trail stopped' }) }), {
        channelFor,
      });
    await desk.drainAll();
    await desk.drainAll(CHANNELS.audit);
    const elsewhere = desk.slack.snapshot().messages.filter(({ channel }) => channel === CHANNELS.audit);

    expect(desk.messages().filter(({ threadTs }) => threadTs === undefined)).toHaveLength(1);
    expect(elsewhere.map(({ text }) => text)).toEqual([
      `Critical: Trail stopped (${DAVE.root.name} in prod). Its case began in channel ${CHANNEL} and goes on there.`,
    ]);
  });
});
