import { assignedNote, caseNote, muteNote } from '../../blocks/case-note.ts';
import { offersInWords } from '../../blocks/case-remedied.ts';
import { VERDICT_WORDS } from '../../blocks/case-status.ts';
import { hasRole } from '../approve/person.ts';
import { whyNotAssignee } from '../approve/assignee.ts';
import { readForRequests, readStanding } from '../cases/case-store.ts';
import { bringMessage } from '../cases/held-cases.ts';
import { listCases } from '../cases/list-cases.ts';
import { changeCase, type CaseChange } from '../cases/manage-case.ts';
import { createMute, liftMute, longestMute, type MutePorts } from '../cases/manage-mute.ts';
import { readMutes } from '../cases/mutes.ts';
import { awaitedCard } from '../cases/outbox.ts';
import { caseTag, readPosted } from '../cases/posted.ts';
import type { ChatMessage } from '../ports/chat.ts';
import type { CaseServices } from '../slack/case-services.ts';
import { offered, requestsOf } from './offered.ts';
import type { Permalinks } from './permalinks.ts';
import { refuseSuspect } from './refuse-suspect.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Cases of one answer: what a person reads, and few enough calls for their links. */
const LISTED = 15;

/** What the Slack stage asks of the cases stage. */
export function createCaseServices(
  ports: WorkerPorts,
  link: Permalinks,
): Omit<CaseServices, 'askActor' | 'answerQuestion' | 'mergeable' | 'merge' | 'split'> {
  const { store, clock } = ports;
  const mutePorts: MutePorts = { ...ports, say: muteNote };

  /** What the card of a case still offers, in words; empty where it is closed, or nothing is left. */
  async function notDoneIn(caseId: string): Promise<string> {
    const { value: it } = await readStanding(store, caseId);
    if (it.status === 'closed') return '';
    return offersInWords(await offered(store, await ports.policy(), it, await requestsOf(store, it)));
  }

  return {
    async changeCase(input) {
      await refuseSuspect(store, input.caseId, input.person);
      const { change } = input;
      const notDone = change.kind === 'close' ? await notDoneIn(input.caseId) : '';
      const whole = change.kind === 'close' && notDone !== '' ? { ...change, notDone } : change;
      return changeCase({ ...ports, say: noteOf }, { ...input, change: whole });
    },
    refuseSuspect: (caseId, person) => refuseSuspect(store, caseId, person),
    async whyNotAssign(caseId, to) {
      const { value: it } = await readForRequests(store, caseId);
      return whyNotAssignee(to, it.principals);
    },
    async cases(shelf, account) {
      const { cases, more, partial } = await listCases(store, {
        shelf,
        limit: LISTED,
        fits: (line) => account === undefined || line.account === account,
      });
      const linked = await Promise.all(cases.map(async (it) => ({ case: it, link: await link(caseTag(it.id)) })));
      return { cases: linked, more, partial };
    },
    async showCard({ chosen, channel }) {
      const [caseId = '', storm] = chosen.split('@', 2);
      if (storm !== undefined) return { hasCard: !(await bringMessage(store, channel, storm, caseId, clock.now())) };
      const { value: it } = await readStanding(store, caseId);
      if ((await readPosted(store, caseTag(it.id)))?.value.ref !== undefined) return { hasCard: true };
      await store.commit([awaitedCard(it)]);
      return { hasCard: false };
    },
    async mute(input) {
      await refuseSuspect(store, input.caseId, input.person);
      const { mutes: longest } = await ports.policy();
      return createMute(mutePorts, { ...input, longest, isApprover: hasRole(input.person, 'approver') });
    },
    async longestMute() {
      const { mutes: longest } = await ports.policy();
      return (level) => longestMute(longest, level);
    },
    mutes: () => readMutes(store, clock.now()),
    liftMute: (id, person) => liftMute(mutePorts, { id, person }),
  };
}

function noteOf(change: CaseChange, by: { readonly id: string; readonly name: string }): ChatMessage {
  switch (change.kind) {
    case 'acknowledge':
      return caseNote(by, 'acknowledged this case.');
    case 'assign':
      return change.to.id === by.id ? caseNote(by, 'looks after this case now.') : assignedNote(by, change.to);
    case 'close':
      return caseNote(
        by,
        `closed this case as ${VERDICT_WORDS[change.verdict]}.`,
        `“${change.words}”${change.notDone === undefined ? '' : ` Not done: ${change.notDone}.`}`,
      );
    case 'reopen':
      return caseNote(by, 'opened this case again.');
  }
}
