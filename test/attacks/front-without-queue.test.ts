import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reference } from '../../src/cli/reference.ts';
import type { SandboxView } from '../../src/sandbox/contract.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { World } from '../../src/sandbox/world.ts';
import {
  button,
  card,
  chosenTargets,
  launchWithLeakedKey,
  planModal,
  press,
  requestMessage,
  said,
  whispers,
} from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import { startLambdasInWorld } from '../support/lambda-in-world.ts';

/** The built front behind HTTP, with a queue of jobs that takes nothing. */
let world: World;
let close: () => Promise<void>;

beforeAll(async () => {
  const running = await startLambdasInWorld();
  world = running.world;
  close = () => running.close();
  await launchWithLeakedKey(world, 1);
  await eventually(() => expect(button(card(world), 'open.plan.0')).toBeDefined());
}, 60_000);
afterAll(() => close?.());

/** Ways in which SQS does not take a message. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors */
const TROUBLES: readonly (readonly [string, () => () => void])[] = [
  ['is down', () => refusing({ code: 'InternalError', status: 500 })],
  ['is throttled', () => refusing({ code: 'RequestThrottled', status: 403 })],
  ['is gone', () => refusing({ code: 'QueueDoesNotExist', status: 400 })],
  [
    'never answers',
    () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const off = world.aws.control.faults.before('sqs:SendMessage', () => promise);
      return () => {
        off();
        resolve();
      };
    },
  ],
];

function refusing(error: { readonly code: string; readonly status: number }): () => void {
  world.aws.control.faults.fail('sqs:SendMessage', 1000, error);
  return () => world.aws.control.faults.reset();
}

const SENTENCE = /could not take this on, and most likely nothing was done.*\(reference ([0-9a-f]{12})\)/;

/** What `trailbolt reference` says of the one that is shown. */
async function known(shown: string): Promise<string> {
  const id = SENTENCE.exec(shown)?.[1] ?? 'none';
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [text(stdout), text(stderr)];
  await reference([id], { stdout, stderr, env: { ...process.env } });
  stdout.end();
  stderr.end();
  return (await out) + (await err);
}

function windowOf(user: string): SandboxView | undefined {
  return world.slack.snapshot().views.find((view) => view.user === user);
}

async function closeWindow(user: string): Promise<void> {
  const open = windowOf(user);
  if (open !== undefined) await world.slack.gesture({ do: 'close', user, viewId: open.id });
}

describe.each(TROUBLES)('while the queue %s', (_what, begin) => {
  let end: () => void;
  beforeAll(() => {
    end = begin();
  });
  afterAll(async () => {
    end();
    await closeWindow(PEOPLE.rana);
  });

  test('a window that was to show a plan says so, with a reference that the command line knows', async () => {
    await press(world, PEOPLE.rana, card(world), 'open.plan.0');

    const shown = JSON.stringify(windowOf(PEOPLE.rana)?.view);
    expect(shown).toMatch(SENTENCE);
    expect(await known(shown)).toMatch(new RegExp(`${PEOPLE.rana}[^]*open\\.plan\\.0[^]*jobs\\.unavailable`));
  });

  test('whoever pressed a button without a window is told beside the message', async () => {
    const before = whispers(world, PEOPLE.ana).length;
    await press(world, PEOPLE.ana, card(world), 'case.acknowledge');

    const told = whispers(world, PEOPLE.ana).slice(before).map(said);
    expect(told).toEqual([expect.stringMatching(SENTENCE)]);
    expect(await known(told[0] ?? '')).toContain('case.acknowledge');
  });

  test('whoever typed a command is told at once', async () => {
    await world.slack.gesture({
      do: 'slash',
      user: PEOPLE.ben,
      channel: world.alerts,
      command: '/trail',
      text: 'help',
    });

    const shown = said(whispers(world, PEOPLE.ben).at(-1));
    expect(shown).toMatch(SENTENCE);
    expect(await known(shown)).toContain('/trail');
  });
});

test('a form that could not be sent keeps what was typed in it, and is sent with the next press', async () => {
  await press(world, PEOPLE.rana, card(world), 'open.plan.0');
  const modal = await planModal(world, PEOPLE.rana);
  const values = { ...chosenTargets(modal), reason: { text: { type: 'plain_text_input' as const, value: 'Mining' } } };
  const submit = () => world.slack.gesture({ do: 'submit', user: PEOPLE.rana, viewId: modal.id, values });
  const end = refusing({ code: 'InternalError', status: 500 });

  const refused = await submit();
  end();

  expect(JSON.stringify(refused.ok ? {} : refused.errors)).toMatch(SENTENCE);
  expect(windowOf(PEOPLE.rana)?.view['callback_id']).toBe('request.create');
  expect(await submit()).toMatchObject({ ok: true });
  await eventually(() => expect(button(requestMessage(world), 'request.approve')).toBeDefined());
});
