import { drainOutbox } from '../cases/poster.ts';
import type { PosterPorts } from '../cases/poster-ports.ts';
import { wakeOutbox } from '../cases/wake.ts';
import type { Jobs } from '../ports/jobs.ts';

/** Posts what waits for a channel for at most `budgetMs`, and sees to it that the rest is not forgotten. */
export async function postWaiting(
  ports: PosterPorts & { readonly jobs: Jobs },
  channel: string,
  budgetMs: number,
): Promise<void> {
  const { againInMs } = await drainOutbox(ports, channel, ports.clock.now() + budgetMs);
  if (againInMs !== undefined) await wakeOutbox(ports, channel, againInMs);
}
