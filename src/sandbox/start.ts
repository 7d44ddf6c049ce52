import { createJsonLog } from '../adapters/json-log.ts';
import { TrailboltError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import { commands } from '../slack/commands/index.ts';
import type { Speed } from './contract.ts';
import { openHouse, type House } from './house.ts';
import { playScenario, scenarios } from './scenarios/index.ts';
import { createSandboxWeb } from './web.ts';
import type { WorldOptions } from './world.ts';

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

/** Pause between two calls of a scenario, in milliseconds. */
const PAUSE_MS: Readonly<Record<Speed, number>> = { slow: 2000, normal: 400, fast: 0 };

/** As `/trail help` lists them. */
const COMMANDS = commands.map(({ usage, summary }) => ({ usage: `/trail ${usage}`, summary }));

/** The whole product on this machine, and the page that shows it. */
export async function startSandbox(given: SandboxOptions): Promise<Sandbox> {
  const options: SandboxOptions = { ...given, aws: { furnished: true, ...given.aws } };
  let house: House = await openHouse(options);
  let life = 1;
  let speed: Speed = 'normal';
  /** Ends what plays in the account that goes. */
  let ending = new AbortController();
  let resetting = false;
  const watchers = new Set<() => void>();
  const tell = (): void => {
    for (const changed of watchers) changed();
  };
  let unwatch = house.watch(tell);

  /** @throws TrailboltError `sandbox.resetting`. */
  function refuseWhileResetting(): void {
    if (resetting) refuseResetting();
  }

  const web = await createSandboxWeb({
    port: options.port,
    state: () => ({
      slack: house.world.slack.snapshot(),
      aws: house.world.aws.snapshot(),
      scenarios,
      commands: COMMANDS,
      speed,
      life,
      auditGrown: house.audit.grown(),
    }),
    audit: (chain) => house.audit.read(chain),
    subscribe(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
    async gesture(gesture) {
      refuseWhileResetting();
      return house.world.slack.gesture(gesture);
    },
    async play(id) {
      refuseWhileResetting();
      const { signal } = ending;
      try {
        await playScenario(id, house.world.aws, { pauseMs: () => PAUSE_MS[speed], signal });
        return !signal.aborted;
      } catch (error) {
        // However it noticed: its account is going, or gone. That is as it was asked for, and no failure.
        if (signal.aborted) return false;
        throw error;
      }
    },
    speed(wanted) {
      speed = wanted;
      tell();
    },
    async reset() {
      refuseWhileResetting();
      resetting = true;
      ending.abort();
      ending = new AbortController();
      try {
        const next = await openHouse(options);
        const old = house;
        unwatch();
        house = next;
        life += 1;
        unwatch = house.watch(tell);
        // Whoever sees the new one uses it at once, while the old one still goes.
        resetting = false;
        tell();
        await old.close();
      } finally {
        resetting = false;
      }
    },
  });
  return {
    url: web.url,
    async close() {
      await web.close();
      await house.close();
    },
  };
}

/** @throws TrailboltError `sandbox.resetting`. */
function refuseResetting(): never {
  throw new TrailboltError('sandbox.resetting', 'The sandbox is being set up anew. Try again in a moment.');
}

/** To a stream that people read only when something is wrong: a refused click is not, it is what they came to see. */
export function quietLog(write: (line: string) => void): Log {
  const log = createJsonLog(write);
  return { ...log, info: () => undefined, warn: () => undefined };
}
