import { startHostFrom } from '../../src/app/from/host.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import { testLog } from './test-log.ts';

/** Trailbolt as one host in a fresh world, reached by HTTP or over Socket Mode. */
export async function startHostInWorld(options: {
  readonly socketMode: boolean;
}): Promise<{ world: World; auditStore: string; close(): Promise<void> }> {
  const world = await createWorld({ aws: { deliveryMs: 200, transitionMs: 300, lookupLagMs: 0 } });
  Object.assign(process.env, world.environment);
  const host = await startHostFrom(
    {
      ...world.environment,
      TRAILBOLT_PORT: '0',
      ...(options.socketMode ? { SLACK_APP_TOKEN: world.slack.credentials.appToken } : {}),
    },
    testLog,
  );
  if (host.url !== undefined) await world.slack.setRequestUrl(host.url);
  return {
    world,
    auditStore: world.environment['TRAILBOLT_AUDIT_STORE'] ?? '',
    async close() {
      await host.stop();
      await world.close();
    },
  };
}
