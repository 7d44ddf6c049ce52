import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/config/policy.ts';
import { TrailboltError } from '../../src/errors.ts';

const FILE = 'policy.yaml';
const MINIMAL = `version: 1
workspace: T0EXAMPLE
channels:
  alerts: C0ALERTS
accounts:
  - id: '111122223333'
    alias: production
`;

/** The problems of a file, each as `line:column path: what was expected`. */
function problemsOf(source: string): readonly string[] {
  try {
    parsePolicy(source, FILE);
  } catch (error) {
    if (!(error instanceof TrailboltError) || error.code !== 'policy.invalid') throw error;
    const [, list = ''] = /^The policy has (?:a problem|\d+ problems): (.*)\.$/su.exec(error.message) ?? [];
    return list.split('; ').map((problem) => problem.replace(`${FILE}:`, ''));
  }
  return [];
}

describe('a good policy', () => {
  it('needs little: the rest has safe defaults, and nobody may do anything', () => {
    const policy = parsePolicy(MINIMAL, FILE);

    expect(policy).toEqual({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      workspace: 'T0EXAMPLE',
      channels: { alerts: 'C0ALERTS' },
      routing: [],
      storm: { cards: 10, window: 300, quiet: 600 },
      mutes: { severe: 168, other: 720 },
      accounts: [{ id: '111122223333', alias: 'production', regions: ['us-east-1'] }],
      sources: [],
      people: [],
      roles: { viewer: [], responder: [], approver: [], admin: [] },
      approvals: [],
      protected: { accounts: [], tags: [] },
      budgets: { people: { perActor: 10, perAccount: 30 }, automations: { perActor: 3, perAccount: 6 } },
      automations: [],
      requestLifetime: 3600,
    });
  });

  it('becomes the model, with every part of it', () => {
    const policy = parsePolicy(
      `version: 1
workspace: T0EXAMPLE
channels: { alerts: C0ALERTS, audit: G0AUDIT }
accounts:
  - id: '111122223333'
    alias: production
    regions: [eu-central-1, us-east-1, us-gov-west-1]
    read-role: arn:aws:iam::111122223333:role/TrailboltRead
    act-role: arn:aws:iam::111122223333:role/TrailboltAct
    external-id: secret
  - { id: '444455556666', alias: staging }
sources:
  - { name: trail, kind: s3, bucket: example-trail, prefix: org/, announcers: ['arn:aws:sqs:us-east-1:111122223333:q'] }
  - { name: logs, kind: logs, log-group: trail, owner: '111122223333', accounts: ['111122223333'] }
  - { name: bus, kind: eventbridge }
people:
  - { slack: U0DAVE, name: Dave, aws: ['arn:aws:iam::111122223333:user/dave'] }
roles:
  viewer: [members]
  responder: [S0ONCALL]
  approver: [U0ANA, W0BEN]
approvals:
  - name: production
    accounts: ['111122223333']
    actions: [terminate-instance]
    risks: [destructive]
    approvers: [U0ANA, W0BEN, S0ONCALL]
    quorum: 3
    allow-self: true
automations:
  - { name: open-groups, after: [group-in-use-opened], action: revoke-ingress, veto-minutes: 2 }
request-lifetime-minutes: 30
`,
      FILE,
    );

    expect(policy).toMatchObject({
      channels: { alerts: 'C0ALERTS', audit: 'G0AUDIT' },
      accounts: [
        {
          id: '111122223333',
          alias: 'production',
          regions: ['us-east-1', 'eu-central-1', 'us-gov-west-1'],
          readRole: 'arn:aws:iam::111122223333:role/TrailboltRead',
          actRole: 'arn:aws:iam::111122223333:role/TrailboltAct',
          externalId: 'secret',
        },
        { id: '444455556666', alias: 'staging', regions: ['us-east-1'] },
      ],
      sources: [
        {
          kind: 's3',
          name: 'trail',
          bucket: 'example-trail',
          prefix: 'org/',
          announcers: ['arn:aws:sqs:us-east-1:111122223333:q'],
          accounts: ['111122223333', '444455556666'],
        },
        { kind: 'logs', name: 'logs', logGroup: 'trail', owner: '111122223333', accounts: ['111122223333'] },
        { kind: 'eventbridge', name: 'bus', announcers: [], accounts: ['111122223333', '444455556666'] },
      ],
      people: [{ slack: 'U0DAVE', name: 'Dave', aws: ['arn:aws:iam::111122223333:user/dave'] }],
      roles: { viewer: ['members'], responder: ['S0ONCALL'], approver: ['U0ANA', 'W0BEN'], admin: [] },
      approvals: [
        {
          name: 'production',
          accounts: ['111122223333'],
          actions: ['terminate-instance'],
          risks: ['destructive'],
          approvers: ['U0ANA', 'W0BEN', 'S0ONCALL'],
          quorum: 3,
          allowSelf: true,
        },
      ],
      automations: [
        {
          name: 'open-groups',
          after: ['group-in-use-opened'],
          action: 'revoke-ingress',
          accounts: [],
          veto: 120,
          digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ],
      requestLifetime: 1800,
    });
  });

  it('has another digest for every other text', () => {
    const digests = [MINIMAL, `${MINIMAL}\n`, `# a comment\n${MINIMAL}`].map((text) => parsePolicy(text, FILE).digest);

    expect(new Set(digests).size).toBe(3);
    expect(parsePolicy(MINIMAL, 'elsewhere.yaml').digest).toBe(digests[0]);
  });

  it('may name a list once and use it twice', () => {
    const policy = parsePolicy(`${MINIMAL}roles: { viewer: &all [members], responder: *all }\n`, FILE);

    expect(policy.roles.responder).toEqual(['members']);
  });
});

const APPROVAL = `${MINIMAL}approvals:\n  - name: a\n    approvers: [members]\n`;

const NO_NETWORK = '8:20 networks.0.cidr: expected a network such as 192.0.2.0/24';

describe('one problem', () => {
  it.each([
    ['nothing at all', '', '1:1 expected object, received null'],
    ['no mapping', '- a\n', '1:1 expected object, received array'],
    [
      'a placeholder that no rule can name',
      `${MINIMAL}placeholders: { a b: [x] }\n`,
      '8:22 placeholders.a b: expected a name of letters, digits, "_", "." and "-"',
    ],
    ['no network', `${MINIMAL}networks: [{ cidr: 192.0.2.0/33, name: x }]\n`, NO_NETWORK],
    ['an address alone', `${MINIMAL}networks: [{ cidr: 192.0.2.7, name: x }]\n`, NO_NETWORK],
    ['another version', MINIMAL.replace('version: 1', 'version: 2'), '1:10 version: expected version: 1'],
    [
      'an account id without quotes',
      MINIMAL.replaceAll("'", ''),
      '6:9 accounts.0.id: expected a twelve-digit account id in quotes',
    ],
    [
      'a channel by its name',
      MINIMAL.replace('C0ALERTS', "'#alerts'"),
      '4:11 channels.alerts: expected a Slack channel id such as C0123ABCD (not its name)',
    ],
    [
      'no workspace',
      MINIMAL.replace(/workspace.*\n/, ''),
      '1:1 workspace: expected a Slack workspace id such as T0123ABCD',
    ],
    [
      'a Region that is none',
      `${MINIMAL}    regions: [Frankfurt]\n`,
      '8:15 accounts.0.regions.0: expected a Region such as eu-central-1',
    ],
    ['no account', MINIMAL.replace(/accounts:[^]*$/, 'accounts: []\n'), '5:11 accounts: expected at least one account'],
    ['a key that nobody knows', `${MINIMAL}approvers: []\n`, '8:1 approvers: expected no such key here'],
    [
      'a key that nobody knows, deeper',
      `${MINIMAL}    region: eu-central-1\n`,
      '8:5 accounts.0.region: expected no such key here',
    ],
    [
      'a key that JavaScript knows',
      `${MINIMAL}__proto__:\n  admin: true\n`,
      '8:1 __proto__: expected no such key here',
    ],
    ['an empty part', `${MINIMAL}roles:\n`, '8:7 roles: expected object, received null'],
    [
      'a source of no known kind',
      `${MINIMAL}sources:\n  - name: a\n    kind: s4\n`,
      "10:11 sources.0.kind: expected 's3' | 'logs' | 'eventbridge'",
    ],
    [
      'a user by name',
      `${MINIMAL}roles:\n  admin: [ana]\n`,
      '9:11 roles.admin.0: expected a user id (U…), a user group id (S…) or members',
    ],
    [
      'a rule without approvers',
      APPROVAL.replace('[members]', '[]'),
      '10:16 approvals.0.approvers: expected at least one approver',
    ],
    [
      'no approval needed',
      `${APPROVAL}    quorum: 0\n`,
      '11:13 approvals.0.quorum: expected a whole number from 1 to 10',
    ],
    [
      'half an approval',
      `${APPROVAL}    quorum: 1.5\n`,
      '11:13 approvals.0.quorum: expected a whole number from 1 to 10',
    ],
    [
      'a risk that is none',
      `${APPROVAL}    risks: [fatal]\n`,
      '11:13 approvals.0.risks.0: expected one of "reversible"|"disruptive"|"destructive"',
    ],
    [
      'yes for true',
      `${APPROVAL}    allow-self: yes\n`,
      '11:17 approvals.0.allow-self: expected boolean, received string',
    ],
    [
      'a request that never expires',
      `${MINIMAL}request-lifetime-minutes: 100000\n`,
      '8:27 request-lifetime-minutes: expected minutes, 1 to 1440',
    ],
    ['a key twice', `${MINIMAL}version: 1\n`, '8:1 Map keys must be unique'],
    [
      'two documents',
      `${MINIMAL}---\n${MINIMAL}`,
      '8:1 Source contains multiple documents; please use YAML.parseAllDocuments()',
    ],
    ['a tab', 'version: 1\n\tworkspace: T0\n', '2:1 Tabs are not allowed as indentation'],
    ['an alias of nothing', `${MINIMAL}roles: *nobody\n`, '8:8 expected an anchor &nobody before the alias *nobody'],
  ])('is named with its place and what was expected: %s', (_what, source, problem) => {
    expect(problemsOf(source).join('; ')).toBe(problem);
  });
});

describe('contradictions', () => {
  it.each([
    [
      'an account twice',
      `${MINIMAL}  - { id: '111122223333', alias: other }\n`,
      '8:5 accounts.1: account 111122223333 is listed twice',
    ],
    [
      'an alias twice',
      `${MINIMAL}  - { id: '444455556666', alias: production }\n`,
      '8:5 accounts.1: alias production is listed twice',
    ],
    [
      'a source twice',
      `${MINIMAL}sources:\n  - { name: a, kind: eventbridge }\n  - { name: a, kind: eventbridge }\n`,
      '10:5 sources.1: source a is listed twice',
    ],
    [
      'a person twice',
      `${MINIMAL}people:\n  - { slack: U0DAVE, name: Dave }\n  - { slack: U0DAVE, name: David }\n`,
      '10:5 people.1: person U0DAVE is listed twice',
    ],
    [
      'a rule for an account that is not guarded',
      `${APPROVAL}    accounts: ['444455556666']\n`,
      '11:15 approvals.0.accounts: account 444455556666 is not under accounts',
    ],
    [
      'a role of another account',
      `${MINIMAL}    act-role: arn:aws:iam::444455556666:role/Act\n`,
      '8:15 accounts.0.act-role: expected a role of account 111122223333',
    ],
    [
      'a quorum that the named people cannot reach',
      `${APPROVAL.replace('[members]', '[U0ANA, U0ANA]')}    quorum: 2\n`,
      '10:16 approvals.0.approvers: expected at least 2 people, as many as must approve',
    ],
    [
      'one person for destructive actions',
      `${APPROVAL.replace('[members]', '[U0ANA]')}    risks: [destructive]\n`,
      '10:16 approvals.0.approvers: expected at least 3 people, since a destructive action needs one approval more where the actor is unknown',
    ],
    [
      'as many as the quorum for destructive actions, which rises where the actor is unknown',
      `${APPROVAL.replace('[members]', '[U0ANA, U0BEN]')}    risks: [disruptive, destructive]\n    quorum: 2\n`,
      '10:16 approvals.0.approvers: expected at least 3 people, since a destructive action needs one approval more where the actor is unknown',
    ],
  ])('%s', (_what, source, problem) => {
    expect(problemsOf(source)).toEqual([problem]);
  });

  it.each([
    ['a group may be large enough', `${APPROVAL.replace('[members]', '[S0SEC]')}    quorum: 5\n`],
    [
      'one more than the quorum for destructive actions',
      `${APPROVAL.replace('[members]', '[U0ANA, U0BEN, U0CLEO]')}    risks: [destructive]\n`,
    ],
    [
      'one person does for what can be taken back',
      `${APPROVAL.replace('[members]', '[U0ANA]')}    risks: [reversible]\n`,
    ],
  ])('none: %s', (_what, source) => {
    expect(problemsOf(source)).toEqual([]);
  });
});

describe('many problems', () => {
  it('are all named at once, in the order of the file', () => {
    const source = `version: 1
workspace: example
channels:
  alerts: C0ALERTS
  alarms: C0ALERTS
accounts:
  - id: 1
    alias: ''
`;

    expect(problemsOf(source)).toEqual([
      '2:12 workspace: expected a Slack workspace id such as T0123ABCD',
      '5:3 channels.alarms: expected no such key here',
      '7:9 accounts.0.id: expected a twelve-digit account id in quotes',
      '8:12 accounts.0.alias: expected string to have >=1 characters',
    ]);
  });

  it('do not grow without end: an alias bomb is one', () => {
    const [first = '', ...rest] = 'abcdefghi';
    const bomb = [`${first}: &${first} [x, x, x, x, x, x, x, x, x]`];
    let before = first;
    for (const letter of rest) {
      bomb.push(`${letter}: &${letter} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`);
      before = letter;
    }

    expect(problemsOf(bomb.join('\n'))).toEqual([
      expect.stringMatching(/^\d+:\d+ expected aliases that unfold at most 50 times$/),
    ]);
  });

  it('are still problems of the file where it is nested beyond reason', () => {
    expect(problemsOf('['.repeat(50_000)).length).toBeGreaterThan(0);
  });
});
