import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { requestKey } from '../../src/remediate/request-key.ts';
import { CHANNELS, PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { SignedRequest } from '../../src/model/job.ts';
import type { ActionRequest, RequestState } from '../../src/model/request.ts';
import { eventually } from '../support/eventually.ts';
import { askToTerminate, button, launchWithLeakedKey, requestMessage, stateOf, whispers } from '../story/leaked-key.ts';
import { requestNow, type Scene } from './requests.ts';
import { clickBody, deliver, signedRequest } from './signed.ts';

/** Trailbolt in one of its forms, with its queue of jobs open to everybody. */
export interface OpenQueue extends Scene {
  /** Puts something into the queue of jobs. */
  enqueue(job: unknown): Promise<void>;
  /** The same with a message as it is, where the queue holds messages. */
  enqueueText?(text: string): Promise<void>;
  /** What was set aside so far. */
  deadLetters(): Promise<readonly { readonly reason: string; readonly job: unknown }[]>;
  close(): Promise<void>;
}

const HOUR = 3_600_000;

// A host looks once a second for jobs that others sent: the attacks of one kind wait for the same second.
vi.setConfig({ maxConcurrency: 20 });

/**
 * A job is not an authority: whatever lies in the queue, only what Slack signed and people approved is done, once.
 *
 * @param takesMessages whether the queue holds messages, that is any text.
 */
export function forgeJobs(form: string, start: () => Promise<OpenQueue>, takesMessages: boolean): void {
  describe(`jobs that are put straight into the queue of ${form}`, () => {
    let queue: OpenQueue;
    let instance: string;
    let pending: ActionRequest;

    beforeAll(async () => {
      queue = await start();
      [instance = ''] = await launchWithLeakedKey(queue.world, 1);
      await askToTerminate(queue.world);
      pending = await requestNow(queue, idOf(button(requestMessage(queue.world), 'request.approve')?.value));
    });
    afterAll(async () => queue?.close());

    /** Ana's approval of the request that waits for two. */
    function approval(user: string = PEOPLE.ana): string {
      const value = `${pending.id}.${pending.plan.digest}`;
      return clickBody(queue.world, { user, actionId: 'request.approve', value });
    }

    async function nothingHappened(): Promise<void> {
      expect((await requestNow(queue, pending.id)).approvals).toEqual([]);
      expect(queue.world.aws.control.faults.calls('ec2:TerminateInstances')).toBe(0);
      expect(stateOf(queue.world, instance)).toBe('running');
    }

    test.concurrent.each<[string, () => SignedRequest, string, string]>([
      [
        'a made-up signature',
        () => ({ ...signedRequest(queue.world, approval()), signature: `v0=${'ab'.repeat(32)}` }),
        'mismatch',
        'job.forged',
      ],
      [
        'no signature',
        () => ({ ...signedRequest(queue.world, approval()), signature: '', timestamp: '' }),
        'unsigned',
        'job.forged',
      ],
      [
        "a signature by another app's secret",
        () => signedRequest(queue.world, approval(), { secret: 'another secret' }),
        'mismatch',
        'job.forged',
      ],
      [
        "Vic's signed click in Ana's name",
        () => ({ ...signedRequest(queue.world, approval(PEOPLE.vic)), body: approval(PEOPLE.ana) }),
        'mismatch',
        'job.forged',
      ],
      [
        'a signed click of two hours ago',
        () => signedRequest(queue.world, approval(), { at: Date.now() - 2 * HOUR }),
        'stale',
        'job.stale',
      ],
      [
        'a signed click of two hours ahead',
        () => signedRequest(queue.world, approval(), { at: Date.now() + 2 * HOUR }),
        'future',
        'job.forged',
      ],
      [
        'a click signed for another workspace',
        () => signedRequest(queue.world, approval().replaceAll(queue.world.slack.credentials.teamId, 'T0OTHER')),
        'other-workspace',
        'job.forged',
      ],
    ])('%s is set aside with the reason and audited, and nothing happens', async (_what, forge, reason, event) => {
      const request = forge();

      await queue.enqueue({ kind: 'slack', request });

      await isSetAside(queue, (job) => JSON.stringify(job).includes(JSON.stringify(request.body)), reason);
      await isAudited(queue, event, reason);
      await nothingHappened();
    });

    test("a click that was done, brought again in Ana's name, is set aside and audited", async () => {
      const real = signedRequest(queue.world, approval(PEOPLE.vic));
      await deliver(queue.url, real);
      await eventually(() => expect(JSON.stringify(whispers(queue.world, PEOPLE.vic))).toContain('Not approved'));
      const body = approval(PEOPLE.ana);

      await queue.enqueue({ kind: 'slack', request: { ...real, body } });

      await isSetAside(queue, (job) => JSON.stringify(job).includes(JSON.stringify(body)), 'mismatch');
      await nothingHappened();
    });

    test.concurrent.each<[string, unknown]>([
      ['of an unknown kind', { kind: 'terminate', instance: 'i-0123456789abcdef0' }],
      ['of no kind', { request: { body: 'x' } }],
      ['that is null', null],
      ['that is a list', ['run']],
      ['that is a number', 7],
      ['from Slack without a request', { kind: 'slack' }],
      ['from Slack with a request that lacks its signature', { kind: 'slack', request: { body: 'a', timestamp: '1' } }],
      ['to run a number', { kind: 'run', requestId: 7 }],
      ['to run something endless', { kind: 'run', requestId: 'x'.repeat(5000) }],
      ['to run nothing', { kind: 'run', requestId: '' }],
      ['to run half a character', { kind: 'run', requestId: 'half \ud800' }],
      ['of a timer without a time', { kind: 'timer', timerId: 'expire-x', dueAt: 'now' }],
      ['of a timer of no number', { kind: 'timer', timerId: 'expire-x', dueAt: null }],
      ['of an outbox without a channel', { kind: 'outbox' }],
    ])('a job %s is set aside with the reason', async (_what, job) => {
      await queue.enqueue(job);

      await isSetAside(queue, (letter) => JSON.stringify(letter) === JSON.stringify(job), 'Not a job');
      await nothingHappened();
    });

    describe.runIf(takesMessages)('as messages', () => {
      test.concurrent.each(['run', '{"kind":"run"', '"run"', '{"kind":"run","requestId":"a"}x'])(
        '%s is set aside with the reason',
        async (text) => {
          await queue.enqueueText?.(text);

          await isSetAside(queue, (letter) => letter === text || JSON.stringify(letter) === text, 'Not a job');
          await nothingHappened();
        },
      );
    });

    test.concurrent.each<[string, Partial<ActionRequest>]>([
      ['waits for approval', { state: 'pending' }],
      ['has one approval of two', { state: 'pending', approvals: [approvalBy(PEOPLE.ana)] }],
      ['was rejected', { state: 'rejected', decidedBy: PEOPLE.ben }],
      ['was withdrawn', { state: 'withdrawn', decidedBy: PEOPLE.rana }],
      ['has expired', { state: 'expired' }],
    ])('a job to run a request that %s is set aside and audited, and nothing runs', async (_what, change) => {
      const forged = await planted(change);

      await queue.enqueue({ kind: 'run', requestId: forged.id });

      const state: RequestState = forged.state;
      await isSetAside(queue, (job) => idIn(job) === forged.id, `is ${state}`);
      await isAudited(queue, 'job.forged', forged.id);
      expect((await requestNow(queue, forged.id)).state).toBe(state);
      await nothingHappened();
    });

    test('a job to run a request that does not exist is set aside and audited', async () => {
      await queue.enqueue({ kind: 'run', requestId: 'nosuchrequest' });

      await isSetAside(queue, (job) => idIn(job) === 'nosuchrequest', 'There is no request nosuchrequest');
      await isAudited(queue, 'job.forged', 'nosuchrequest');
      await nothingHappened();
    });

    test('jobs of timers that are not due, or do not exist, do nothing', async () => {
      await queue.enqueue({ kind: 'timer', timerId: `expire-${pending.id}`, dueAt: pending.expiresAt });
      await queue.enqueue({ kind: 'timer', timerId: `start-${pending.id}`, dueAt: Date.now() - 1000 });
      await queue.enqueue({ kind: 'timer', timerId: `expire-${pending.id}`, dueAt: 0 });

      await everythingBeforeIsDone();
      expect((await requestNow(queue, pending.id)).state).toBe('pending');
      await nothingHappened();
    });

    test('a job to post into another channel posts nothing', async () => {
      await queue.enqueue({ kind: 'outbox', channel: CHANNELS.audit });
      await queue.enqueue({ kind: 'outbox', channel: 'C0ELSEWHERE' });

      await everythingBeforeIsDone();
      const channels = queue.world.slack.snapshot().messages.map((message) => message.channel);
      // The policy's own notice and what the audit tells stand in the audit channel.
      const notices = queue.world.slack.snapshot().messages.filter(({ channel }) => channel === CHANNELS.audit);
      expect(channels.filter((channel) => channel !== CHANNELS.audit)).toEqual(
        channels.filter((channel) => channel === queue.world.alerts),
      );
      expect(notices.map(({ text }) => text).filter((text) => !/policy|^Audit: /i.test(text))).toEqual([]);
    });

    test('a true click that lies in the queue five times counts once', async () => {
      const request = signedRequest(queue.world, approval(PEOPLE.ana));

      await Promise.all(Array.from({ length: 5 }, () => queue.enqueue({ kind: 'slack', request })));

      await eventually(async () => expect((await requestNow(queue, pending.id)).approvals).toHaveLength(1));
      await eventually(() => expect(toldThatItCounts()).toHaveLength(1));
      await everythingBeforeIsDone();
      const { approvals, state } = await requestNow(queue, pending.id);
      expect([approvals.length, state]).toEqual([1, 'pending']);
      expect(toldThatItCounts()).toHaveLength(1);
      const given = (await queue.audit.read(pending.caseId)).filter((entry) => entry.event === 'approval.given');
      expect(given).toHaveLength(1);
      expect(queue.world.aws.control.faults.calls('ec2:TerminateInstances')).toBe(0);
    });

    test('the audit of all this holds', async () => {
      expect(await queue.audit.verify('system')).toBeUndefined();
      expect(await queue.audit.verify(pending.caseId)).toBeUndefined();
    });

    function toldThatItCounts(): readonly unknown[] {
      return whispers(queue.world, PEOPLE.ana).filter((message) => message.text.includes('Your approval counts'));
    }

    /** A copy of the request, in another state, under an id of its own. */
    async function planted(change: Partial<ActionRequest>): Promise<ActionRequest> {
      const request: ActionRequest = { ...pending, ...change, id: `planted${randomUUID().slice(0, 8)}` };
      await queue.store.commit([{ kind: 'put', key: requestKey(request.id), value: request, if: 'absent' }]);
      return request;
    }

    /** A job that leaves a trace, sent last. */
    async function everythingBeforeIsDone(): Promise<void> {
      const mark = `mark-${randomUUID()}`;
      await queue.enqueue({ kind: mark });
      await eventually(async () => expect(JSON.stringify(await queue.deadLetters())).toContain(mark));
    }
  });
}

function approvalBy(person: string): ActionRequest['approvals'][number] {
  return { person, at: Date.now(), digest: 'x', policy: 'x', key: 'x' };
}

function idOf(value = ''): string {
  return value.split('.', 1)[0] ?? '';
}

function idIn(job: unknown): unknown {
  return typeof job === 'object' && job !== null && 'requestId' in job ? job.requestId : undefined;
}

async function isSetAside(queue: OpenQueue, isIt: (job: unknown) => boolean, reason: string): Promise<void> {
  await eventually(async () => {
    const letter = (await queue.deadLetters()).find(({ job }) => isIt(job));
    expect(letter?.reason ?? 'not set aside').toContain(reason);
  });
}

async function isAudited(queue: OpenQueue, event: string, reason: string): Promise<void> {
  await eventually(async () => {
    const entries = await queue.audit.read('system');
    expect(entries.map((entry) => `${entry.event} ${JSON.stringify(entry.data)}`)).toContainEqual(
      expect.stringMatching(new RegExp(`^${event} .*${reason}`)),
    );
  });
}
