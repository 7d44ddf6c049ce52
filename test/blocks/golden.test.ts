import { readdirSync } from 'node:fs';
import type { HomeView, ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { announcement } from '../../blocks/announcement.ts';
import { auditAnswer } from '../../blocks/audit-answer.ts';
import { auditPost } from '../../blocks/audit-post.ts';
import { automationNote } from '../../blocks/automation-note.ts';
import { automationsAnswer } from '../../blocks/automations-answer.ts';
import { caseCard } from '../../blocks/case-card.ts';
import { assignModal, closeModal, muteModal } from '../../blocks/case-modals.ts';
import { mergeModal, partsModal, splitModal, takeOutModal } from '../../blocks/merge-modals.ts';
import { insteadOf, mergedAwayNote, mergedNote, splitNote, splitOffNote } from '../../blocks/merge-note.ts';
import { caseNote, muteNote } from '../../blocks/case-note.ts';
import { casesAnswer } from '../../blocks/cases-answer.ts';
import { lookUpModal, lookedUpModal } from '../../blocks/look-up-modal.ts';
import { muteAnswer } from '../../blocks/mute-answer.ts';
import { recordModal } from '../../blocks/record-modal.ts';
import { rulesAnswer } from '../../blocks/rules-answer.ts';
import { sharedAnswer, withShare } from '../../blocks/share.ts';
import { mutesAnswer } from '../../blocks/mutes-answer.ts';
import { doAnswer } from '../../blocks/do-answer.ts';
import { emergencyModal, emergencyRefused } from '../../blocks/emergency-modal.ts';
import { rejectModal } from '../../blocks/reject-modal.ts';
import { emergencyNotice } from '../../blocks/emergency-notice.ts';
import { freezeNotice } from '../../blocks/freeze-notice.ts';
import { helpAnswer } from '../../blocks/help-answer.ts';
import { homeView, noticeHome } from '../../blocks/home.ts';
import { lookupAnswer } from '../../blocks/lookup-answer.ts';
import { note } from '../../blocks/note.ts';
import { plainCard } from '../../blocks/plain-card.ts';
import { planModal } from '../../blocks/plan-modal.ts';
import { policyNotice } from '../../blocks/policy-notice.ts';
import { requestCard } from '../../blocks/request-card.ts';
import { loadingModal, simpleModal } from '../../blocks/simple-modal.ts';
import { statusAnswer } from '../../blocks/status-answer.ts';
import type { RequestState } from '../../src/model/request.ts';
import type { ChatMessage } from '../../src/ports/chat.ts';
import { approvalBy } from '../approve/support.ts';
import { DAVE, recordOf, ruleOf, START, timeAt } from '../cases/support.ts';
import { whichCaseAnswer } from '../../blocks/which-case-answer.ts';
import { expectGolden, FOLDER } from './golden-file.ts';
import { checkHome, checkMessage, checkModal } from './payload.ts';
import * as sample from './samples.ts';

const ACCOUNT = 'prod';
const question = { about: 'who' as const, term: 'dave', from: START - 86_400_000, to: START, accounts: [] };
const accountName = () => ACCOUNT;
const { leakedKey, leakedKeyLater, requests } = sample;
const ANA = { id: 'U0ANA7M3XD', name: 'ana' };

const messages: Readonly<Record<string, ChatMessage>> = {
  'case-card': caseCard({ case: leakedKey, account: ACCOUNT, requests: [], offers: [sample.offerOf(leakedKey)] }),
  'case-card-unusual': caseCard({
    case: leakedKey,
    account: ACCOUNT,
    requests: [],
    offers: [sample.offerOf(leakedKey)],
    habits: {
      normality: { network: 'new', region: 'known', agent: 'new', api: 'new' },
      since: START - 90 * 86_400_000,
    },
    person: 'Dave',
    names: { 'AWS::EC2::Instance i-0a1b2c3d4e5f60719': 'web-3', 'AWS::IAM::AccessKey AKIAIOSFODNN7EXAMPLE': 'backup' },
    origins: new Map([['198.51.100.7', 'Example Hosting, Netherlands']]),
    activity: {
      at: START,
      calls: 23,
      refused: 9,
      apis: [
        { name: 'RunInstances', calls: 12 },
        { name: 'DescribeInstances', calls: 6 },
      ],
      others: 3,
      partial: true,
    },
  }),
  'case-card-storm': caseCard({
    case: leakedKeyLater,
    account: ACCOUNT,
    requests: [requests.rejected, requests.running],
    offers: [sample.offerOf(leakedKeyLater, { title: 'Terminate 5 instances' })],
  }),
  'case-card-role-session': caseCard({ case: sample.roleSession, account: ACCOUNT, requests: [], offers: [] }),
  'case-card-identity-center': caseCard({ case: sample.identityCenter, account: ACCOUNT, requests: [], offers: [] }),
  'case-card-refused': caseCard({ case: sample.refusedTwice, account: '111122223333', requests: [], offers: [] }),
  'case-card-flood': caseCard({
    case: { ...leakedKey, createdOmitted: 30 },
    account: ACCOUNT,
    requests: [],
    offers: [sample.offerOf(leakedKey, { title: 'Terminate 10 of 200 instances' })],
  }),
  'case-card-merged': caseCard({ case: sample.mergedCase, account: ACCOUNT, requests: [], offers: [] }),
  'case-card-merged-away': caseCard({
    case: sample.mergedAway,
    account: ACCOUNT,
    requests: [],
    offers: [],
    link: 'https://example.slack.com/archives/C1/p1',
  }),
  'case-card-split-off': caseCard({ case: sample.splitOff, account: ACCOUNT, requests: [], offers: [] }),
  'case-note-merged': mergedNote(
    ANA,
    { case: sample.apart, link: 'https://example.slack.com/archives/C1/p1' },
    sample.mergedCase,
    true,
  ),
  'case-note-merged-away': mergedAwayNote(ANA, { case: sample.mergedCase }),
  'case-note-split': splitNote(ANA, { case: sample.splitOff }),
  'case-note-split-off': splitOffNote(ANA, { case: sample.mergedCase }),
  'case-card-instead': insteadOf(sample.apart.id, sample.mergedCase, note('The card.')),
  'case-card-acknowledged': caseCard({ case: sample.acknowledged, account: ACCOUNT, requests: [], offers: [] }),
  'case-card-closed': caseCard({
    case: sample.closed,
    account: ACCOUNT,
    requests: [requests.succeeded],
    offers: [sample.offerOf(leakedKey)],
  }),
  'case-note-closed': caseNote(ANA, 'closed this case as a false alarm.', '“A test.”'),
  'case-note-muted': muteNote('muted', sample.muted, ANA),
  'case-note-lifted': muteNote('lifted', sample.muted, ANA),
  'cases-answer': casesAnswer({
    cases: [leakedKey, { ...sample.acknowledged, hidden: true }],
    more: 3,
    partial: true,
    which: 'open',
    accountName,
    link: (one) => (one === leakedKey ? 'https://example.slack.com/archives/C1/p1' : undefined),
  }),
  'cases-answer-nothing': casesAnswer({
    cases: [],
    more: 0,
    partial: false,
    which: 'closed',
    accountName,
    link: () => undefined,
  }),
  'automation-announced': automationNote({
    kind: 'announced',
    automation: 'reachable-instances',
    plan: sample.twoPlan,
    startsAt: START,
  }),
  'automation-asks': automationNote({
    kind: 'asks',
    automation: 'reachable-instances',
    plan: sample.onePlan,
    why: 'Trailbolt is frozen.',
  }),
  'automation-rehearsed': automationNote({
    kind: 'rehearsed',
    automation: 'reachable-instances',
    plan: sample.twoPlan,
  }),
  'automation-left': automationNote({
    kind: 'left',
    automation: 'reachable-instances',
    left: [{ id: 'i-1', why: 'it belongs to an auto-scaling group' }],
  }),
  'automation-ended': automationNote({
    kind: 'ended',
    automation: 'reachable-instances',
    plan: sample.onePlan,
    outcome: 'i-0a1b2c3d4e5f60718: terminated.',
  }),
  'automation-held': automationNote({
    kind: 'held',
    automation: 'reachable-instances',
    plan: sample.twoPlan,
    by: ANA.id,
    at: START,
  }),
  'automation-started': automationNote({
    kind: 'started',
    automation: 'reachable-instances',
    plan: sample.onePlan,
    at: START,
  }),
  'case-card-remedied': caseCard({
    case: sample.remedied,
    account: ACCOUNT,
    requests: [requests.succeeded],
    offers: [sample.keyOffer],
  }),
  'case-card-just-remedied': caseCard({
    case: sample.justRemedied,
    account: ACCOUNT,
    requests: [requests.succeeded],
    offers: [],
  }),
  'case-card-announced': caseCard({
    case: leakedKey,
    account: ACCOUNT,
    requests: [requests.announced],
    offers: [],
  }),
  'automations-answer': automationsAnswer(sample.automations, accountName),
  'automations-answer-nothing': automationsAnswer([], accountName),
  'mutes-answer': mutesAnswer([sample.muted], accountName),
  'mutes-answer-nothing': mutesAnswer([], accountName),
  'case-card-by-hand': caseCard({
    case: sample.byHand,
    account: ACCOUNT,
    requests: [requests.pending],
    offers: [],
  }),
  'do-answer': doAnswer(sample.offerOf(leakedKey), ACCOUNT),
  'request-card-undoable': requestCard({ request: sample.stopped, account: ACCOUNT, undoable: true }),
  'request-card-undone': requestCard({ request: sample.stopped, account: ACCOUNT, undos: [sample.undoOfStop] }),
  'request-card-undo': requestCard({ request: sample.undoOfStop, account: ACCOUNT }),
  'request-card-held': requestCard({ request: sample.held, account: ACCOUNT }),
  'case-card-bare-record': caseCard({ case: sample.bareRecord, account: 'unknown', requests: [], offers: [] }),
  ...Object.fromEntries(
    (Object.keys(requests) as RequestState[]).map((state) => [
      `request-card-${state}`,
      requestCard({ request: requests[state], account: ACCOUNT }),
    ]),
  ),
  'request-card-emergency': requestCard({
    request: {
      ...requests.approved,
      approvals: [{ ...approvalBy('U0ADA'), emergency: 'The region is on fire, nobody else is up.' }],
    },
    account: ACCOUNT,
    emergency: true,
  }),
  'request-card-called': requestCard({
    request: requests.pending,
    account: ACCOUNT,
    emergency: true,
    called: { mention: ['S0SEC', 'U0ANA'], more: 2, everybody: false },
  }),
  'emergency-notice': emergencyNotice({
    request: requests.approved,
    account: ACCOUNT,
    by: { id: 'U0ADA', name: 'ada' },
    reason: 'The region is on fire, nobody else is up.',
  }),
  'audit-answer': auditAnswer({
    about: 'request r1',
    from: START,
    records: sample.audited.toReversed(),
    partial: true,
    chain: { broken: undefined },
  }),
  'audit-answer-case-work': auditAnswer({
    about: 'case case1',
    from: undefined,
    records: sample.audited.slice(0, 2).map((record, index) => ({
      ...record,
      chain: 'case1',
      event: index === 0 ? 'case.closed' : 'case.assigned',
      data: index === 0 ? { verdict: 'expected', words: 'A <drill> of ours' } : { to: 'U0BEN4K2Q' },
    })),
    partial: false,
    chain: { broken: undefined },
  }),
  'audit-answer-broken': auditAnswer({
    about: 'case case1',
    from: undefined,
    records: [],
    partial: false,
    chain: { broken: { seq: 2, problem: 'the record is missing' } },
  }),
  'audit-post': auditPost(sample.audited, false, new Map([['U0ANA', 'ana']])),
  'audit-post-flood': auditPost(
    Array.from({ length: 25 }, () => sample.audited[0]).flatMap((record) => record ?? []),
    true,
    new Map(),
  ),
  'status-answer': statusAnswer(sample.atWork),
  'status-answer-frozen': statusAnswer({
    ...sample.atWork,
    frozen: { by: 'U0ANA', at: START, reason: 'Drill' },
    policyProblem: 'The policy has a problem: policy.yaml:1:1 expected version: 1.',
    quiet: true,
  }),
  'status-answer-stalled': statusAnswer({
    ...sample.atWork,
    stalled: [
      { channel: 'C0SECALERTS', since: START, reason: 'is_archived', waiting: 100 },
      { channel: 'C0SECAUDIT1', since: START, waiting: 1 },
    ],
  }),
  'policy-notice': policyNotice({
    from: 'a'.repeat(64),
    to: 'b'.repeat(64),
    changes: [
      { path: 'approvals.production.quorum', from: '2', to: '1' },
      { path: 'approvals.night.approvers', from: 'U0ANA' },
      { path: 'breakGlass.people', to: 'U0ADA' },
    ],
  }),
  announcement: announcement({
    request: requests.pending,
    account: ACCOUNT,
    by: { id: 'U0RANA', name: 'rana' },
    channel: 'C0ALERTS',
    mention: ['S0SEC'],
  }),
  'freeze-notice': freezeNotice({
    event: 'freeze.set',
    by: { id: 'U0ANA', name: 'ana' },
    reason: '<!channel> is it me?',
  }),
  'freeze-notice-thawing': freezeNotice({ event: 'freeze.thawing', by: { id: 'U0BEN', name: 'ben' }, reason: '' }),
  'lookup-answer': lookupAnswer(
    {
      question,
      records: [
        recordOf('e1', { eventTime: timeAt(60), targets: [{ type: 'AWS::EC2::Instance', id: sample.INSTANCES[0] }] }),
        recordOf('e0', { errorCode: 'Client.UnauthorizedOperation', actor: DAVE }),
      ],
      read: 50,
      gaps: [],
      regions: ['us-east-1', 'eu-central-1'],
    },
    { accountName },
  ),
  'lookup-answer-in-thread': lookupAnswer(
    {
      question,
      records: Array.from({ length: 25 }, (_, index) => recordOf(`e${index}`, { eventTime: timeAt(600 - index) })),
      read: 300,
      gaps: [
        'prod us-east-1: only the newest 300 records were read',
        'prod eu-central-1 could not be asked: AWS does not let the reading role look.',
      ],
      regions: ['us-east-1', 'eu-central-1'],
    },
    { accountName, askedBy: 'U0RANA4K2Q' },
  ),
  'lookup-answer-ip': lookupAnswer(
    {
      question: { ...question, about: 'ip', term: '198.51.100.7' },
      records: [recordOf('e1', { eventTime: timeAt(60) }), recordOf('e0', { actor: DAVE, errorCode: 'AccessDenied' })],
      read: 50,
      gaps: ['prod us-east-1: only the newest 500 records of changes were read'],
      regions: ['us-east-1'],
    },
    { accountName },
  ),
  'lookup-answer-nothing': lookupAnswer({ question, records: [], read: 0, gaps: [], regions: [] }, { accountName }),
  'lookup-answer-no-such-name': lookupAnswer(
    {
      question: { ...question, term: 'dvae' },
      records: [],
      read: 300,
      gaps: [],
      regions: ['us-east-1'],
      unknown: { near: ['dave'] },
    },
    { accountName },
  ),
  'lookup-answer-refused-to-everybody': lookupAnswer(
    {
      question: { ...question, about: 'errors', term: '' },
      records: [recordOf('e0', { errorCode: 'AccessDenied' })],
      read: 50,
      gaps: [],
      regions: ['us-east-1'],
      ownLeftOut: 12,
    },
    { accountName },
  ),
  'lookup-answer-spelt-otherwise': lookupAnswer(
    {
      question: { ...question, term: '@Dave' },
      records: [],
      read: 50,
      gaps: [],
      regions: ['us-east-1'],
      searched: ['Dave', 'dave'],
    },
    { accountName },
  ),
  'plain-card': plainCard({
    schema: 'plain',
    id: '9d1c6c4e-0000-4000-8000-000000000000',
    title: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
    text: 'Credentials of an instance role were used from 198.51.100.7.',
    level: 'high',
    sender: 'GuardDuty',
    account: '111122223333',
    region: 'eu-central-1',
    at: timeAt(0),
  }),
  'plain-card-bare': plainCard({
    schema: 'plain',
    id: 'm1',
    title: '',
    text: '',
    level: 'informational',
    sender: 'unknown',
    at: timeAt(0),
  }),
  'lookup-answer-to-share': withShare(
    lookupAnswer({ question, records: [], read: 0, gaps: [], regions: [] }, { accountName }),
    'abc123',
  ),
  'lookup-answer-shared': sharedAnswer(
    lookupAnswer({ question, records: [], read: 0, gaps: [], regions: [] }, { accountName }),
    'U0VIC6H1RN',
  ),
  'which-case-answer': whichCaseAnswer({
    command: '/trail mute',
    cases: Array.from({ length: 6 }, () => ({
      case: leakedKey,
      link: 'https://example.slack.com/x',
      account: ACCOUNT,
    })),
    more: 3,
  }),
  'which-case-answer-none': whichCaseAnswer({ command: '/trail case', cases: [], more: 0 }),
  'mute-answer': muteAnswer(leakedKey, ACCOUNT),
  'rules-answer': rulesAnswer(
    [ruleOf(), ruleOf({ id: 'other', title: 'A bucket was opened', level: 'low' })],
    's3',
    177,
  ),
  'rules-answer-nothing': rulesAnswer([], '<!channel>', 177),
  'rules-answer-one': rulesAnswer(
    [
      ruleOf({
        description: 'Why it matters.',
        whatToDo: 'Look at it.',
        falsePositives: ['A deployment.'],
        attack: ['T1496'],
      }),
    ],
    'unusual-instances',
    177,
  ),
  note: note('Not approved. You asked for this yourself; somebody else has to approve it.'),
  'help-answer': helpAnswer([
    { usage: 'who <user, role, ARN, access key or session> [since]', summary: 'What somebody did, from where.' },
    { usage: 'help', summary: 'This list.' },
  ]),
};

const lookedUp = [
  { about: 'who', term: 'arn:aws:iam::111122223333:user/dave', value: 'who:arn:aws:iam::111122223333:user/dave' },
  { about: 'ip', term: '203.0.113.77', value: 'ip:203.0.113.77' },
  { about: 'resource', term: sample.INSTANCES[0], value: `resource:${sample.INSTANCES[0]}` },
] as const;

const modals: Readonly<Record<string, ModalView>> = {
  'plan-modal-one': planModal({ plan: sample.onePlan, account: ACCOUNT, quorum: 1 }),
  'plan-modal-two': planModal({ plan: sample.twoPlan, account: ACCOUNT, quorum: 2 }),
  'plan-modal-undo': planModal({
    plan: {
      ...sample.onePlan,
      undoes: 'r1',
      action: { ...sample.onePlan.action, id: 'revoke-ingress', title: 'Put inbound rule back', undo: 'none' },
      effects: ['sg-1 lets in tcp 22 from 0.0.0.0/0 again.'],
    },
    account: ACCOUNT,
    quorum: 1,
    raisedBy: ['the hours are quiet'],
  }),
  'plan-modal-partly': planModal({ plan: sample.partlyPlan, account: ACCOUNT, quorum: 2 }),
  'plan-modal-nothing': planModal({ plan: sample.blockedPlan, account: ACCOUNT, quorum: 2 }),
  'plan-modal-forbidden': planModal({
    plan: sample.onePlan,
    account: ACCOUNT,
    quorum: 2,
    forbidden: 'The policy protects i-1, which carries the tag tier=0.',
  }),
  'plan-modal-no-reason': planModal({ plan: sample.onePlan, account: ACCOUNT, quorum: 1, reasonLength: 0 }),
  'emergency-modal': emergencyModal({ request: requests.pending, account: ACCOUNT, reasonLength: 20 }),
  'emergency-refused': emergencyRefused('You are not among those who may approve alone in an emergency.', {
    mention: ['U0ADA'],
    more: 0,
    everybody: false,
  }),
  'reject-modal': rejectModal(requests.pending, false),
  'reject-modal-own': rejectModal(requests.pending, true),
  'case-modal-assign': assignModal(sample.acknowledged),
  'case-modal-assign-again': assignModal(sample.acknowledged, {
    chosen: 'U0DAVE',
    problem: 'Dave is behind the case.',
  }),
  'case-modal-close': closeModal(leakedKey),
  'case-modal-parts': partsModal(sample.mergedCase),
  'case-modal-merge': mergeModal(leakedKey, [sample.apart, sample.refusedTwice], 3),
  'case-modal-merge-nothing': mergeModal(leakedKey, [], 0),
  'case-modal-split': splitModal(sample.mergedCase),
  'case-modal-take-out': takeOutModal(sample.mergedCase),
  'case-modal-close-open': closeModal(leakedKey, [sample.keyOffer, sample.offerOf(leakedKey)]),
  'case-modal-mute': muteModal(leakedKeyLater, {
    longest: (id) => (id === 'unusual-instances' ? 168 : 720),
    may: () => true,
  }),
  'case-modal-mute-some': muteModal(leakedKeyLater, { longest: () => 168, may: ({ level }) => level !== 'critical' }),
  'case-modal-mute-none': muteModal(leakedKeyLater, { longest: () => 168, may: () => false }),
  'record-modal': recordModal(sample.shownRecord),
  'record-modal-missing': recordModal({
    ...sample.shownRecord,
    choices: sample.shownRecord.choices.slice(0, 1),
    missing: 'The event history of account 111122223333 in us-east-1 cannot be reached.',
  }),
  'look-up-modal': lookUpModal({ subjects: lookedUp, more: 0 }, '1700000000.000100'),
  'look-up-modal-more': lookUpModal({ subjects: lookedUp, more: 12 }, '1700000000.000100'),
  'look-up-modal-too-long': lookUpModal({ subjects: [], more: 1 }, '1700000000.000100'),
  'look-up-modal-nothing': lookUpModal({ subjects: [], more: 0 }, '1700000000.000100'),
  'looked-up-modal': lookedUpModal('The answer is in the thread.'),
  'looked-up-modal-here': lookedUpModal(
    'Trailbolt is not in that channel, so the answer is here.',
    lookupAnswer({ question, records: [], read: 0, gaps: [], regions: [] }, { accountName }),
  ),
  'simple-modal': simpleModal('Trailbolt', 'This plan is too old; open it again from the card.'),
  'loading-modal': loadingModal('loading-0123456789abcdef'),
};

const homes: Readonly<Record<string, HomeView>> = {
  'home-quiet': homeView(sample.quietHome),
  'home-busy': homeView(
    sample.busyHome,
    note('Lifted: cards of “Access key created for somebody else” are posted again.'),
  ),
  'home-viewer': homeView({ ...sample.busyHome, ...sample.asViewer }),
  'home-filtered': homeView({ ...sample.quietHome, ...sample.filtered }),
  'home-refused': noticeHome(note('Guests cannot use Trailbolt.')),
};

describe('messages', () => {
  it.each(Object.entries(messages))(
    '%s is what Slack takes, and as it was when somebody last looked',
    async (name, message) => {
      checkMessage(message);
      expect(message.text).toMatch(/^[^ ].*[.…)”]$/);
      await expectGolden(name, message);
    },
  );
});

describe('modals', () => {
  it.each(Object.entries(modals))(
    '%s is what Slack takes, and as it was when somebody last looked',
    async (name, view) => {
      checkModal(view);
      await expectGolden(name, view);
    },
  );
});

describe('Home tabs', () => {
  it.each(Object.entries(homes))(
    '%s is what Slack takes, and as it was when somebody last looked',
    async (name, view) => {
      checkHome(view);
      await expectGolden(name, view);
    },
  );
});

it('keeps no golden payload that nothing makes any more', () => {
  const files = readdirSync(FOLDER).filter((file) =>
    /^(announcement|audit|automation|case|do|emergency|freeze|help|home|look|mute|mutes|loading|lookup|record|reject|rules|note|plain|plan|request|policy|simple|status|which)/.test(
      file,
    ),
  );

  expect(files.toSorted()).toEqual(
    [...Object.keys(messages), ...Object.keys(modals), ...Object.keys(homes)].map((name) => `${name}.json`).toSorted(),
  );
});
