import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { automationNote } from '../../blocks/automation-note.ts';
import { automationsAnswer } from '../../blocks/automations-answer.ts';
import { caseCard } from '../../blocks/case-card.ts';
import { assignModal, closeModal, muteModal } from '../../blocks/case-modals.ts';
import { mergeModal, partsModal, splitModal, takeOutModal } from '../../blocks/merge-modals.ts';
import { mergedAwayNote, mergedNote, splitNote, splitOffNote } from '../../blocks/merge-note.ts';
import { absorb, absorbed } from '../../src/cases/merge-case.ts';
import { caseNote, muteNote } from '../../blocks/case-note.ts';
import { raisedElsewhere, waitingElsewhere } from '../../blocks/channel-note.ts';
import { escalationNote } from '../../blocks/escalation-note.ts';
import { answerNote, askedNote, questionMessage } from '../../blocks/question.ts';
import { casesAnswer } from '../../blocks/cases-answer.ts';
import { lookUpModal, lookedUpModal } from '../../blocks/look-up-modal.ts';
import { recordModal } from '../../blocks/record-modal.ts';
import { rulesAnswer } from '../../blocks/rules-answer.ts';
import { sharedAnswer, withShare } from '../../blocks/share.ts';
import { redactRecord } from '../../src/alert/redact-record.ts';
import type { Json } from '../../src/model/json.ts';
import { subjectsIn, valueOf } from '../../src/slack/subjects.ts';
import { mutesAnswer } from '../../blocks/mutes-answer.ts';
import { helpAnswer } from '../../blocks/help-answer.ts';
import { homeView } from '../../blocks/home.ts';
import { lookupAnswer } from '../../blocks/lookup-answer.ts';
import { note } from '../../blocks/note.ts';
import { plainCard } from '../../blocks/plain-card.ts';
import { planModal } from '../../blocks/plan-modal.ts';
import { requestCard } from '../../blocks/request-card.ts';
import { simpleModal } from '../../blocks/simple-modal.ts';
import type { Actor } from '../../src/model/actor.ts';
import type { AlertRule, RecordSummary, Target } from '../../src/model/alert.ts';
import type { Case, CaseLine } from '../../src/model/case.ts';
import { nameKey } from '../../src/model/live-names.ts';
import { LEVELS } from '../../src/model/level.ts';
import type { Plan, PlanTarget } from '../../src/model/plan.ts';
import { LOOKUP_KINDS } from '../../src/model/lookup.ts';
import { RISKS } from '../../src/model/policy.ts';
import type { ActionRequest, RequestState } from '../../src/model/request.ts';
import { START } from '../cases/support.ts';
import { checkHome, checkMessage, checkModal } from './payload.ts';
import { hostileText as text } from './hostile-text.ts';
import { busyHome, leakedKey, muted, offerOf, onePlan, requestIn, requests } from './samples.ts';

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const texts = fc.array(text, { maxLength: 12 });
const moment = fc.integer({ min: 0, max: 4_000_000_000_000 });

/** Without the fields that came out undefined: missing, as in a record that lacks them. */
function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

const actor: fc.Arbitrary<Actor> = fc
  .record({
    type: fc.oneof(text, fc.constantFrom('IAMUser', 'AssumedRole', 'Root')),
    root: fc.record({ id: text, name: text }),
    arn: maybe(text),
    session: maybe(text),
    accessKeyId: maybe(text),
    mfa: maybe(fc.boolean()),
    invokedBy: maybe(text),
    sourceIdentity: maybe(text),
  })
  .map((value) => present(value) as Actor);

const target: fc.Arbitrary<Target> = fc
  .record({ type: text, id: text, name: maybe(text) })
  .map((value) => present(value) as Target);

const record: fc.Arbitrary<RecordSummary> = fc
  .record({
    eventID: text,
    eventTime: fc.oneof(
      text,
      fc.constantFrom('2026-11-23T08:20:00Z', '0001-01-01T00:00:00Z', '+275760-09-13T00:00:00Z'),
    ),
    eventName: text,
    eventSource: text,
    account: text,
    region: text,
    actor,
    sourceIPAddress: maybe(text),
    userAgent: maybe(text),
    errorCode: maybe(text),
    errorMessage: maybe(text),
    targets: fc.array(target, { maxLength: 5 }),
  })
  .map((value) => present(value) as RecordSummary);

const rule: fc.Arbitrary<AlertRule> = fc
  .record({
    id: text,
    title: text,
    level: fc.constantFrom(...LEVELS),
    description: maybe(text),
    whatToDo: maybe(text),
    falsePositives: texts,
    attack: texts,
  })
  .map((value) => present(value) as AlertRule);

const line: fc.Arbitrary<CaseLine> = fc.record({ rule, count: fc.nat(), firstAt: text, lastAt: text });

const someCase: fc.Arbitrary<Case> = fc
  .record({
    account: text,
    actor,
    level: fc.constantFrom(...LEVELS),
    lines: fc.array(line, { maxLength: 12 }),
    count: fc.nat(),
    records: fc.array(record, { maxLength: 10 }),
    targets: fc.array(fc.record({ type: text, id: text, region: text }), { maxLength: 20 }),
    regions: texts,
    principals: texts,
  })
  .map((more) => ({ ...leakedKey, ...more }));

/** Only what an action recognises as an id becomes a plan's target. */
const id = fc.stringMatching(/^[a-z]{1,3}-[0-9a-f]{1,40}$/);

const planTarget: fc.Arbitrary<PlanTarget> = fc
  .record({ type: text, id, arn: text, name: maybe(text), facts: texts, blocked: maybe(text), warnings: texts })
  .map((value) => present({ ...value, material: {} }) as PlanTarget);

const plan: fc.Arbitrary<Plan> = fc
  .record({
    region: text,
    targets: fc.uniqueArray(planTarget, { selector: (one) => one.id, minLength: 1, maxLength: 12 }),
    effects: texts,
    limits: texts,
    undoNote: text,
    risk: fc.constantFrom(...RISKS),
  })
  .map(({ risk, ...more }) => ({ ...onePlan, ...more, action: { ...onePlan.action, risk } }));

const request: fc.Arbitrary<ActionRequest> = fc
  .record({
    state: fc.constantFrom(...(Object.keys(requests) as RequestState[])),
    plan,
    reason: text,
    outcome: maybe(text),
    approvers: fc.array(fc.constantFrom('U0ANA7M3XD', 'U0BEN5T8WL', 'W0CLEO'), { maxLength: 10 }),
    results: texts,
    quorum: fc.integer({ min: 1, max: 10 }),
    decidedBy: maybe(fc.constant('U0ANA7M3XD')),
    at: moment,
  })
  .map(({ state, approvers, results, at, outcome, decidedBy, ...more }) =>
    requestIn(state, {
      ...more,
      ...(outcome === undefined ? {} : { outcome }),
      ...(decidedBy === undefined ? {} : { decidedBy, decidedAt: at }),
      approvals: approvers.map((person) => ({ person, at, digest: 'd', policy: 'p', key: 'k' })),
      run: {
        startedAt: at,
        steps: results.map((result, index) => ({
          id: `s${index}`,
          step: 'terminate',
          title: 'x',
          target: result,
          state: 'called',
          result,
        })),
      },
    }),
  );

const RUNS = { numRuns: 150 };
const json = fc.jsonValue() as fc.Arbitrary<Json>;

describe('whatever records hold, Slack takes it and nobody is paged', () => {
  it('in a case’s card', () => {
    fc.assert(
      fc.property(
        someCase,
        text,
        fc.array(request, { maxLength: 7 }),
        fc.array(text, { maxLength: 7 }),
        (it0, account, asked, regions) => {
          const offers = regions.map((region) => offerOf(it0, { region, title: `Terminate ${region.slice(0, 90)}` }));
          checkMessage(caseCard({ case: it0, account, requests: asked, offers }));
        },
      ),
      RUNS,
    );
  });

  it('in what the person behind a case is asked, where somebody is called to it, and where its channel is closed', () => {
    fc.assert(
      fc.property(someCase, text, text, (it0, account, name) => {
        const by = { id: 'U0ANA7M3XD', name };
        checkMessage(questionMessage({ case: it0, account, by }));
        checkMessage(askedNote(by, by));
        checkMessage(answerNote(by, false));
        checkMessage(
          escalationNote({ case: it0, account, mention: ['S0SECAPPROVERS'], since: START, now: START + 600_000 }),
        );
        checkMessage(waitingElsewhere(it0, account, 'C0SECALERTS'));
        checkMessage(raisedElsewhere({ ...it0, channel: 'C0SECALERTS' }, account));
      }),
      RUNS,
    );
  });

  it('in cases that were merged or split, and in what is said of that', () => {
    fc.assert(
      fc.property(fc.array(someCase, { minLength: 1, maxLength: 3 }), text, (cases, words) => {
        const [it0 = leakedKey] = cases;
        const whole = cases.reduce((so, one) => absorb(so, { ...one, id: `${one.id}-more` }, START));
        const mark = { by: 'U0ANA7M3XD', at: START };
        const gone = absorbed(it0, whole, mark);
        for (const one of [
          whole,
          gone,
          { ...it0, splitFrom: { ...mark, caseId: words, part: { kind: 'actor', actor: words } } } as const,
        ])
          checkMessage(
            caseCard({ case: one, account: words, requests: [], offers: [], link: 'https://example.com/x' }),
          );
        for (const view of [partsModal(whole), mergeModal(it0, cases, 9), splitModal(whole), takeOutModal(whole)])
          checkModal(view);
        for (const said of [
          mergedNote({ id: 'U1', name: words }, { case: it0 }, whole, true),
          mergedAwayNote({ id: 'U1', name: words }, { case: whole, link: 'https://example.com/x' }),
          splitNote({ id: 'U1', name: words }, { case: it0 }),
          splitOffNote({ id: 'U1', name: words }, { case: whole }),
        ])
          checkMessage(said);
      }),
      { numRuns: 40 },
    );
  });

  it('in what is done with cases: windows, notes and lists', () => {
    fc.assert(
      fc.property(fc.array(someCase, { minLength: 1, maxLength: 15 }), text, (cases, words) => {
        const [it0 = leakedKey] = cases;
        const seen: Case = {
          ...it0,
          status: 'closed',
          closed: { by: 'U0ANA7M3XD', at: START, verdict: 'false', words },
          assignee: 'U0BEN5T8WL',
        };
        const scope = { kind: 'actor', id: words, name: words } as const;
        const mute = { ...muted, scope, reason: words, rule: { ...muted.rule, title: words } };
        const origins = new Map(seen.records.map(({ sourceIPAddress = '' }) => [sourceIPAddress, words]));
        const habits = {
          normality: { network: 'new', region: 'new', agent: 'new', api: 'new' },
          since: START,
        } as const;
        const names = Object.fromEntries(seen.targets.map((one) => [nameKey(one), words]));
        const apis = seen.records.slice(0, 5).map(({ eventName }) => ({ name: eventName, calls: 1 }));
        const activity = { at: START, calls: seen.count, refused: 1, apis, others: 2 };
        const known = { origins, habits, activity, names, person: words };
        checkMessage(caseCard({ case: seen, account: words, requests: [], offers: [], ...known }));
        for (const view of [
          assignModal(it0),
          closeModal(it0),
          muteModal(it0, { longest: () => 9000, may: () => true }),
        ])
          checkModal(view);
        checkMessage(caseNote({ id: 'U0ANA7M3XD', name: words }, words, words));
        for (const event of ['muted', 'lifted'] as const)
          checkMessage(muteNote(event, mute, { id: 'U1', name: words }));
        checkMessage(
          mutesAnswer(
            Array.from({ length: 30 }, () => mute),
            () => words,
          ),
        );
        checkMessage(
          casesAnswer({
            cases: [...cases, seen],
            more: 1,
            partial: true,
            which: 'open',
            accountName: () => words,
            link: () => 'https://example.slack.com/archives/C1/p1',
          }),
        );
      }),
      RUNS,
    );
  });

  it('in the Home tab, however much there is', () => {
    fc.assert(
      fc.property(
        fc.array(someCase, { maxLength: 15 }),
        fc.array(request, { maxLength: 8 }),
        fc.array(text, { maxLength: 120 }),
        fc.boolean(),
        (cases, asked, names, may) => {
          const [words = ''] = names;
          const link = 'https://example.slack.com/archives/C1/p1';
          const accounts = names.map((alias, index) => ({ id: String(100_000_000_000 + index), alias }));
          checkHome(
            homeView(
              {
                ...busyHome,
                accounts,
                accountName: () => words,
                responds: may,
                approves: may,
                filter: may ? { account: '100000000001', mine: true } : {},
                cases: { ...busyHome.cases, cases: cases.map((one) => ({ case: one, link: may ? link : undefined })) },
                waiting: {
                  requests: asked.map((one, index) => ({
                    request: { ...one, id: `r${index}` },
                    may: (['approve', 'hold', 'withdraw'] as const)[index % 3] ?? 'approve',
                    link: may ? link : undefined,
                  })),
                  more: 9,
                },
                ran: asked.map((one) => ({ request: one, link })),
                status: { ...busyHome.status, policyProblem: words },
                sources: names.map((name, index) => ({ name, seenAt: index % 2 === 0 ? START : undefined })),
                mutes: names.map((name) => ({ ...muted, reason: name, rule: { ...muted.rule, title: name } })),
              },
              note(words),
            ),
          );
        },
      ),
      RUNS,
    );
  });

  it('in what is said of automations', () => {
    fc.assert(
      fc.property(plan, text, (it0, words) => {
        for (const story of [
          { kind: 'announced', automation: words, plan: it0, startsAt: START },
          { kind: 'asks', automation: words, plan: it0, why: words },
          { kind: 'rehearsed', automation: words, plan: it0 },
          { kind: 'ended', automation: words, plan: it0, outcome: words },
          { kind: 'left', automation: words, left: Array.from({ length: 30 }, () => ({ id: words, why: words })) },
        ] as const)
          checkMessage(automationNote(story));
        const rehearsal = { at: START, action: words, account: words, targets: [words, words] };
        const many = Array.from({ length: 30 }, () => ({
          automation: { name: 'a', after: [words], action: 'x', accounts: [], veto: 0, digest: 'd' },
          title: words,
          armed: undefined,
          rehearsals: Array.from({ length: 30 }, () => rehearsal),
          more: true,
        }));
        checkMessage(automationsAnswer(many, () => words));
      }),
      RUNS,
    );
  });

  it('in a request’s card', () => {
    fc.assert(
      fc.property(request, text, (it0, account) => {
        checkMessage(requestCard({ request: it0, account }));
      }),
      RUNS,
    );
  });

  it('in the modal of a plan', () => {
    fc.assert(
      fc.property(plan, text, (it0, account) => {
        checkModal(planModal({ plan: it0, account, quorum: 2 }));
      }),
      RUNS,
    );
  });

  it('in the answer to a lookup', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(record, { maxLength: 30 }),
        texts,
        texts,
        text,
        fc.constantFrom(...LOOKUP_KINDS),
        (principal, records, gaps, regions, account, about) => {
          const question = { about, term: principal, from: 0, to: START, accounts: [] };
          checkMessage(
            lookupAnswer(
              { question, records, read: 9, gaps, regions },
              { accountName: () => account, askedBy: 'U0ANA7M3XD' },
            ),
          );
          const mine = lookupAnswer({ question, records, read: 9, gaps, regions }, { accountName: () => account });
          checkMessage(withShare(mine, 'abc'));
          checkMessage(sharedAnswer(mine, 'U0ANA7M3XD'));
          checkModal(lookedUpModal('The answer is here.', mine));
        },
      ),
      RUNS,
    );
  });

  it('in a record as AWS wrote it, and in what a message offers to look up', () => {
    fc.assert(
      fc.property(
        record,
        fc.dictionary(text, fc.oneof(text, json), { maxKeys: 20 }),
        text,
        someCase,
        (summary, fields, words, { lines }) => {
          const clean = redactRecord({
            ...fields,
            eventName: words,
            requestParameters: { ...fields, words },
          });
          const choices = [
            { id: 'a', summary },
            { id: 'b', summary },
          ];
          checkModal(recordModal({ caseId: 'k1', lines, choices, picked: 'a', summary, json: clean, missing: words }));
          const { subjects, more } = subjectsIn({
            text: words,
            blocks: [{ text: { text: `${words} i-0123456789abcdef0` } }],
          });
          checkModal(
            lookUpModal(
              { subjects: subjects.map((subject) => ({ ...subject, value: valueOf(subject) })), more },
              '1700000000.000100',
            ),
          );
        },
      ),
      RUNS,
    );
  });

  it('in what is said of rules', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 60 }), text, (rules, word) => {
        checkMessage(rulesAnswer(rules, word, 177));
        checkMessage(rulesAnswer(rules.slice(0, 1), word, 177));
      }),
      RUNS,
    );
  });

  it('in a message that is not ours', () => {
    fc.assert(
      fc.property(text, text, text, maybe(text), (title, body, sender, account) => {
        const more = account === undefined ? {} : { account, region: account };
        checkMessage(
          plainCard({ schema: 'plain', id: title, title, text: body, level: 'low', sender, at: body, ...more }),
        );
      }),
      RUNS,
    );
  });

  it('in a sentence, a window and the help', () => {
    fc.assert(
      fc.property(text, (words) => {
        checkMessage(note(words));
        checkModal(simpleModal(words, words));
        checkMessage(helpAnswer([{ usage: words, summary: words }]));
      }),
      RUNS,
    );
  });
});

describe('with the longest of everything at once', () => {
  const LONGEST = ['x'.repeat(5000), '漢'.repeat(5000), '&<>'.repeat(5000), '😀'.repeat(3000)];

  it.each(LONGEST.map((words) => [words.slice(0, 4), words]))('%s…', (_start, words) => {
    const long: Target = { type: words, id: words, name: words };
    const rule0: AlertRule = {
      id: 'r',
      title: words,
      level: 'critical',
      description: words,
      whatToDo: words,
      falsePositives: [],
      attack: Array.from({ length: 9 }, (_, i) => `${i}${words}`),
    };
    const who: Actor = {
      type: words,
      root: { id: words, name: words },
      arn: words,
      session: words,
      accessKeyId: words,
      mfa: false,
      invokedBy: words,
      sourceIdentity: words,
    };
    const records = Array.from({ length: 30 }, (_, i): RecordSummary => ({
      eventID: `e${i}`,
      eventTime: '2026-11-23T08:20:00Z',
      eventName: `${i}${words}`,
      eventSource: words,
      account: words,
      region: words,
      actor: who,
      sourceIPAddress: `${i}${words}`,
      userAgent: words,
      errorCode: `${i}${words}`,
      targets: [long, long, long],
    }));
    const whole: Case = {
      ...leakedKey,
      account: words,
      actor: who,
      level: 'critical',
      count: 1_000_000,
      records: records.slice(0, 10),
      lines: Array.from({ length: 40 }, () => ({
        rule: rule0,
        count: 1_000_000,
        firstAt: '2026-11-23T08:20:00Z',
        lastAt: '2026-11-24T08:20:00Z',
      })),
      targets: Array.from({ length: 50 }, () => ({ ...long, region: words })),
      regions: Array.from({ length: 20 }, (_, i) => `${i}${words}`),
      principals: [words],
    };
    const targets = Array.from({ length: 12 }, (_, i): PlanTarget => ({
      type: words,
      id: `${i}${words}`,
      arn: words,
      name: words,
      facts: [words, words],
      material: {},
      warnings: [`${i}${words}`, words],
      ...(i > 8 ? { blocked: words } : {}),
    }));
    const longPlan: Plan = { ...onePlan, region: words, targets, effects: [words], limits: [words], undoNote: words };
    const pending = requestIn('pending', {
      plan: longPlan,
      reason: words,
      approvals: Array.from({ length: 9 }, () => ({
        person: 'U0ANA7M3XD',
        at: START,
        digest: 'd',
        policy: 'p',
        key: 'k',
      })),
      quorum: 10,
    });
    const question = { about: 'ip' as const, term: words, from: 0, to: START, accounts: [] };

    checkMessage(
      caseCard({
        case: whole,
        account: words,
        requests: Array.from({ length: 9 }, () => ({ ...pending, outcome: words })),
        offers: Array.from({ length: 9 }, () => offerOf(whole, { title: words, region: words })),
      }),
    );
    checkMessage(requestCard({ request: pending, account: words }));
    checkMessage(
      requestCard({
        request: {
          ...pending,
          state: 'failed',
          outcome: words,
          run: {
            startedAt: 0,
            steps: targets.map((one) => ({
              id: one.id,
              step: 'terminate',
              title: words,
              target: one.id,
              state: 'failed',
              result: words,
            })),
          },
        },
        account: words,
      }),
    );
    checkMessage(
      lookupAnswer(
        { question, records, read: 9, gaps: [words, words], regions: [words] },
        { accountName: () => words, askedBy: 'U0ANA7M3XD' },
      ),
    );
    checkModal(planModal({ plan: longPlan, account: words, quorum: 3 }));
  });
});
