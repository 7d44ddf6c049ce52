import { App, LogLevel, type AllMiddlewareArgs, type AnyMiddlewareArgs, type Logger } from '@slack/bolt';
import { note } from '../../blocks/note.ts';
import { simpleModal } from '../../blocks/simple-modal.ts';
import { describeError, TrailboltError } from '../errors.ts';
import { isObject } from '../model/json.ts';
import type { Role } from '../model/policy.ts';
import type { Chat } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import { gestureOf, hasModal, replyTo, type Reply } from './gesture.ts';
import { text, type Payload } from './payload.ts';
import type { JobContext, JobReceiver } from './receiver.ts';
import type { SlackServices } from './services.ts';
import { refusal, unitOf, type Unit } from './route.ts';
import type { Gesture } from './unit.ts';

export interface SlackAppPorts {
  readonly receiver: JobReceiver;
  readonly services: SlackServices;
  readonly chat: Chat;
  readonly log: Log;
  botToken(): Promise<string>;
  /** May this person use what needs that role? */
  permits(person: Gesture['person'], role: Role): boolean;
  readonly slackApiUrl: string | undefined;
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
  app.error((error) => {
    // Given back to the job, which is tried again: a logged error alone would be a lost click.
    throw 'original' in error && error.original instanceof Error ? error.original : error;
  });
  return app;
}

interface Prepared {
  readonly gesture: Gesture;
  readonly asked: Unit;
  readonly ports: SlackAppPorts;
  readonly job: JobContext;
}

async function authorise(ports: SlackAppPorts, args: AnyMiddlewareArgs & AllMiddlewareArgs): Promise<void> {
  const payload: Payload = { ...args.body };
  const job: unknown = args.context['trailbolt'];
  const user = text(payload, 'user', 'id') ?? text(payload, 'user_id');
  const asked = unitOf(payload);
  if (!isJobContext(job) || user === undefined) return;
  const { chat, log, services } = ports;
  const answering = { key: job.key, payload, chat, log };
  const person = await services.person(user).catch(async (error: unknown) => {
    // Nothing is known of the person, so nothing is done; who has waited for it should at least hear that.
    if (job.last) await say(replyTo({ ...answering, user }), `${FAILED} (reference ${reference(job)})`);
    throw error;
  });
  const gesture = gestureOf({ ...answering, person, services });
  if (asked === undefined)
    return say(gesture, 'Trailbolt does not know this button; the message may be from an older version.');
  if (!ports.permits(person, asked.unit.role)) {
    ports.log.warn('slack.not-permitted', {
      person: person.id,
      kind: person.kind,
      unit: asked.unit.id,
      role: asked.unit.role,
    });
    return say(gesture, refusal(person, asked.unit.role));
  }
  const prepared: Prepared = { gesture, asked, ports, job };
  args.context['prepared'] = prepared;
  await args.next();
}

async function run(context: Readonly<Record<string, unknown>>): Promise<void> {
  const prepared = context['prepared'] as Prepared | undefined;
  if (prepared === undefined) return;
  const { gesture, asked, ports, job } = prepared;
  try {
    if (asked.kind === 'button') await asked.unit.run(gesture, valueOf(gesture.payload));
    else if (asked.kind === 'view')
      await asked.unit.run(gesture, isObject(gesture.payload['view']) ? gesture.payload['view'] : {});
    else await gesture.tell(await asked.unit.run(gesture, asked.words));
  } catch (error) {
    const final = error instanceof TrailboltError && !isPassing(error);
    ports.log.error('slack.unit-failed', error, { unit: asked.unit.id, key: job.key, final: final || job.last });
    if (!final && !job.last) throw error;
    await say(gesture, `${final ? error.message : FAILED} (reference ${reference(job)})`);
    if (!final) throw error;
  }
}

/** The value of the button, or of the chosen line of a menu. */
function valueOf(payload: Payload): string {
  return text(payload, 'actions', 0, 'value') ?? text(payload, 'actions', 0, 'selected_option', 'value') ?? '';
}

const FAILED = 'Something failed on our side, and nothing further was done.';

function reference(job: JobContext): string {
  return job.key.slice(0, 12);
}

/** Failures that another try may get over: the job is given back for these. */
function isPassing(error: TrailboltError): boolean {
  return /^(store|jobs|secret)\.unavailable$|^policy\.unreadable$|^chat\.(rate-limited|unknown-outcome)$|^(aws|trail)\.(throttled|unknown-outcome|unavailable)$|contended$/.test(
    error.code,
  );
}

async function say(reply: Reply, sentence: string): Promise<void> {
  if (hasModal(reply.payload)) await reply.fill(simpleModal('Trailbolt', sentence));
  else await reply.tell(note(sentence));
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
