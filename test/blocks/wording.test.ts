import { describe, expect, it } from 'vitest';
import { caseCard } from '../../blocks/case-card.ts';
import { planModal } from '../../blocks/plan-modal.ts';
import { recordModal } from '../../blocks/record-modal.ts';
import { requestCard } from '../../blocks/request-card.ts';
import type { Plan } from '../../src/model/plan.ts';
import { UNKNOWN_PRINCIPAL } from '../../src/model/principals.ts';
import type { RequestState } from '../../src/model/request.ts';
import { webClient, workspace, alerts } from '../sandbox/slack/support.ts';
import { START } from '../cases/support.ts';
import { wire, wordsOf } from './payload.ts';
import * as sample from './samples.ts';

const { leakedKey, requests } = sample;

function cardOf(it0 = leakedKey, more: Partial<Parameters<typeof caseCard>[0]> = {}) {
  return caseCard({ case: it0, account: 'prod', requests: [], offers: [], ...more });
}

function cardIn(state: RequestState) {
  return requestCard({ request: requests[state], account: 'prod' });
}

describe('a case’s card', () => {
  it('says after a remedy what is still offered, and goes on saying what no button does', () => {
    const remedied = { requests: [requests.succeeded], offers: [sample.keyOffer] };
    const [line] = leakedKey.lines;
    const whatToDo = 'Delete the rule at once (aws s3api delete-bucket-lifecycle --bucket NAME). Then ask.';
    const byHand = line === undefined ? [] : [{ ...line, rule: { ...line.rule, whatToDo } }];

    const usual = wordsOf(cardOf(leakedKey, remedied));
    const held = wordsOf(cardOf({ ...leakedKey, lines: byHand }, remedied));

    expect(usual).toContain('Not done Deactivate access key');
    expect(usual).not.toContain('What to do');
    expect(held).toContain('What to do Delete the rule at once (aws s3api');
    expect(held).toContain('Not done Deactivate access key');
  });

  it.each([
    ['severity', 'Critical'],
    ['the rule', 'Instances launched in bulk or of unusual size'],
    ['who', 'dave (IAM user)'],
    ['the principal', 'Who user/dave, key'],
    ['the key', 'AKIAIOSFODNN7EXAMPLE'],
    ['from where', '198.51.100.7'],
    ['with what', 'aws-cli/2.31'],
    ['the call', 'called RunInstances once'],
    ['each target with its name', '2 instances i-0a1b2c3d4e5f60718 “miner-1”, i-0a1b2c3d4e5f60719'],
    ['the account', 'account 111122223333'],
    ['what it is called', 'in prod,'],
    ['the Region', 'eu-central-1'],
    ['when', '2026-11-23 08:20 UTC'],
    ['why it matters', 'Stolen keys are used to mine'],
    ['what to do', 'deactivate the key'],
    ['ATT&CK', 'ATT&CK T1496, T1078.004'],
    ['the case', leakedKey.id],
  ])('says %s', (_what, words) => {
    expect(wordsOf(cardOf())).toContain(words);
  });

  it('has the whole story in its top-level text, which is all that a notification shows', () => {
    expect(cardOf().text).toBe(
      'Critical: Instances launched in bulk or of unusual size. dave (IAM user) called RunInstances once in prod, eu-central-1.',
    );
  });

  it('takes a free session name for a claim, and one of Identity Center for a person', () => {
    expect(wordsOf(cardOf(sample.roleSession))).toContain('claims to be dave@example.com');
    expect(cardOf(sample.identityCenter).text).toContain('ana@example.com as AWSReservedSSO_Admin_0a1b');
    expect(wordsOf(cardOf(sample.identityCenter))).not.toContain('claims to be');
  });

  it('names no single person where several stand behind a role', () => {
    const shared = { ...sample.identityCenter, principals: ['ana@example.com', 'ben@example.com'] };

    expect(cardOf(shared).text).toContain('AWSReservedSSO_Admin_0a1b (role, with MFA) called');
  });

  it('names no person whom nobody has proved: a source identity is what the actor says', () => {
    for (const principals of [[UNKNOWN_PRINCIPAL], ['source-identity:dave']])
      expect(cardOf({ ...sample.roleSession, principals }).text).toContain('. deploy (role');
  });

  it('says that AWS let nothing of it happen, and only where that is certain', () => {
    const one = {
      ...sample.refusedTwice,
      count: 1,
      lines: sample.refusedTwice.lines.map((line) => ({ ...line, count: 1 })),
      records: sample.refusedTwice.records.slice(0, 1),
    };
    const many = { ...sample.refusedTwice, count: 300 };

    expect(cardOf(sample.refusedTwice).text).toMatch(
      /tried to call RunInstances 2 times .*; AWS refused every call\.$/,
    );
    expect(cardOf(one).text).toMatch(/tried to call RunInstances once .*; AWS refused it\.$/);
    expect(cardOf(many).text).toMatch(/ called RunInstances 300 times /);
    expect(wordsOf(cardOf(many))).toContain('Refused by AWS 2 of these last 2: UnauthorizedOperation');
  });

  it('offers what may be done with verb and object, as a danger only where it destroys', () => {
    const offers = [
      sample.offerOf(leakedKey),
      sample.offerOf(leakedKey, { id: 'b', title: 'Stop instance', risk: 'disruptive' }),
    ];
    const { blocks } = cardOf(leakedKey, { offers });
    const row = blocks.find((block) => block.type === 'actions');

    expect(row?.type === 'actions' ? row.elements : []).toMatchObject([
      { text: { text: 'Terminate 2 instances…' }, style: 'danger', value: `${leakedKey.id}.0f1e2d3c4b5a6978` },
      { text: { text: 'Stop instance…' } },
      { text: { text: 'Acknowledge' }, value: leakedKey.id },
      { text: { text: 'Show trail' }, value: leakedKey.id },
      { text: { text: 'Show details…' }, value: leakedKey.id },
      { type: 'overflow', options: [{}, {}, {}, {}] },
    ]);
    expect(JSON.stringify(row).match(/"style"/g)).toHaveLength(1);
  });
});

const user = (id: string) => ({ type: 'AWS::IAM::User', id, region: 'us-east-1' });
const key = (id: string, more: object) => ({ type: 'AWS::IAM::AccessKey', id, region: 'us-east-1', ...more });
function buttons(offers: Parameters<typeof sample.offerOf>[1][], whatToDo = ''): readonly string[] {
  const [line] = leakedKey.lines;
  const lines = line === undefined ? [] : [{ ...line, rule: { ...line.rule, whatToDo } }];
  const { blocks } = cardOf({ ...leakedKey, lines }, { offers: offers.map((more) => sample.offerOf(leakedKey, more)) });
  const row = blocks.find((block) => block.type === 'actions');
  return (row?.type === 'actions' ? row.elements : []).flatMap((one) =>
    one.type === 'button' && one.action_id?.startsWith('open.plan') === true ? [one.text.text] : [],
  );
}

describe('the remedies on a card', () => {
  it('name the users, and whose keys they are, where a few have room', () => {
    const own = key('AKIA1', { actor: true });

    expect(
      buttons([{ title: 'Quarantine 2 users', targets: [user('support-tools'), { ...user('ada'), actor: true }] }]),
    ).toEqual(['Quarantine ada and support-tools…']);
    expect(
      buttons([{ title: 'Deactivate 2 access keys', targets: [key('AKIA2', { name: 'support-tools' }), own] }]),
    ).toEqual(['Deactivate 2 keys of dave and support-tools…']);
    expect(buttons([{ title: 'Deactivate 2 access keys', targets: [key('AKIA2', {}), own] }])).toEqual([
      'Deactivate 2 access keys…',
    ]);
    expect(buttons([{ title: 'Quarantine 2 users', targets: [user('a'.repeat(60)), user('b'.repeat(60))] }])).toEqual([
      'Quarantine 2 users…',
    ]);
  });

  it('come in the order in which the worst rule advises them', () => {
    const keys = { id: 'a', title: 'Deactivate access key', targets: [key('AKIA2', {})] };
    const policy = { id: 'b', title: 'Detach policy', targets: [{ ...user('p'), type: 'AWS::IAM::AttachedPolicy' }] };

    expect(buttons([keys, policy])).toEqual(['Deactivate access key…', 'Detach policy…']);
    expect(buttons([keys, policy], 'If nobody approved it, detach the policy. Deactivate the key.')).toEqual([
      'Detach policy…',
      'Deactivate access key…',
    ]);
  });
});

describe('a program', () => {
  it.each([
    [
      'Boto3/1.26.72 Python/3.11.2 Linux/6.1.0-kali5-amd64 Botocore/1.29.72',
      'Boto3/1.26.72 … Linux/6.1.0-kali5-amd64 …',
    ],
    ['aws-cli/2.31.0 os/linux#6.8 md/arch#x86_64 lang/python#3.13.7', 'aws-cli/2.31.0 os/linux#6.8 …'],
    ['rclone/v1.67.0', 'rclone/v1.67.0'],
    [`x/1 ${'y'.repeat(400)}pacu`, 'x/1 …yyyyyyyyyypacu'],
  ])('%s shows what tells most', (userAgent, words) => {
    const records = leakedKey.records.map((record) => ({ ...record, userAgent }));

    expect(wordsOf(cardOf({ ...leakedKey, records }))).toContain(`with ${words}`);
  });
});

describe('what to do', () => {
  it('says where the rest is that has no room, if the card leads there', () => {
    const [line] = leakedKey.lines;
    const whatToDo = `${'Delete it at once, '.repeat(6)}now. ${'Then look further. '.repeat(9)}`;
    const lines = line === undefined ? [] : [{ ...line, rule: { ...line.rule, whatToDo } }];

    expect(wordsOf(cardOf({ ...leakedKey, lines }))).toContain('now. (more under Show details)');
    expect(wordsOf(cardOf({ ...leakedKey, lines, records: [] }))).toContain('now. …');
  });
});

describe('a case that somebody takes care of', () => {
  it('says who and since when, and need not be acknowledged again', () => {
    const card = cardOf(sample.acknowledged);

    expect(wordsOf(card)).toContain('Acknowledged by @U0RANA4K2Q 2026-11-23 08:31 UTC · Assigned to @U0BEN5T8WL');
    expect(card.text).toMatch(/ Acknowledged\.$/);
    expect(JSON.stringify(card.blocks)).not.toContain('case.acknowledge');
  });

  it('says how it was closed, and offers no remedy any more', () => {
    const card = cardOf(sample.closed, { offers: [sample.offerOf(leakedKey)] });

    expect(wordsOf(card)).toContain('Closed as meant: somebody was supposed to do this by @U0BEN5T8WL');
    expect(wordsOf(card)).toContain('“Our load test of the week.”');
    expect(card.text).toMatch(/^Closed – Critical: /);
    expect(JSON.stringify(card.blocks)).not.toContain('open.plan');
    expect(JSON.stringify(card.blocks)).toContain('case.reopen');
  });

  it.each([
    [{ network: 'new', region: 'known', agent: 'new', api: 'unknown' }, 'New for dave: this network and this program'],
    [
      { network: 'known', region: 'known', agent: 'known', api: 'known' },
      'Usual for dave: this network, this Region, this program and this call',
    ],
  ] as const)('says what is new for its actor: %j', (normality, words) => {
    expect(wordsOf(cardOf(leakedKey, { habits: { normality } }))).toContain(words);
  });

  it('does not call everything new in the first week, and says since when it watches', () => {
    const habits = { normality: { network: 'unknown', api: 'unknown' }, since: START - 86_400_000 } as const;

    expect(wordsOf(cardOf(leakedKey, { habits }))).toContain(
      'Too early to say what is new: dave is known only since 2026-11-22 08:30 UTC',
    );
  });

  it('names the person behind the principal without telling them', () => {
    const card = cardOf(leakedKey, { person: 'Dave' });

    expect(wordsOf(card)).toContain('Who user/dave (Dave), key');
    expect(JSON.stringify(card.blocks)).not.toContain('"user_id"');
  });

  it('says what things are called beside their ids, never in their place', () => {
    const names = {
      [`AWS::EC2::Instance ${sample.INSTANCES[1]}`]: 'web <!channel>',
      'AWS::IAM::AccessKey AKIAIOSFODNN7EXAMPLE': 'backup',
    };
    const words = wordsOf(cardOf(leakedKey, { names }));

    expect(words).toContain(`${sample.INSTANCES[1]} “web <!channel>”`);
    expect(words).toContain('key AKIAIOSFODNN7EXAMPLE of backup');
  });

  it('shows of many things how many there are and the beginning of some ids', () => {
    const targets = Array.from({ length: 6 }, (_, index) => ({
      type: 'AWS::EC2::Instance',
      id: `i-4c49${index}b2c3d4e5f607`,
      region: 'eu-central-1',
    }));
    const bucket = { type: 'AWS::S3::Bucket', id: 'reports', region: 'eu-central-1' };

    expect(wordsOf(cardOf({ ...leakedKey, targets }))).toContain(
      'Targets 6 instances i-4c490b…, i-4c491b…, i-4c492b… and 3 more',
    );
    expect(wordsOf(cardOf({ ...leakedKey, targets: [...targets, bucket] }))).toContain(
      'Targets 6 instances i-4c490b… and 5 more, bucket reports',
    );
  });

  it('names the three worst further rules that are high or above, however many others there are', () => {
    const rules = (['critical', 'high', 'high', 'high', 'medium'] as const).map((level, index) => ({
      rule: { id: `${index}`, title: `Rule ${index}`, level, falsePositives: [], attack: [] },
      count: 1,
      firstAt: '2026-11-23T08:20:00Z',
      lastAt: '2026-11-23T08:20:00Z',
    }));

    expect(wordsOf(cardOf({ ...leakedKey, lines: [...leakedKey.lines, ...rules] }))).toContain(
      'Also Critical: Rule 0; High: Rule 1; High: Rule 2; 2 other rules',
    );
  });

  it('names further rules in a line, and tells all of each among the details', () => {
    const rules = (['high', 'medium', 'informational'] as const).map((level) => ({
      rule: { id: level, title: `Rule ${level}`, level, description: `Why ${level}.`, falsePositives: [], attack: [] },
      count: 2,
      firstAt: '2026-11-23T08:20:00Z',
      lastAt: '2026-11-23T08:20:00Z',
    }));
    const it0 = { ...leakedKey, lines: [...leakedKey.lines, ...rules] };

    expect(wordsOf(cardOf({ ...it0, lines: it0.lines.slice(0, 3) }))).toContain(
      'Also High: Rule high; Medium: Rule medium',
    );
    expect(wordsOf(cardOf(it0))).toContain('Also High: Rule high; 2 other rules');
    const details = wordsOf(recordModal({ ...sample.shownRecord, lines: it0.lines }));
    for (const words of [
      'Medium: Rule medium – 2 records',
      'Why it matters Why informational.',
      'When it is harmless A load test.',
    ])
      expect(details).toContain(words);
  });

  it('claims nothing about an actor whom nobody knows', () => {
    const words = wordsOf(cardOf(leakedKey, { habits: { normality: { network: 'unknown', api: 'unknown' } } }));

    expect(words).not.toContain('for dave');
  });

  it('offers to take back what was done before what treats the actor', () => {
    const own = { type: 'AWS::IAM::User', id: 'dave', region: 'us-east-1', actor: true } as const;
    const trail = { type: 'AWS::CloudTrail::Trail', id: 'main', region: 'us-east-1' };
    const { blocks } = cardOf(leakedKey, {
      offers: [
        sample.offerOf(leakedKey, { title: 'Quarantine user', targets: [own] }),
        sample.offerOf(leakedKey, { title: 'Start logging', targets: [trail] }),
      ],
    });

    const text = JSON.stringify(blocks);
    expect(text.indexOf('Start logging…')).toBeGreaterThan(0);
    expect(text.indexOf('Start logging…')).toBeLessThan(text.indexOf('Quarantine user…'));
  });

  it('ends with the remedy, where a channel opens', () => {
    const { blocks } = cardOf(leakedKey, { offers: [sample.offerOf(leakedKey)] });

    expect(blocks.slice(-2).map((block) => block.type)).toEqual(['actions', 'context']);
  });
});

describe('a request’s card', () => {
  it.each(Object.keys(requests) as RequestState[])('%s says who asked, for what, why and who approved', (state) => {
    const request = requests[state];
    const words = wordsOf(requestCard({ request, account: 'prod' }));

    expect(words).toContain(state === 'announced' ? 'automation reachable-instances' : '@U0RANA4K2Q');
    expect(words).toContain('miner-1 and i-0a1b2c3d4e5f60719');
    expect(words).toContain('in prod, eu-central-1: “Nobody at the desk knows these.”');
    for (const approval of request.approvals) expect(words).toContain(`@${approval.person} 2026-11-23 08:3`);
    if (state === 'announced')
      expect(words).toContain('Starts 2026-11-23 08:35 UTC by itself, unless somebody holds it.');
    else expect(words).toContain(`${request.approvals.length} of 2 approvals`);
  });

  it('has its buttons while it is pending or can be held, and never again', () => {
    const withButtons = (Object.keys(requests) as RequestState[]).filter((state) =>
      cardIn(state).blocks.some((block) => block.type === 'actions'),
    );

    expect(withButtons).toEqual(['announced', 'pending']);
  });

  it('binds its buttons to the plan that it shows', () => {
    const { blocks } = requestCard({ request: requests.pending, account: 'prod' });
    const row = blocks.find((block) => block.type === 'actions');

    for (const element of row?.type === 'actions' ? row.elements : [])
      expect(element).toHaveProperty('value', `${requests.pending.id}.${requests.pending.plan.digest}`);
  });

  it('asks once more before something is destroyed, and says that there is no way back', () => {
    const text = JSON.stringify(requestCard({ request: requests.pending, account: 'prod' }).blocks);

    expect(text).toContain('2 instances are terminated. This cannot be undone.');
  });

  it('says who ended it and when', () => {
    expect(wordsOf(cardIn('rejected'))).toContain('Rejected by @U0BEN5T8WL 2026-11-23 08:32 UTC');
    expect(wordsOf(cardIn('withdrawn'))).toContain('Withdrawn by @U0RANA4K2Q 2026-11-23 08:32 UTC');
  });

  it('says each outcome once in its notification', () => {
    expect(cardIn('rejected').text).toMatch(/in prod, eu-central-1: Rejected; nothing was run\.$/);
    expect(cardIn('succeeded').text).toMatch(/: done\. i-.* terminated\.$/);
    expect(cardIn('pending').text).toMatch(
      /: waiting for approval \(1 of 2\)\. Reason: Nobody at the desk knows these\.$/,
    );
  });
});

function idsOf(plan: Plan): string[] {
  return planModal({ plan, account: 'prod', quorum: 2 }).blocks.flatMap((block) => block.block_id ?? []);
}

describe('the modal of a plan', () => {
  it('shows what stands in the way beside the target that it concerns', () => {
    const words = wordsOf(planModal({ plan: sample.partlyPlan, account: 'prod', quorum: 2 }));

    expect(words).toMatch(/i-0a1b2c3d4e5f60719: running.*Not possible: Termination protection is on/);
  });

  it('lets people choose only where there is a choice, and ask only where something is possible', () => {
    expect(idsOf(sample.onePlan)).toEqual(['reason']);
    expect(idsOf(sample.partlyPlan)).toEqual(['reason']);
    expect(idsOf(sample.twoPlan)).toEqual(['targets', 'reason']);
    expect(planModal({ plan: sample.blockedPlan, account: 'prod', quorum: 2 })).not.toHaveProperty('submit');
  });

  it.each([
    [1, 'Needs one approval '],
    [3, 'Needs 3 approvals '],
  ])('says how many approvals it needs: %i', (quorum, words) => {
    expect(wordsOf(planModal({ plan: sample.onePlan, account: 'prod', quorum }))).toContain(words);
  });
});

it('is taken by the workspace as it stands', async () => {
  const slack = await workspace();
  const message = requestCard({ request: requests.pending, account: 'prod' });
  const { ok } = await webClient(slack).apiCall('chat.postMessage', { channel: alerts, ...wire(message) });

  expect(ok).toBe(true);
});
