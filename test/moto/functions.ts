import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../../src/build/bundle.ts';
import { LAMBDAS, TARGETS, type LambdaName } from '../../src/build/targets.ts';

/** What Lambda's runtime is to a bundle: a process that imports it once, and then hands it one event after another. */
const RUNTIME = `
  const { handler } = await import(process.argv[1]);
  process.on('message', async ({ id, event }) => {
    try {
      process.send({ id, answer: (await handler(event, {})) ?? null });
    } catch (error) {
      process.send({ id, error: { name: error.name, message: error.message } });
    }
  });
  process.send('ready');`;

type Reply = { readonly id: number } & (
  { readonly answer: unknown } | { readonly error: { readonly name: string; readonly message: string } }
);

/** A built function with nothing around it but its environment. */
export interface RunningFunction {
  /** Rejects with what the handler threw. */
  invoke(event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** As `npm run build` does, for the functions only. */
export async function buildFunctions(folder: string): Promise<void> {
  for (const target of TARGETS.filter(({ name }) => LAMBDAS.some((lambda) => lambda === name))) {
    await bundle(target, folder);
  }
}

/** A cold start. Rejects with what the process said when it does not come up. */
export async function startFunction(
  folder: string,
  name: LambdaName,
  environment: Readonly<Record<string, string>>,
): Promise<RunningFunction> {
  const url = pathToFileURL(join(folder, 'lambda', name, 'index.mjs')).href;
  const child = spawn(process.execPath, ['--input-type=module', '-e', RUNTIME, url], {
    cwd: folder,
    // Nothing of this process: what is not passed on by name is not there.
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-20_000);
      if (process.env['TRAILBOLT_TEST_LOG'] !== undefined) process.stderr.write(`${name}: ${text}`);
    });
  }
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const closed = once(child, 'close');
  const ended = closed.then(() => {
    const error = new Error(`The function ${name} ended: ${said}`);
    for (const call of waiting.values()) call.reject(error);
    return error;
  });
  const up = await Promise.race([once(child, 'message'), ended]);
  if (up instanceof Error) throw up;

  child.on('message', (reply: Reply) => {
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) call?.reject(Object.assign(new Error(reply.error.message), { name: reply.error.name }));
    else call?.resolve(reply.answer);
  });
  let calls = 0;
  return {
    async invoke(event) {
      const call = Promise.withResolvers<unknown>();
      const id = (calls += 1);
      waiting.set(id, call);
      child.send({ id, event });
      return call.promise;
    },
    async stop() {
      child.kill();
      await closed;
    },
  };
}
