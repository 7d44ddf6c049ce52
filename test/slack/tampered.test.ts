import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { createRunPorts } from '../../src/app/run-ports.ts';
import { createServices } from '../../src/app/services.ts';
import { People } from '../../src/approve/people.ts';
import { hasRole } from '../../src/approve/person.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import type { Log } from '../../src/ports/log.ts';
import { requestKey } from '../../src/remediate/request-key.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import { createSlackApp } from '../../src/slack/app.ts';
import { JobReceiver } from '../../src/slack/receiver.ts';
import { portsFor, setScene } from '../crash/scene.ts';
import { bodyFor, UNITS } from './role-matrix.ts';
import { signed } from './support.ts';

/** What may stand where an id, a value or a text is expected, in requests that somebody signs by hand. */
const HOSTILE: readonly string[] = [
  '',
  '.',
  '....',
  '__proto__.constructor',
  '\u0000',
  '\uD800',
  '<!channel>',
  'k1#k2',
  'x'.repeat(100_000),
  '漢'.repeat(3000),
  '{"about":{"a":1},"channel":7,"thread":[],"home":"yes"}',
  '{"about":"k1","channel":"C0NOWHERE1","thread":"now"}',
  '1e309',
];

/** Whatever takes a value or a form; lookups ask AWS at its own slow pace, whatever they are asked. */
const TAKERS = UNITS.filter((unit) => !/^event|^command (?:who|ip|event|resource|key|errors)$|case\.trail/.test(unit));

const silent = (): Promise<void> => Promise.resolve();

let world: World;
let ports: ReturnType<typeof portsFor>;
let receiver: JobReceiver;
let requestId: string;
let before: ActionRequest | undefined;
let count = 0;
/** What went wrong in a way that nobody foresaw. */
const surprises: string[] = [];

beforeAll(async () => {
  world = await createWorld({
    aws: { transitionMs: 20, lookupLagMs: 0, lookupsPerSecond: 1000 },
    slack: { rateScale: Infinity },
  });
  Object.assign(process.env, world.environment);
  const scene = await setScene(world, 'tampered');
  requestId = scene.requestId;
  const base = portsFor(world, scene.store, scene.auditStore, systemClock);
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (event, error) => void surprises.push(...unforeseen(event, error)),
  };
  // Nobody has a window open here, and nobody looks at what is said.
  const chat = {
    ...base.chat,
    updateView: silent,
    ephemeral: silent,
    respond: silent,
  };
  ports = { ...base, log, chat };
  receiver = new JobReceiver({ ...ports, workspace: async () => (await ports.policy()).workspace });
  before = (await ports.store.get<ActionRequest>(requestKey(requestId)))?.value;
  const people = new People(ports);
  createSlackApp({
    ...ports,
    receiver,
    services: createServices(ports, createRunPorts(ports, people), people),
    permits: hasRole,
  });
});
afterAll(async () => {
  await ports?.close();
  await world?.close();
});

function unforeseen(event: string, error: unknown): readonly string[] {
  const known =
    typeof error === 'object' && error !== null && 'code' in error && error.constructor.name === 'TrailboltError';
  return known ? [] : [`${event}: ${error instanceof Error ? error.stack : String(error)}`.slice(0, 600)];
}

type Change = (payload: Record<string, unknown>) => Record<string, unknown>;

async function send(unit: string, word: string, change: Change): Promise<void> {
  const { signingSecret, teamId: workspace } = world.slack.credentials;
  const by = { user: PEOPLE.ada, team: workspace, workspace, channel: world.alerts };
  const { body, type } = bodyFor(unit, by, { value: word, metadata: word });
  const payload = new URLSearchParams(body).get('payload');
  const changed =
    payload === null
      ? body
      : new URLSearchParams({ payload: JSON.stringify(change(JSON.parse(payload) as never)) }).toString();
  count += 1;
  await receiver.process(signed(changed, { at: Date.now() - count, type, secret: signingSecret }), true);
}

/** The same text in every place where a unit may look. */
function everywhere(payload: Record<string, unknown>, word: string): Record<string, unknown> {
  const { view, actions } = payload;
  return {
    ...payload,
    ...(view === undefined
      ? {}
      : { view: { ...(view as object), id: word, private_metadata: word, state: { values: state(word) } } }),
    ...(actions === undefined
      ? {}
      : { actions: [{ ...(actions as object[])[0], value: word, selected_option: { value: word } }] }),
    message: { ts: word, thread_ts: word, text: word, blocks: [word, null, [word]], attachments: word },
    container: { type: 'message', channel_id: world.alerts, thread_ts: word },
    response_url: word,
  };
}

function state(word: string): object {
  const element = {
    value: word,
    selected_user: word,
    selected_option: { value: word },
    selected_options: [{ value: word }, word, null],
  };
  const block = Object.fromEntries(['text', 'option', 'user', 'ids'].map((field) => [field, element]));
  const blocks = ['reason', 'targets', 'assignee', 'verdict', 'rule', 'scope', 'span', 'subject', 'place'];
  return Object.fromEntries(blocks.map((name) => [name, block]));
}

describe('whatever stands in a signed request', () => {
  it.each(TAKERS)(
    '%s takes it, or says why not',
    async (unit) => {
      surprises.length = 0;
      for (const word of HOSTILE) {
        // What is thrown is what would make the job come again, without end.
        const thrown: unknown[] = [];
        await send(unit, word, (payload) => payload).catch((error: unknown) => thrown.push(error));
        await send(unit, word, (payload) => everywhere(payload, word)).catch((error: unknown) => thrown.push(error));
        expect(thrown, JSON.stringify(word.slice(0, 60))).toEqual([]);
      }
      expect(surprises).toEqual([]);
      const request = await ports.store.get<ActionRequest>(requestKey(requestId));
      expect(request?.value).toEqual(before);
    },
    60_000,
  );
});
