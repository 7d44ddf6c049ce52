import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { announcement } from '../../blocks/announcement.ts';
import { auditAnswer } from '../../blocks/audit-answer.ts';
import { auditPost } from '../../blocks/audit-post.ts';
import { doAnswer } from '../../blocks/do-answer.ts';
import { emergencyModal } from '../../blocks/emergency-modal.ts';
import { rejectModal } from '../../blocks/reject-modal.ts';
import { emergencyNotice } from '../../blocks/emergency-notice.ts';
import { freezeNotice } from '../../blocks/freeze-notice.ts';
import { muteAnswer } from '../../blocks/mute-answer.ts';
import { policyNotice } from '../../blocks/policy-notice.ts';
import { notAskedNote } from '../../blocks/question.ts';
import { statusAnswer } from '../../blocks/status-answer.ts';
import { stormDigest, stormSummary } from '../../blocks/storm-digest.ts';
import { LEVELS } from '../../src/model/level.ts';
import { START } from '../cases/support.ts';
import { hostileText as text } from './hostile-text.ts';
import { checkMessage, checkModal } from './payload.ts';
import { audited, atWork, leakedKey, offerOf, requests } from './samples.ts';

const RUNS = { numRuns: 150 };
const BY = 'U0ANA7M3XD';

describe('whatever names, reasons and records hold, Slack takes what is said of', () => {
  it('requests, remedies and emergencies', () => {
    fc.assert(
      fc.property(text, text, (name, words) => {
        const by = { id: BY, name };
        const plan = { ...requests.pending.plan, region: words, effects: [words], limits: [words], undoNote: words };
        const request = { ...requests.pending, reason: words, plan };
        checkMessage(announcement({ request, account: name, by, channel: 'C0ALERTS', mention: ['S0SEC'] }));
        checkMessage(emergencyNotice({ request, account: name, by, reason: words }));
        checkModal(emergencyModal({ request, account: name, reasonLength: 20 }));
        checkModal(rejectModal(request, false));
        checkMessage(doAnswer(offerOf(leakedKey, { title: words, region: name }), name));
      }),
      RUNS,
    );
  });

  it('the audit', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 60 }), (words, about, many) => {
        const records = Array.from({ length: many }, (_, seq) => ({
          ...(audited[seq % audited.length] ?? audited[0]),
          data: { reason: words, targets: [words, words], rule: words, [words]: words },
        })) as unknown as typeof audited;
        const chain = { broken: { seq: many, problem: words } };
        checkMessage(auditAnswer({ about, from: START, records, partial: true, chain }));
        checkMessage(auditPost(records, true, new Map(records.map(({ who }) => [who, words]))));
      }),
      RUNS,
    );
  });

  it('freezes, mutes, the policy and the state of things', () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 60 }), (words, many) => {
        const by = { id: BY, name: words };
        for (const event of ['freeze.set', 'freeze.thawing'] as const)
          checkMessage(freezeNotice({ event, by, reason: words }));
        checkMessage(muteAnswer(leakedKey, words));
        checkMessage(notAskedNote(BY, words));
        const changes = many.map((path) => ({ path, from: words, to: words }));
        checkMessage(policyNotice({ from: 'a'.repeat(64), to: 'b'.repeat(64), changes }));
        checkMessage(statusAnswer({ ...atWork, frozen: { by: BY, at: START, reason: words }, policyProblem: words }));
      }),
      RUNS,
    );
  });

  it('a storm', () => {
    fc.assert(
      fc.property(text, fc.array(fc.tuple(text, text), { maxLength: 60 }), (account, pairs) => {
        const shown = pairs.map(([title, actor], index) => ({
          caseId: `k${index}`,
          level: LEVELS[index % LEVELS.length] ?? 'low',
          title,
          actor,
          ...(index % 2 === 0 ? { link: 'https://example.slack.com/archives/C1/p1' } : {}),
        }));
        const held = pairs.map(([title, name], index) => ({
          caseId: `h${index}`,
          level: 'high' as const,
          account,
          actor: { id: `${name}${index}`, name },
          count: index + 1,
          lines: [{ rule: title, title, level: 'high' as const, count: index + 1 }],
        }));
        const storm = { id: 's1', startedAt: START, held, posted: 14, shown, accountName: () => account };
        checkMessage(stormDigest(storm));
        checkMessage(stormSummary({ ...storm, endedAt: START + 60_000 }, 'https://example.slack.com/archives/C1/p1'));
      }),
      RUNS,
    );
  });
});
