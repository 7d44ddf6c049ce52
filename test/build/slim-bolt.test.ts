import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { slimBolt } from '../../src/build/slim-bolt.ts';
import { ROOT } from './project-files.ts';

/** A Bolt app behind a receiver of its own, as the worker has it, and one with Bolt's own receivers. */
const APP = `
  import { App, ExpressReceiver, SocketModeReceiver } from '@slack/bolt';
  export async function handle(body) {
    let app;
    const receiver = { init: (a) => { app = a; }, start: async () => {}, stop: async () => {} };
    const bolt = new App({
      receiver,
      authorize: async () => ({ botToken: 'xoxb-test', botId: 'B1', botUserId: 'U1' }),
    });
    const heard = [];
    bolt.command('/trail', async ({ command, ack }) => { heard.push(command.text); await ack('done'); });
    let answer;
    await app.processEvent({ body, ack: async (response) => { answer = response; } });
    return { heard, answer };
  }
  export const express = () => new ExpressReceiver({ signingSecret: 's' });
  export const socket = () => new SocketModeReceiver({ appToken: 'xapp-test' });
`;

interface Built {
  handle(body: object): Promise<{ heard: string[]; answer: unknown }>;
  express(): unknown;
  socket(): unknown;
}

let folder: string;
let slim: Built;
let slimBytes: number;
let wholeBytes: number;

async function bundle(name: string, slimmed: boolean): Promise<number> {
  const result = await build({
    stdin: { contents: APP, resolveDir: ROOT },
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    outfile: join(folder, name),
    plugins: slimmed ? [slimBolt] : [],
  });
  return Object.values(result.metafile.outputs)[0]?.bytes ?? 0;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbolt-slim-'));
  slimBytes = await bundle('slim.cjs', true);
  wholeBytes = await bundle('whole.cjs', false);
  slim = (await import(pathToFileURL(join(folder, 'slim.cjs')).href)) as Built;
});

afterAll(() => rm(folder, { recursive: true }));

test('a slimmed bundle is a fifth of the whole one at most', () => {
  expect(wholeBytes).toBeGreaterThan(1_000_000);
  expect(slimBytes / wholeBytes).toBeLessThan(0.2);
});

test('a slimmed Bolt app routes a command to its listener and gives its answer', async () => {
  const outcome = await slim.handle({ command: '/trail', text: 'who ana', team_id: 'T1', user_id: 'U2' });

  expect(outcome).toEqual({ heard: ['who ana'], answer: 'done' });
});

test.each(['express', 'socket'] as const)('using the %s receiver is refused with the reason', (receiver) => {
  expect(() => slim[receiver]()).toThrow('left out of this bundle');
});
