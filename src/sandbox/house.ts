import { systemClock as clock } from '../adapters/local/system-clock.ts';
import { openStore } from '../adapters/open-store.ts';
import { startHostFrom } from '../app/from/host.ts';
import { createBaselineKeeper } from '../detect/baseline/store-baseline.ts';
import type { Log } from '../ports/log.ts';
import { openAuditDesk, type AuditDesk } from './audit-desk.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** A world with Trailbolt living in it. */
export interface House {
  readonly world: World;
  readonly audit: AuditDesk;
  /** Calls back after every visible change; returns what ends it. */
  watch(changed: () => void): () => void;
  close(): Promise<void>;
}

/** The emulators, and Trailbolt itself as a host on them, which knows what everybody in the account usually does. */
export async function openHouse(options: WorldOptions & { readonly log: Log }): Promise<House> {
  const world = await createWorld(options);
  const { slack, aws } = world;
  await learnHabits(world);
  // The SDK reads its endpoint and credentials from here, as it would on a real host.
  Object.assign(process.env, world.environment);
  const host = await startHostFrom({ ...world.environment, TRAILBOLT_PORT: '0' }, options.log);
  const audit = await openAuditDesk(world);
  if (host.url !== undefined) await slack.setRequestUrl(host.url);
  return {
    world,
    audit,
    watch(changed) {
      const ends = [slack, aws, audit].map((one) => one.onChange(changed));
      return () => {
        for (const end of ends) end();
      };
    },
    async close() {
      await Promise.all([host.stop(), audit.close()]);
      await world.close();
    },
  };
}

/** What a Trailbolt that has been there for weeks remembers: the account's past goes through what remembers it otherwise. */
async function learnHabits({ environment, aws }: World): Promise<void> {
  const store = await openStore(environment['TRAILBOLT_STORE'] ?? '');
  try {
    await createBaselineKeeper({ store, clock }).take(aws.history());
  } finally {
    await store.close();
  }
}
