import type { KnownBlock } from '@slack/types';
import { expect, test } from 'vitest';
import { caseCard } from '../../blocks/case-card.ts';
import { lookupAnswer } from '../../blocks/lookup-answer.ts';
import { planModal } from '../../blocks/plan-modal.ts';
import type { Case } from '../../src/model/case.ts';
import type { Plan, PlanTarget } from '../../src/model/plan.ts';
import { recordOf, START, timeAt } from '../cases/support.ts';
import { wire, wordsOf } from './payload.ts';
import { leakedKey, twoPlan } from './samples.ts';

const MINER: Omit<PlanTarget, 'id' | 'arn'> = {
  type: 'AWS::EC2::Instance',
  facts: ['running', 'p3.8xlarge', 'launched 2026-11-23 08:20 UTC'],
  material: {},
  warnings: [],
};

function planOf(...targets: readonly (Partial<PlanTarget> & { readonly id: string })[]): Plan {
  return { ...twoPlan, targets: targets.map((target) => ({ ...MINER, arn: `arn:${target.id}`, ...target })) };
}

function modalWords(plan: Plan): string {
  return wordsOf(planModal({ plan, account: 'prod', quorum: 2 }));
}

test('a plan says once what is true of all of many targets, and of each only what is its own', () => {
  const words = modalWords(
    planOf(
      { id: 'i-1', facts: [...MINER.facts, 'public address 198.51.100.1'] },
      { id: 'i-2', name: 'web', facts: [...MINER.facts, 'public address 198.51.100.2'] },
      { id: 'i-3' },
    ),
  );

  expect(words).toMatch(/^All 3 running, p3\.8xlarge, launched [^.]*\./m);
  expect(words.match(/p3\.8xlarge/g)).toHaveLength(1);
  expect(words).toContain('i-1public address 198.51.100.1');
  expect(words).toContain('web (i-2)public address 198.51.100.2');
});

/** What the checkboxes of a plan's window say, and which of them are ticked. */
function choiceOf(plan: Plan): { readonly said: readonly string[]; readonly ticked: readonly string[] } {
  const { blocks } = planModal({ plan, account: 'prod', quorum: 2 });
  const element = (blocks as readonly KnownBlock[]).flatMap((block) =>
    block.type === 'input' && block.element.type === 'checkboxes' ? [block.element] : [],
  )[0];
  const said = (element?.options ?? []).map(({ text, description }) => `${text.text}: ${description?.text ?? ''}`);
  return { said, ticked: (element?.initial_options ?? []).map(({ value }) => value ?? '') };
}

test('a plan names each of several targets once, beside its checkbox, with what it has to do with the case', () => {
  const key = { type: 'AWS::IAM::AccessKey', facts: ['Active', 'of user ada'] };
  const plan = planOf(
    { ...key, id: 'AKIA1', part: 'made', facts: ['Active', 'of user support-tools'] },
    { ...key, id: 'AKIA2', part: 'actor' },
  );

  expect(choiceOf(plan)).toEqual({
    said: ['AKIA1: made by the actor, of user support-tools', 'AKIA2: the actor, of user ada'],
    ticked: ['AKIA1', 'AKIA2'],
  });
  const { blocks } = planModal({ plan, account: 'prod', quorum: 2 });
  expect(JSON.stringify(blocks.filter(({ type }) => type !== 'input'))).not.toContain('AKIA');
});

test('the actor among several users or roles is chosen by hand, and by itself where nobody else is there', () => {
  const user = { type: 'AWS::IAM::User', facts: [] };
  const ada = { ...user, id: 'ada', part: 'actor' as const };

  expect(choiceOf(planOf({ ...user, id: 'support-tools', part: 'made' }, ada)).ticked).toEqual(['support-tools']);
  expect(choiceOf(planOf({ ...user, id: 'ben' }, ada)).ticked).toEqual(['ben']);
  expect(choiceOf(planOf(ada, { ...ada, id: 'bob' })).ticked).toEqual(['ada', 'bob']);
});

test('a target that is not there is never covered by what is said of the others', () => {
  const words = modalWords(planOf({ id: 'i-1' }, { id: 'i-2' }, { id: 'i-3', facts: [], blocked: 'Gone.' }));

  expect(words).not.toContain('All 3');
  expect(words).toContain('i-3: not found. Not possible: Gone.');
});

test('a moment in the live state is shown in the reader’s own time zone', () => {
  const payload = JSON.stringify(wire(planModal({ plan: planOf({ id: 'i-1' }), account: 'prod', quorum: 2 })));

  expect(payload).toContain(`"timestamp":${Date.parse('2026-11-23T08:20:00Z') / 1000}`);
  expect(payload).not.toContain('launched 2026');
});

test('a case of one minute names that minute once', () => {
  const lines = leakedKey.lines.map((line) => ({ ...line, firstAt: timeAt(1), lastAt: timeAt(2) }));
  const it: Case = { ...leakedKey, lines };

  const when = /^When (.*)$/m.exec(wordsOf(caseCard({ case: it, account: 'prod', requests: [], offers: [] })))?.[1];

  expect(when).toBe('2026-11-23 08:20 UTC');
});

test.each([
  ['one place is named once', ['eu-central-1', 'eu-central-1'], 1],
  ['several places are named with each record', ['eu-central-1', 'us-east-1'], 2],
])('in a lookup %s', (_what, regions, times) => {
  const answer = lookupAnswer(
    {
      question: { about: 'who' as const, term: 'dave', from: START, to: START, accounts: [] },
      records: regions.map((region, index) => recordOf(`e${index}`, { region })),
      read: 2,
      gaps: [],
      regions: [],
    },
    { accountName: () => 'prod' },
  );

  expect(wordsOf(answer).match(/in prod/g)).toHaveLength(times);
});

test.each([
  ['Failure', 'from 198.51.100.7 failed'],
  ['Success', 'from 198.51.100.7 succeeded'],
])('a lookup says what came of a sign-in: %s', (outcome, words) => {
  const signIn = { eventName: 'ConsoleLogin', eventSource: 'signin.amazonaws.com' };
  const answer = lookupAnswer(
    {
      question: { about: 'who' as const, term: 'dave', from: START, to: START, accounts: [] },
      records: [recordOf('e1', { ...signIn, responseElements: { ConsoleLogin: outcome } })],
      read: 1,
      gaps: [],
      regions: [],
    },
    { accountName: () => 'prod' },
  );

  expect(wordsOf(answer)).toContain(words);
});

test('a lookup counts the targets that it does not show, and calls an ARN by its short name', () => {
  const principal = 'arn:aws:iam::111122223333:user/dave';
  const targets = ['i-1', 'i-2', 'i-3', 'i-4'].map((id) => ({ type: 'AWS::EC2::Instance', id }));
  const answer = lookupAnswer(
    {
      question: { about: 'who' as const, term: principal, from: START, to: START, accounts: [] },
      records: [recordOf('e1', { targets })],
      read: 1,
      gaps: [],
      regions: ['eu-central-1'],
    },
    { accountName: () => 'prod' },
  );

  expect(answer.text).toBe('Trail of user/dave: 1 record.');
  expect(wordsOf(answer)).toContain(`of ${principal}`);
  expect(wordsOf(answer)).toContain('RunInstances i-1, i-2 and 2 more in prod, eu-central-1, from 198.51.100.7');
});
