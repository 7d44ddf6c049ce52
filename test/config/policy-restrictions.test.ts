import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/config/policy.ts';

const BASE = `version: 1
workspace: T0EXAMPLE
channels: { alerts: C0ALERTS }
accounts:
  - { id: '111122223333', alias: production, act-role: 'arn:aws:iam::111122223333:role/Act' }
  - { id: '444455556666', alias: staging }
account-groups:
  - { name: all, accounts: ['111122223333', '444455556666'] }
`;

function problemOf(more: string, base = BASE): string {
  try {
    parsePolicy(`${base}${more}`, 'policy.yaml');
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^The policy has a problem: policy\.yaml:/, '') : '';
  }
  return '';
}

describe('what restricts', () => {
  it('becomes the model: groups as their accounts, times in minutes and seconds', () => {
    const policy = parsePolicy(
      `${BASE}approvals:
  - { name: a, accounts: [all], approvers: [S0SEC], request-lifetime-minutes: 5, reason-min-length: 0, mention: [S0SEC] }
  - { name: b, tags: [{ key: tier }], quorum: 2 }
protected: { accounts: [all, '444455556666'], tags: [{ key: tier, value: '0', quorum: 3 }] }
budgets: { people: { per-person: 0 }, automations: { per-account: 9 } }
quiet-hours: { time-zone: Europe/Berlin, from: '22:30', to: '06:00', days: [sun] }
break-glass: { people: [S0LEADS], channel: C0LEADS, accounts: [all] }
`,
      'policy.yaml',
    );
    const both = ['111122223333', '444455556666'];

    expect(policy).toMatchObject({
      approvals: [
        {
          name: 'a',
          accounts: both,
          tags: [],
          allowSelf: false,
          requestLifetime: 300,
          reasonLength: 0,
          mention: ['S0SEC'],
        },
        { name: 'b', tags: [{ key: 'tier' }], approvers: [], allowSelf: true, quorum: 2, reasonLength: 3 },
      ],
      protected: { accounts: both, tags: [{ key: 'tier', value: '0', quorum: 3 }] },
      budgets: { people: { perActor: 0, perAccount: 30 }, automations: { perActor: 3, perAccount: 9 } },
      quietHours: {
        timeZone: 'Europe/Berlin',
        night: { from: 1350, to: 360 },
        days: ['sun'],
        stricter: ['disruptive', 'destructive'],
      },
      breakGlass: { people: ['S0LEADS'], accounts: both, channel: 'C0LEADS', reasonLength: 20, perHour: 2 },
    });
  });

  it.each([
    [
      'an empty group, which a rule would take for every account',
      'account-groups: [{ name: x, accounts: [] }]\n',
      '.0.accounts: expected at least one account',
    ],
    [
      'a rule without tags and approvers',
      'approvals: [{ name: a }]\n',
      'approvals.0.approvers: expected at least one approver',
    ],
    [
      'a group that is not there',
      'protected: { accounts: [none] }\n',
      'protected.accounts: group none is not under account-groups',
    ],
    [
      'a protection by one approval',
      'protected: { tags: [{ key: a, quorum: 1 }] }\n',
      'expected a whole number from 2 to 10',
    ],
    [
      'a time zone that is none',
      'quiet-hours: { time-zone: Berlin, days: [sun] }\n',
      'expected a time zone such as Europe/Berlin',
    ],
    [
      'a night without an end',
      "quiet-hours: { time-zone: UTC, from: '22:00' }\n",
      'expected both from and to, or neither',
    ],
    [
      'a night of no length',
      "quiet-hours: { time-zone: UTC, from: '22:00', to: '22:00' }\n",
      'expected another time than from',
    ],
    ['quiet hours that never are', 'quiet-hours: { time-zone: UTC }\n', 'expected from and to, or days'],
    [
      'an hour that is none',
      "quiet-hours: { time-zone: UTC, from: '24:00', to: '6:00' }\n",
      "expected a time such as '22:00' in quotes",
    ],
    [
      'a second channel that is the first',
      'break-glass: { people: [U0ADA], channel: C0ALERTS }\n',
      'expected another channel than channels.alerts',
    ],
    [
      'an emergency of everybody',
      'break-glass: { people: [members], channel: C0LEADS }\n',
      'expected a user id (U…) or a user group id (S…)',
    ],
    [
      'too few at night',
      'quiet-hours: { time-zone: UTC, days: [sun] }\napprovals: [{ name: a, risks: [disruptive], approvers: [U0ANA] }]\n',
      'expected at least 2 people, since a disruptive action needs one approval more in quiet hours',
    ],
  ])('%s is a problem', (_what, more, words) => {
    const base = more.startsWith('account-groups') ? BASE.slice(0, BASE.indexOf('account-groups')) : BASE;

    expect(problemOf(more, base)).toContain(words);
  });

  it.each([
    ["'arn:aws:iam::111122223333:role/Act'", 'expected another role than act-role'],
    ["'arn:aws:iam::444455556666:role/ActIam'", 'expected a role of account 111122223333'],
  ])('an iam-act-role %s is a problem', (role, words) => {
    expect(problemOf('', BASE.replace("role/Act' }", `role/Act', iam-act-role: ${role} }`))).toContain(words);
  });
});
