import { createHash } from 'node:crypto';
import { groupUnreadable } from '../../blocks/group-note.ts';
import { People } from '../approve/people.ts';
import { hasRole } from '../approve/person.ts';
import { mentionOnCall, pageOnCall } from '../cases/escalate.ts';
import { createOutbox } from '../cases/outbox.ts';
import { channelsOf } from '../cases/route-alert.ts';
import { mendCaseIndex } from '../cases/mend-index.ts';
import { postedChannels } from '../cases/wake.ts';
import { TrailboltError } from '../errors.ts';
import type { Job } from '../model/job.ts';
import type { Timer } from '../ports/timers.ts';
import { isQuiet } from '../approve/quiet-hours.ts';
import { startAnnounced } from '../remediate/announced.ts';
import { automate, type Occasion } from '../remediate/automate.ts';
import { expireRequest } from '../remediate/decide-request.ts';
import { takeSnapshots } from '../remediate/prior/snapshot.ts';
import { advanceRun } from '../remediate/runs.ts';
import { createSlackApp } from '../slack/app.ts';
import { giveUp, tellTooLate } from '../slack/give-up.ts';
import { once } from '../slack/once.ts';
import { JobReceiver } from '../slack/receiver.ts';
import { requestKeyOf } from '../slack/signature.ts';
import { lookAtAftermath } from './aftermath.ts';
import { performInspection } from './inspections.ts';
import { lookAround } from './look-around.ts';
import { nameThings } from './name-things.ts';
import { readJob } from './read-job.ts';
import { postWaiting } from './post.ts';
import { watchPolicy } from './policy-watch.ts';
import { createRender } from './render.ts';
import { performOccasion } from './rule-occasions.ts';
import { createRunPorts } from './run-ports.ts';
import { mirrorAudit } from './audit-mirror.ts';
import { watchAudit } from './audit-watch.ts';
import { createServices } from './services.ts';
import type { WorkerPorts } from './worker-ports.ts';

/**
 * Does one job to its end; what is none is set aside. `tries`: how often it was delivered, this time included. What it
 * throws may be tried again.
 */
export type Worker = (job: unknown, tries: number) => Promise<void>;

/**
 * After so many deliveries a queue sets a job aside by itself (`maxReceiveCount` of its redrive policy). The last of them
 * is no try at a click any more: a worker may have died of each before, and somebody waits for an answer.
 */
const DELIVERIES = 5;

/** How long one job goes on posting, in milliseconds. */
const POSTING_MS = 10_000;
/** Due timers that are read at a time, and how long one tick goes on firing, in milliseconds. */
const DUE = 50;
const TICK_MS = 45_000;
/** A timer that fails is tried again at least this often, in milliseconds. */
const LONGEST_PAUSE_MS = 10 * 60_000;

export function createWorker(ports: WorkerPorts): Worker {
  const { store, clock, log, jobs } = ports;
  const people = new People({
    ...ports,
    tell: (group, { channels }) => [
      createOutbox(() => clock.now()).plain(
        `group-${group.id}-${clock.now()}`,
        channels.fallback ?? channels.audit ?? channels.alerts,
        groupUnreadable(group),
      ),
    ],
  });
  const runs = createRunPorts(ports, people);
  const receiver = new JobReceiver({ ...ports, workspace: async () => (await ports.policy()).workspace });
  createSlackApp({ ...ports, receiver, services: createServices(ports, runs, people), permits: hasRole });
  const automating = (occasion: Occasion): Promise<void> =>
    automate({ ...runs, isQuiet: async (now) => isQuiet((await ports.policy()).quietHours, now) }, occasion);
  const render = createRender(ports);

  const post = (channel: string, budgetMs = POSTING_MS): Promise<void> =>
    postWaiting({ ...ports, render }, channel, budgetMs);

  async function postEverywhere(): Promise<void> {
    const everywhere = new Set([...channelsOf(await ports.policy()), ...(await postedChannels(store))]);
    // Side by side: one that Slack holds back must not hold back the others.
    await Promise.all([...everywhere].map((channel) => post(channel)));
  }

  async function fire(timer: Timer): Promise<void> {
    if (timer.dueAt > clock.now()) return;
    try {
      if (timer.kind === 'request.expire') await expireRequest(runs, timer.subject);
      else if (timer.kind === 'run.advance') await advanceRun(runs, timer.subject);
      else if (timer.kind === 'request.start') await startAnnounced(runs, timer.subject);
      else if (timer.kind === 'case.mention') await mentionOnCall(ports, timer.subject);
      else if (timer.kind === 'case.page') await pageOnCall(ports, timer.subject);
      else if (timer.kind === 'inspect') await performInspection({ ...ports, automate: automating }, timer.subject);
      else if (timer.kind === 'aftermath') await lookAtAftermath(ports, timer.subject);
      else if (timer.kind === 'look-around') await lookAround(ports, timer.subject);
      else if (timer.kind === 'names') await nameThings(ports, timer.subject);
      else if (timer.kind === 'automate') await performOccasion({ ...ports, automate: automating }, timer.subject);
      else log.warn('timer.unknown', { kind: timer.kind, id: timer.id });
    } catch (error) {
      // What it was about is gone: firing for ever would not bring it back.
      if (!(error instanceof TrailboltError) || error.code !== 'request.missing') return fireLater(timer, error);
      log.warn('timer.orphan', { id: timer.id });
    }
    await ports.timers.done(timer);
  }

  /** It must happen yet, but not at the head of the line, where it would keep others from firing. */
  async function fireLater(timer: Timer, error: unknown): Promise<void> {
    const failures = (timer.failures ?? 0) + 1;
    log.error('timer.failed', error, { id: timer.id, failures });
    const later: Timer = { ...timer, failures, dueAt: clock.now() + Math.min(LONGEST_PAUSE_MS, 5000 * 2 ** failures) };
    await store.commit([ports.timers.arm(later)]);
    await ports.timers.done(timer);
    await ports.timers.nudge(later);
  }

  /** What nobody waits for must not keep anything from firing. */
  async function watch(): Promise<void> {
    const policy = await ports.policy();
    await people.learnGroups(policy);
    await watchPolicy({ ...ports, outbox: runs.outbox }, policy, ports.policy.reading()).catch((error: unknown) =>
      log.error('policy.not-watched', error),
    );
    const { mirror } = ports;
    if (mirror !== undefined)
      await mirrorAudit({ ...ports, mirror }).catch((error: unknown) => log.error('audit.not-mirrored', error));
    await watchAudit({ ...ports, outbox: runs.outbox }, policy.channels.audit).catch((error: unknown) =>
      log.error('audit.not-watched', error),
    );
  }

  async function tick(): Promise<void> {
    // First what people wait for, then what is due, as far as the time of one invocation goes; last what can wait a day.
    await postEverywhere();
    await watch();
    await mendCaseIndex(ports).catch((error: unknown) => log.error('cases.index-not-mended', error));
    if (await fireAllDue(clock.now() + TICK_MS))
      await takeSnapshots(ports, await ports.policy()).catch((error: unknown) =>
        log.error('snapshot.not-taken', error),
      );
  }

  /** @returns false where time ran out before. */
  async function fireAllDue(end: number): Promise<boolean> {
    for (;;) {
      const due = await ports.timers.due(clock.now(), DUE);
      for (const timer of due) {
        if (clock.now() >= end) return false;
        await fire(timer);
      }
      if (due.length < DUE) return true;
    }
  }

  async function slack(job: Extract<Job, { kind: 'slack' }>, tries: number): Promise<void> {
    try {
      // Before the claim: a forgery must be set aside even where its original has been done.
      await receiver.verify(job.request);
      if (tries >= DELIVERIES) return await giveUp(ports, job.request);
      const last = tries === DELIVERIES - 1;
      await once(ports, requestKeyOf(job.request), () => receiver.process(job.request, last));
    } catch (error) {
      if (!(error instanceof TrailboltError) || !['job.forged', 'job.stale', 'slack.malformed'].includes(error.code))
        throw error;
      await setAside(job, error.code, error.message);
      if (error.code === 'job.stale')
        await tellTooLate(ports, job.request).catch((cause: unknown) => log.error('slack.not-told', cause));
    }
  }

  /** Whoever approves a request stores that before the job is sent: any other job to run it is not one of ours. */
  async function run(job: Extract<Job, { kind: 'run' }>): Promise<void> {
    try {
      await advanceRun(runs, job.requestId);
    } catch (error) {
      if (!(error instanceof TrailboltError) || !['request.missing', 'run.not-approved'].includes(error.code))
        throw error;
      await setAside(job, 'job.forged', error.message);
    }
  }

  async function setAside(job: Job, event: string, reason: string): Promise<void> {
    const key = createHash('sha256').update(JSON.stringify(job)).digest('hex').slice(0, 40);
    await jobs.deadLetter(job, reason);
    await ports.audit.append({
      id: `${event}:${key}`,
      chain: 'system',
      at: new Date(clock.now()).toISOString(),
      event,
      who: 'unknown',
      data: { reason, kind: job.kind },
    });
    log.warn(event, { key, kind: job.kind });
  }

  return async (given, tries) => {
    const job = readJob(given);
    if (job === undefined) return jobs.deadLetter(given, 'Not a job: expected a known kind with its fields.');
    switch (job.kind) {
      case 'slack':
        await slack(job, tries);
        break;
      case 'run':
        await run(job);
        break;
      case 'timer': {
        const timer = await ports.timers.find(job.timerId, job.dueAt);
        if (timer !== undefined) await fire(timer);
        break;
      }
      case 'tick':
        await tick();
        break;
      case 'outbox':
        await post(job.channel);
        return;
    }
    await postEverywhere();
  };
}
