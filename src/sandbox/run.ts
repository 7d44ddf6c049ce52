import { once } from 'node:events';
import { createServer } from 'node:net';
import { quietLog, startSandbox } from './start.ts';

/** The page is here unless something else is, or `PORT` says otherwise. */
const PORT = 4710;

/** `npm start`: starts the sandbox, says where, and runs until a signal. Gives the exit code. */
export async function runSandbox(io: Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr'>): Promise<number> {
  const wanted = Number(io.env['PORT'] ?? PORT);
  const log = quietLog((line) => io.stderr.write(`${line}\n`));
  const sandbox = await startSandbox({ port: (await isFree(wanted)) ? wanted : 0, log });
  io.stdout.write(
    `Trailbolt's sandbox is ready: ${sandbox.url}\n\nPlay a story there, then act as Rana, Ana and Ben. Ctrl+C ends it.\n`,
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await sandbox.close();
  return 0;
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}
