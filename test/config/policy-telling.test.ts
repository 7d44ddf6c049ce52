import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/config/policy.ts';
import { TrailboltError } from '../../src/errors.ts';

const HEAD = `version: 1
workspace: T0EXAMPLE
channels: { alerts: C0ALERTS, fallback: C0OPS }
accounts:
  - { id: '111122223333', alias: production, ou: workloads/prod, tags: { env: prod } }
  - { id: '444455556666', alias: staging, ou: workloads/test }
account-groups: [{ name: all, accounts: ['111122223333', '444455556666'] }]
`;

function problemsOf(more: string): readonly string[] {
  try {
    parsePolicy(HEAD + more, 'p.yaml');
  } catch (error) {
    if (!(error instanceof TrailboltError)) throw error;
    return error.message.split(/: p\.yaml:|; p\.yaml:/).slice(1);
  }
  return [];
}

describe('what the policy says of where and to whom something is told', () => {
  it('becomes the model, with groups as their accounts and minutes as seconds', () => {
    const policy = parsePolicy(
      `${HEAD}routing:
  - name: production
    channel: C0PROD
    levels: [high, critical]
    accounts: [all]
    ous: [workloads]
    tags: [{ key: env }]
    rules: ['database-*']
storm: { cards: 5, window-minutes: 1, quiet-minutes: 2 }
mutes: { longest-days: 14 }
escalation: { mention: [S0ONCALL], pager-topic: 'arn:aws:sns:eu-central-1:111122223333:on-call' }
`,
      'p.yaml',
    );

    expect(policy.routing).toEqual([
      {
        name: 'production',
        channel: 'C0PROD',
        levels: ['high', 'critical'],
        accounts: ['111122223333', '444455556666'],
        ous: ['workloads'],
        tags: [{ key: 'env' }],
        rules: ['database-*'],
      },
    ]);
    expect(policy.storm).toEqual({ cards: 5, window: 60, quiet: 120 });
    expect(policy.mutes).toEqual({ severe: 7 * 24, other: 14 * 24 });
    expect(policy.escalation).toEqual({
      mention: ['S0ONCALL'],
      mentionAfter: 600,
      pager: { topic: 'arn:aws:sns:eu-central-1:111122223333:on-call', after: 1200 },
    });
    expect(policy.accounts[0]).toMatchObject({ ou: 'workloads/prod', tags: { env: 'prod' } });
  });

  it.each([
    [
      'a channel by its name',
      'routing: [{ name: a, channel: prod }]',
      'routing.0.channel: expected a Slack channel id',
    ],
    [
      'an account that is not there',
      "routing: [{ name: a, channel: C0A, accounts: ['999988887777'] }]",
      'account 999988887777 is not under accounts',
    ],
    ['a level that there is not', 'routing: [{ name: a, channel: C0A, levels: [worst] }]', 'routing.0.levels.0: '],
    [
      'an organizational unit that no account is in',
      'routing: [{ name: a, channel: C0A, ous: [sandbox] }]',
      'routing.0.ous.0: expected the ou of an account under accounts, found sandbox',
    ],
    ['a part of a unit’s name', 'routing: [{ name: a, channel: C0A, ous: [work] }]', 'found work'],
    [
      'a tag that no account has',
      'routing: [{ name: a, channel: C0A, tags: [{ key: env, value: test }] }]',
      'expected a tag of an account under accounts, found env=test',
    ],
    [
      'two routes of one name',
      'routing: [{ name: a, channel: C0A, levels: [low] }, { name: a, channel: C0B }]',
      'route a is listed twice',
    ],
    [
      'a route that leaves nothing to those after it',
      'routing: [{ name: a, channel: C0A }, { name: b, channel: C0B }]',
      'the routes after it would never fit',
    ],
    ['a typo', 'routing: [{ name: a, channel: C0A, level: [low] }]', 'routing.0.level: expected no such key here'],
    [
      'a mute without an end',
      'mutes: { longest-days: 1000 }',
      'mutes.longest-days: expected a whole number from 1 to 90',
    ],
    ['no card at all', 'storm: { cards: 0 }', 'storm.cards: expected a whole number from 1 to 100'],
    ['nobody to call', 'escalation: { mention: [] }', 'escalation.mention: expected at least one user or user group'],
    [
      'everybody',
      'escalation: { mention: [members] }',
      'escalation.mention.0: expected a user id (U…) or a user group id (S…)',
    ],
    [
      'a pager that is called first',
      "escalation: { mention: [U0ANA], mention-after-minutes: 30, pager-topic: 'arn:aws:sns:eu-central-1:111122223333:on-call' }",
      'expected no less than mention-after-minutes',
    ],
    [
      'a queue for a pager',
      "escalation: { mention: [U0ANA], pager-topic: 'arn:aws:sqs:eu-central-1:111122223333:q' }",
      'escalation.pager-topic: expected the ARN of an SNS topic',
    ],
    [
      'a fallback that cases are posted in',
      'routing: [{ name: a, channel: C0OPS }]',
      'channels.fallback: expected a channel that no cases are posted in',
    ],
  ])('says what is wrong with %s', (_what, more, expected) => {
    expect(problemsOf(more)).toEqual([expect.stringContaining(expected)]);
  });
});
