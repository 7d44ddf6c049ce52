import { insteadOf } from '../../blocks/merge-note.ts';
import { sharedAnswer } from '../../blocks/share.ts';
import { plainTag } from '../cases/posted.ts';
import { readStanding } from '../cases/case-store.ts';
import { TrailboltError } from '../errors.ts';
import { inspectors } from '../inspect/inspectors/index.ts';
import type { ChatMessage } from '../ports/chat.ts';
import type { Key } from '../ports/store.ts';
import type { AnswerServices } from '../slack/answer-services.ts';
import { createRender } from './render.ts';
import type { WorkerPorts } from './worker-ports.ts';

const KEPT_SECONDS = 24 * 60 * 60;
/** Slack's clock and ours may differ by this much when a message is searched, in milliseconds. */
const SEARCH_SLACK_MS = 60_000;

interface Kept {
  readonly person: string;
  readonly message: ChatMessage;
  readonly thread?: string;
  /** Unix milliseconds. */
  readonly at: number;
}

function keyOf(id: string): Key {
  return { partition: `answer#${id}`, sort: 'answer' };
}

/** What the Slack stage asks of those who answer. */
export function createAnswerServices(ports: WorkerPorts): AnswerServices {
  const { store, clock, chat } = ports;
  const render = createRender(ports);
  return {
    async card(caseId) {
      const { value: it } = await readStanding(store, caseId);
      const card = await render('card', it.id);
      if (card === undefined) throw new TrailboltError('case.missing', `There is no case ${it.id}.`);
      return it.id === caseId ? card : insteadOf(caseId, it, card);
    },
    async rules() {
      // Few people ask, and nothing else here needs what they are about.
      const [{ builtinRules }, { alertRuleOf }] = await Promise.all([
        import('../detect/rules/builtin.ts'),
        import('../detect/detector.ts'),
      ]);
      return [
        ...builtinRules.filter((rule) => rule.silent !== true).map((rule) => alertRuleOf(rule)),
        ...inspectors.map(({ rule }) => rule),
      ];
    },
    async keepAnswer({ id, ...answer }) {
      const now = clock.now();
      const value: Kept = { ...answer, at: now };
      const expiresAt = Math.floor(now / 1000) + KEPT_SECONDS;
      await store.commit([{ kind: 'put', key: keyOf(id), value, if: 'absent', expiresAt }]);
    },
    async share({ id, person, channel, thread }) {
      const kept = /^[0-9a-f]{1,64}$/.test(id) ? await store.get<Kept>(keyOf(id)) : undefined;
      if (kept === undefined)
        throw new TrailboltError('answer.gone', 'This answer is more than a day old; ask again and share that.');
      if (kept.value.person !== person.id)
        throw new TrailboltError('answer.not-yours', 'Only the person who asked can share this answer.');
      const tag = plainTag(`share-${id}@${channel}`);
      const into = kept.value.thread ?? thread;
      const place = into === undefined ? {} : { thread: into };
      try {
        // Searched for first: a press that came twice, or a post whose outcome nobody knows, is one message.
        const there = await chat.find(channel, tag, { since: kept.value.at - SEARCH_SLACK_MS, ...place });
        const { message } = kept.value;
        if (there !== undefined) return { fresh: false, message };
        await chat.post(channel, sharedAnswer(message, person.id), { tag, ...place });
        return { fresh: true, message };
      } catch (error) {
        if (!(error instanceof TrailboltError) || !['chat.gone', 'chat.refused'].includes(error.code)) throw error;
        throw new TrailboltError(
          'answer.no-access',
          'Trailbolt cannot post here: invite it with /invite @Trailbolt, then share again.',
          { cause: error, details: error.details },
        );
      }
    },
  };
}
