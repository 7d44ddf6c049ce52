import { onTestFinished } from 'vitest';
import { caseCard } from '../../blocks/case-card.ts';
import { note } from '../../blocks/note.ts';
import { createSlackChat } from '../../src/adapters/slack/chat.ts';
import { caseKey, readCase } from '../../src/cases/case-store.ts';
import { createOutbox, outboxPartition, type OutboxEntry } from '../../src/cases/outbox.ts';
import { drainOutbox, type Drained } from '../../src/cases/poster.ts';
import type { PosterPorts } from '../../src/cases/poster-ports.ts';
import { recordAlert, type CasesPorts } from '../../src/cases/record-alert.ts';
import { describeError } from '../../src/errors.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { Case } from '../../src/model/case.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';
import { CHANNELS } from '../../src/sandbox/slack/cast.ts';
import { createSandboxSlack } from '../../src/sandbox/slack/create.ts';
import type { SandboxSlack } from '../../src/sandbox/slack/sandbox-slack.ts';
import { policyOf } from '../approve/support.ts';
import { ManualClock, memoryStore } from './support.ts';

export const CHANNEL = CHANNELS.alerts;

/** A store, a workspace and a poster between them, on one clock that moves only when a test says so. */
export interface Desk {
  readonly clock: ManualClock;
  readonly slack: SandboxSlack;
  readonly ports: PosterPorts;
  /** Errors that the poster logged, as `event: reason`. */
  readonly errors: readonly string[];
  record(alert: Alert, more?: Partial<CasesPorts>): Promise<Case>;
  /** Queues a message for the case's thread. */
  say(it: Case, id: string, sentence: string): Promise<void>;
  /** One go, as far as it comes without waiting. */
  drain(channel?: string): Promise<Drained>;
  /** Goes on, with the clock put forward as the poster asks, until nothing is left. */
  drainAll(channel?: string): Promise<void>;
  waiting(): Promise<readonly OutboxEntry[]>;
  /** What people see in the channel, threads included, oldest first. */
  messages(): readonly SandboxMessage[];
}

const channelFor = () => Promise.resolve(CHANNEL);

/** @param policy What its policy says besides. */
export async function openDesk(policy: Partial<Policy> = {}): Promise<Desk> {
  const clock = new ManualClock();
  const store = memoryStore(clock);
  const slack = await createSandboxSlack({ now: clock.now });
  onTestFinished(() => slack.close());
  const errors: string[] = [];
  const ports: PosterPorts = {
    store,
    clock,
    chat: createSlackChat({ token: () => Promise.resolve(slack.credentials.botToken), slackApiUrl: slack.apiUrl }),
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (event, error) => void errors.push(`${event}: ${describeError(error)}`),
    },
    policy: () => Promise.resolve(policyOf({ channels: { alerts: CHANNEL, audit: CHANNELS.audit }, ...policy })),
    async render(_kind, id) {
      const it = (await store.get<Case>(caseKey(id)))?.value;
      return it === undefined ? undefined : caseCard({ case: it, account: 'prod', requests: [], offers: [] });
    },
  };
  const drain = (channel: string = CHANNEL) => drainOutbox(ports, channel, clock.now() + 1);
  return {
    clock,
    slack,
    ports,
    errors,
    async record(alert, more = {}) {
      const { caseId } = await recordAlert({ store, clock, channelFor, accountName: () => 'prod', ...more }, alert);
      return (await readCase(store, caseId)).value;
    },
    async say(it, id, sentence) {
      await store.commit([createOutbox(clock.now).note(id, it, note(sentence))]);
    },
    drain,
    async drainAll(channel) {
      for (let round = 0; round < 200; round += 1) {
        const { againInMs } = await drain(channel);
        if (againInMs === undefined) return;
        clock.advance(againInMs);
      }
      throw new Error('The outbox does not empty.');
    },
    async waiting() {
      const page = await store.list<OutboxEntry>(outboxPartition(CHANNEL));
      return page.items.map((item) => item.value);
    },
    messages: () => slack.snapshot().messages.filter((message) => message.channel === CHANNEL),
  };
}
