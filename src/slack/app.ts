import { App, LogLevel, type AllMiddlewareArgs, type AnyMiddlewareArgs, type Logger } from '@slack/bolt';
import { describeError } from '../errors.ts';
import { isObject } from '../model/json.ts';
import type { HomeFilter } from '../model/home.ts';
import type { Person } from '../model/person.ts';
import type { Role } from '../model/policy.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { answer } from './answer.ts';
import { isFinal, tellFailed } from './failure.ts';
import { gestureOf, replyTo, say, type Reply } from './gesture.ts';
import { personIn, type Payload } from './payload.ts';
import { patiently } from './patience.ts';
import type { JobContext, JobReceiver } from './receiver.ts';
import type { SlackServices } from './services.ts';
import { refusal, unitOf, valueOf, type Unit } from './route.ts';
import type { Gesture } from './unit.ts';

export interface SlackAppPorts {
  readonly receiver: JobReceiver;
  readonly store: Store;
  readonly clock: Clock;
  readonly services: SlackServices;
  readonly chat: Chat;
  readonly log: Log;
  botToken(): Promise<string>;
  /** May this person use what needs that role? */
  permits(person: Gesture['person'], role: Role): boolean;
  readonly slackApiUrl: string | undefined;
  /** After how many milliseconds a command says that it is at work. Absent: a few seconds. */
  readonly patienceMs?: number | undefined;
}

/**
 * The Bolt app: one global middleware that finds out what was asked for and by whom, refuses by default, and one
 * listener per kind. Every unit says which role it needs.
 */
export function createSlackApp(ports: SlackAppPorts): App {
  const app = new App({
    receiver: ports.receiver,
    // Not `token`: Bolt would ask Slack once at start and remember a failure for good.
    authorize: async ({ teamId }) => ({
      botToken: await ports.botToken(),
      botId: 'trailbolt',
      botUserId: 'trailbolt',
      ...(teamId === undefined ? {} : { teamId }),
    }),
    ignoreSelf: false,
    logger: quietLogger(ports.log),
    ...(ports.slackApiUrl === undefined ? {} : { clientOptions: { slackApiUrl: ports.slackApiUrl } }),
  });
  app.use((args) => authorise(ports, args));
  app.action(/.*/, (args) => run(args.context));
  app.view(/.*/, (args) => run(args.context));
  app.command(/.*/, (args) => run(args.context));
  app.shortcut(/.*/, (args) => run(args.context));
  app.event(/.*/, (args) => run(args.context));
  app.error((error) => {
    // Given back to the job, which is tried again: a logged error alone would be a lost click.
    throw 'original' in error && error.original instanceof Error ? error.original : error;
  });
  return app;
}

interface Prepared {
  readonly gesture: ReturnType<typeof gestureOf>;
  readonly reply: Reply;
  readonly asked: Unit;
  readonly ports: SlackAppPorts;
  readonly job: JobContext;
}

async function authorise(ports: SlackAppPorts, args: AnyMiddlewareArgs & AllMiddlewareArgs): Promise<void> {
  const payload: Payload = { ...args.body };
  const job: unknown = args.context['trailbolt'];
  const user = personIn(payload);
  const asked = unitOf(payload);
  if (!isJobContext(job) || user === undefined) return;
  // Nobody waits for an answer to an event that nothing is made of.
  if (asked === undefined && payload['type'] === 'event_callback') return;
  const { chat, log, services } = ports;
  const answering = { key: job.key, payload, chat, log };
  // What says no more than a sentence, also where the Home tab is all that there is to say it in.
  const reply = replyTo({ ...answering, user });
  const person = await services.person(user).catch(async (error: unknown) => {
    const final = isFinal(error);
    // Nothing is known of the person, so nothing is done; who has waited for it should at least hear that.
    const about = { job, unit: asked?.unit.id ?? 'none', person: user };
    if (final || job.last) {
      log.warn('slack.person-unknown', { person: user, unit: about.unit });
      await tellFailed(ports, error, about, (sentence) => say(reply, sentence));
    }
    // Somebody whom Slack does not know will not be known with the next try.
    if (!final) throw error;
    return undefined;
  });
  if (person === undefined) return;
  if (asked === undefined)
    return say(reply, 'Trailbolt does not know this button; the message may be from an older version.');
  const { role } = asked.unit;
  if (role === 'member' ? person.kind !== 'member' : !ports.permits(person, role)) {
    ports.log.warn('slack.not-permitted', { person: person.id, kind: person.kind, unit: asked.unit.id, role });
    return say(reply, refusal(person, role));
  }
  const home = {
    store: ports.store,
    now: () => services.now(),
    read: (of: Person, filter: HomeFilter) => services.home(of, filter),
  };
  const gesture = gestureOf({ ...answering, person, services, home });
  const prepared: Prepared = { gesture, reply, asked, ports, job };
  args.context['prepared'] = prepared;
  await args.next();
}

async function run(context: Readonly<Record<string, unknown>>): Promise<void> {
  const prepared = context['prepared'] as Prepared | undefined;
  if (prepared === undefined) return;
  const { gesture, asked, ports, job } = prepared;
  try {
    await perform(gesture, asked, ports);
  } catch (error) {
    const final = isFinal(error);
    const about = { job, unit: asked.unit.id, person: gesture.person.id };
    if (!final && !job.last) {
      ports.log.error('slack.unit-failed', error, { unit: asked.unit.id, key: job.key, final: false });
      throw error;
    }
    await tellFailed(ports, error, about, (sentence) =>
      // Where the Home tab cannot be read, it can still say so.
      say(gesture, sentence).catch((cause: unknown) => {
        if (!gesture.isAtHome) throw cause;
        return say(prepared.reply, sentence);
      }),
    );
    if (!final) throw error;
    return;
  }
  await refreshHome(prepared);
}

async function perform(gesture: Gesture, asked: Unit, ports: SlackAppPorts): Promise<void> {
  const { payload } = gesture;
  switch (asked.kind) {
    case 'button':
      return asked.unit.run(gesture, valueOf(payload));
    case 'view':
      return asked.unit.run(gesture, isObject(payload['view']) ? payload['view'] : {});
    case 'event':
    case 'shortcut':
      return asked.unit.run(gesture);
    case 'command': {
      const { unit, words: typed } = asked;
      await answer(gesture, await patiently(ports, gesture, () => unit.run(gesture, typed)));
    }
  }
}

/** What was done from the Home tab shows there. It was done all the same where that fails. */
async function refreshHome({ gesture, asked, ports, job }: Prepared): Promise<void> {
  if (!gesture.isAtHome || gesture.isHomeFresh() || asked.unit.id.startsWith('open.')) return;
  await gesture
    .home()
    .catch((error: unknown) => ports.log.error('slack.home-not-fresh', error, { unit: asked.unit.id, key: job.key }));
}

function isJobContext(value: unknown): value is JobContext {
  return isObject(value) && typeof value['key'] === 'string';
}

function words(parts: readonly unknown[]): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : describeError(part)))
    .join(' ')
    .slice(0, 500);
}

/** Bolt's own messages, in our log. It may name payloads at debug level, so that level is off. */
function quietLogger(log: Log): Logger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => log.warn('bolt', { message: words(parts) }),
    error: (...parts) => log.warn('bolt.error', { message: words(parts) }),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
