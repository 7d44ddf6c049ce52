import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelClosed, channelOpen, raisedElsewhere, slackBack, waitingElsewhere } from '../../blocks/channel-note.ts';
import { escalationNote, notPagedNote, pagedNote } from '../../blocks/escalation-note.ts';
import { caseCard } from '../../blocks/case-card.ts';
import { answerNote, askedNote, notAskedNote, questionAnswered, questionMessage } from '../../blocks/question.ts';
import { stormDigest, stormSummary, type StormDigest } from '../../blocks/storm-digest.ts';
import type { DigestCase } from '../../src/model/digest-case.ts';
import { LEVELS, levelRank } from '../../src/model/level.ts';
import type { ChatMessage } from '../../src/ports/chat.ts';
import type { Case } from '../../src/model/case.ts';
import { DAVE, START } from '../cases/support.ts';
import { expectGolden } from './golden-file.ts';
import { hostileText } from './hostile-text.ts';
import { checkMessage, wordsOf } from './payload.ts';
import { leakedKey } from './samples.ts';

/** Thirty actors, a rule each of ten; every third is of level high. */
const held: readonly DigestCase[] = Array.from({ length: 30 }, (_, index): DigestCase => {
  const level = index % 3 === 0 ? 'high' : 'medium';
  return {
    caseId: `case${index}`,
    level,
    account: '111122223333',
    actor: { id: `user/actor${index}`, name: `actor${index}` },
    count: index + 1,
    lines: [{ rule: `rule${index % 12}`, title: `Rule ${index % 12}`, level, count: index + 1 }],
  };
}).toSorted((a, b) => levelRank(b.level) - levelRank(a.level) || b.count - a.count);

const storm: StormDigest = {
  id: 's7k2m9x1c3',
  startedAt: START,
  held,
  posted: 14,
  shown: [
    {
      caseId: 'k3w9z1x7q2',
      level: 'critical',
      title: 'CloudTrail stopped',
      actor: 'dave',
      link: 'https://example.slack.com/archives/C0SECALERTS/p1',
    },
    { caseId: 'k3w9z1x7q3', level: 'high', title: 'Port <opened>', actor: 'ana & ben' },
  ],
  accountName: () => 'prod',
};
const over: StormDigest = { ...storm, endedAt: START + 18 * 60_000 };

const RANA = { id: 'U0RANA4K2Q', name: 'rana' };
const DAVE_PERSON = { id: 'U0DAVE2P9C', name: 'dave' };
const milder: Case = { ...leakedKey, level: 'medium' };
const asked: Case = {
  ...milder,
  count: 7,
  asked: {
    id: 'q1',
    person: DAVE_PERSON.id,
    principal: DAVE.root.id,
    by: RANA.id,
    at: START,
    direct: 'D0DAVE',
    count: 7,
  },
};

function cardOf(it0: Case): ChatMessage {
  return caseCard({ case: it0, account: 'prod', requests: [], offers: [], askable: it0.asked === undefined });
}

function answered(mine: boolean): Case {
  const { asked: question } = asked;
  return question === undefined ? asked : { ...asked, asked: { ...question, answer: { mine, at: START + 60_000 } } };
}

const messages: Readonly<Record<string, ChatMessage>> = {
  'storm-digest': stormDigest(storm),
  'storm-digest-over': stormDigest(over),
  'storm-digest-one': stormDigest({ ...storm, held: held.slice(0, 1), posted: 1, shown: [] }),
  'storm-digest-messages': stormDigest({
    ...storm,
    held: held.map((it0, index) => (index % 2 === 0 ? it0 : { ...it0, message: {} })),
  }),
  'storm-summary': stormSummary(over, 'https://example.slack.com/archives/C0SECALERTS/p2'),
  'storm-summary-bare': stormSummary({ ...over, held: [] }, undefined),
  'channel-closed': channelClosed('C0SECALERTS', 'is_archived'),
  'channel-closed-otherwise': channelClosed('C0SECALERTS', 'restricted_action'),
  'channel-open': channelOpen('C0SECALERTS'),
  'channel-waiting': waitingElsewhere(leakedKey, 'prod', 'C0SECALERTS'),
  'channel-raised-elsewhere': raisedElsewhere(leakedKey, 'prod'),
  'channel-slack-back': slackBack(START, START + 61 * 60_000),
  'escalation-mention': escalationNote({
    case: leakedKey,
    account: 'prod',
    mention: ['S0ONCALL', 'U0ADA'],
    since: START,
    now: START + 600_000,
  }),
  'escalation-paged': pagedNote(),
  'escalation-not-paged': notPagedNote(),
  'question-asked': askedNote(RANA, DAVE_PERSON),
  'question-message': questionMessage({ case: asked, account: 'prod', by: RANA }),
  'question-not-asked': notAskedNote(DAVE_PERSON.id, 'messages_tab_disabled'),
  'question-answered-yes': questionAnswered(true),
  'question-answered-no': questionAnswered(false),
  'question-note-yes': answerNote(DAVE_PERSON, true),
  'question-note-no': answerNote(DAVE_PERSON, false),
  'question-card-askable': cardOf(milder),
  'question-card-asked': cardOf(asked),
  'question-card-yes': cardOf(answered(true)),
  'question-card-no': cardOf(answered(false)),
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

const digestCase: fc.Arbitrary<DigestCase> = fc.record({
  caseId: fc.stringMatching(/^[a-f0-9]{10}$/),
  level: fc.constantFrom(...LEVELS),
  account: hostileText,
  actor: fc.record({ id: hostileText, name: hostileText }),
  count: fc.nat(),
  lines: fc.array(
    fc.record({ rule: hostileText, title: hostileText, level: fc.constantFrom(...LEVELS), count: fc.nat() }),
    { maxLength: 8 },
  ),
});

const anyStorm: fc.Arbitrary<StormDigest> = fc.record({
  id: fc.constant('s1'),
  startedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  endedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  held: fc.array(digestCase, { maxLength: 130 }),
  posted: fc.nat(),
  shown: fc.array(
    fc.record({
      caseId: fc.constant('c1'),
      level: fc.constantFrom(...LEVELS),
      title: hostileText,
      actor: hostileText,
      link: fc.constant('https://example.slack.com/archives/C1/p1'),
    }),
    { maxLength: 12 },
  ),
  accountName: fc.constant((id: string) => id),
});

describe('whatever a storm is made of', () => {
  it('its digest and its summary are what Slack takes', () => {
    fc.assert(
      fc.property(anyStorm, ({ endedAt = 0, ...digest }) => {
        checkMessage(stormDigest(digest));
        checkMessage(stormDigest({ ...digest, endedAt }));
        checkMessage(stormSummary({ ...digest, endedAt }, undefined));
      }),
      { numRuns: 60 },
    );
  });

  it('its digest counts every record of every case once by actor and says what is not listed', () => {
    const words = wordsOf(stormDigest(storm));

    expect(words).toContain('465 records');
    expect(words).toContain('and 2 more rules');
    expect(words).toContain('and 20 more actors');
  });
});
