import { createJsonLog } from '../adapters/json-log.ts';
import { startHostFrom } from '../app/from/host.ts';
import type { Log } from '../ports/log.ts';
import { playScenario, scenarios } from './scenarios/index.ts';
import { createSandboxWeb } from './web.ts';
import { createWorld, type WorldOptions } from './world.ts';

export interface SandboxOptions extends WorldOptions {
  /** Port of the page; 0 takes any free one. */
  readonly port: number;
  readonly log: Log;
}

export interface Sandbox {
  /** The page. */
  readonly url: string;
  close(): Promise<void>;
}

/** The whole product on this machine: the emulators, Trailbolt itself as a host on them, and the page that shows both. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const world = await createWorld(options);
  const { slack, aws } = world;
  // The SDK reads its endpoint and credentials from here, as it would on a real host.
  Object.assign(process.env, world.environment);
  const host = await startHostFrom({ ...world.environment, TRAILBOLT_PORT: '0' }, options.log);
  if (host.url !== undefined) await slack.setRequestUrl(host.url);
  const web = await createSandboxWeb({
    port: options.port,
    state: () => ({ slack: slack.snapshot(), aws: aws.snapshot(), scenarios }),
    subscribe(changed) {
      const [offSlack, offAws] = [slack.onChange(changed), aws.onChange(changed)];
      return () => {
        offSlack();
        offAws();
      };
    },
    gesture: (gesture) => slack.gesture(gesture),
    play: (id) => playScenario(id, aws),
  });
  return {
    url: web.url,
    async close() {
      await web.close();
      await host.stop();
      await world.close();
    },
  };
}

/** To a stream that people read only when something is wrong: a refused click is not, it is what they came to see. */
export function quietLog(write: (line: string) => void): Log {
  const log = createJsonLog(write);
  return { ...log, info: () => undefined, warn: () => undefined };
}
