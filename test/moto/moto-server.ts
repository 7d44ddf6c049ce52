import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { MOTO_PYTHON, MOTO_SERVER } from './ensure-moto.ts';

export interface Moto {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  /** From now on moto checks signatures and what the callers' policies say of the action; resources it hardly looks at. */
  enforceIam(): Promise<void>;
  stop(): Promise<void>;
}

/** An AWS of its own, empty, on a free port. Until told otherwise it takes every caller for an administrator. */
export async function startMoto(): Promise<Moto> {
  const server = spawn(MOTO_PYTHON, [MOTO_SERVER, '-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // AWS's own policies are there in every account; moto leaves them out unless asked.
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
  });
  const kill = (): void => void server.kill();
  // A worker of the test runner that ends early must not leave it behind.
  process.once('exit', kill);
  const url = await addressOf(server.stderr);
  return {
    url,
    async enforceIam() {
      // The number of calls that are still free.
      const answer = await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: '0' });
      if (!answer.ok) throw new Error(`moto does not enforce policies: it answered ${answer.status}.`);
    },
    async stop() {
      process.off('exit', kill);
      const ended = once(server, 'exit');
      kill();
      await ended;
    },
  };
}

/** Port 0 is any free one; moto says which before it logs requests to the same stream, which therefore stays open. */
async function addressOf(output: Readable): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    output.setEncoding('utf8');
    output.on('data', (text: string) => {
      if (said.length < 10_000) said += text;
      const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said) ?? [];
      // By a name, as most people reach an emulator: what works by address only, such as buckets in hosts, shows here.
      if (port !== undefined) resolve(`http://localhost:${port}`);
    });
    output.once('end', () => reject(new Error(`moto ended before it listened: ${said}`)));
  });
}
