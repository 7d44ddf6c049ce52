import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { SlackDelivery } from '../contract.ts';
import { adminDeeds } from './admin.ts';
import { CallLog } from './api/call-log.ts';
import { RateLimiter } from './api/rate-limits.ts';
import { DEFAULT_SCOPES } from './api/scopes.ts';
import { WebApi } from './api/web-api.ts';
import { DEFAULT_CAST, type Cast } from './cast.ts';
import { Courier } from './deliver/courier.ts';
import { SocketHub } from './deliver/socket-hub.ts';
import { SocketTickets } from './deliver/socket-tickets.ts';
import { verifyUrl } from './deliver/verify-url.ts';
import { Faults } from './faults.ts';
import { performGesture } from './interact/gestures.ts';
import type { Stage } from './interact/stage.ts';
import type {
  AdminDeeds,
  AppOptions,
  SandboxSlack,
  SandboxSlackOptions,
  SlackCredentials,
  SlackTiming,
} from './sandbox-slack.ts';
import { httpServer } from './server.ts';
import { snapshotOf } from './world/snapshot.ts';
import { World, type AppSettings } from './world/world.ts';

const DEFAULT_TIMING: SlackTiming = {
  ackMs: 3000,
  triggerMs: 3000,
  responseUrlMs: 30 * 60_000,
  // https://docs.slack.dev/apis/events-api#retries
  eventRetryMs: [0, 60_000, 300_000],
  ticketMs: 30_000,
};

function credentialsFor(cast: Cast, given: SandboxSlackOptions['credentials']): SlackCredentials {
  const secret = randomBytes(16).toString('hex');
  return {
    botToken: `xoxb-sandbox-${secret}`,
    appToken: `xapp-1-A0TRAILBOLT-${secret}`,
    signingSecret: randomBytes(16).toString('hex'),
    teamId: cast.team.id,
    appId: 'A0TRAILBOLT',
    botId: 'B0TRAILBOLT',
    botUserId: 'U0TRAILBOLT',
    ...given,
  };
}

function settingsOf(app: AppOptions): AppSettings {
  return {
    name: app.name ?? 'Trailbolt',
    scopes: app.scopes ?? DEFAULT_SCOPES,
    commands: app.commands ?? ['/trail'],
    messageShortcuts: app.messageShortcuts ?? [],
    globalShortcuts: app.globalShortcuts ?? [],
    events: app.events ?? ['app_home_opened'],
    homeEnabled: app.homeEnabled ?? true,
    socketMode: app.socketMode ?? true,
  };
}

/** The parts that gestures and control work on, once the server listens. */
function controls(stage: Stage, sockets: SocketHub): Pick<SandboxSlack, 'sockets' | 'setRequestUrl'> & AdminDeeds {
  const { world, courier } = stage;
  return {
    ...adminDeeds(world),
    sockets,
    async setRequestUrl(url) {
      await verifyUrl(world, url);
      courier.requestUrl = url;
    },
  };
}

/** Starts a workspace. It listens when the promise resolves; `close` ends everything it began. */
export async function createSandboxSlack(options: SandboxSlackOptions = {}): Promise<SandboxSlack> {
  const now = options.now ?? Date.now;
  const cast = options.cast ?? DEFAULT_CAST;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const credentials = credentialsFor(cast, options.credentials);
  const world = new World({ cast, app: settingsOf(options.app ?? {}), credentials, timing, now });
  const faults = new Faults();
  const log = new CallLog();
  const tickets = new SocketTickets(now, timing.ticketMs);
  const sockets = new SocketHub(credentials.appId, tickets, timing.ackMs);
  const courier = new Courier(world, sockets, faults, options.app?.requestUrl);
  let address = '';
  const api = new WebApi({
    world,
    faults,
    log,
    limiter: new RateLimiter(now, options.rateScale ?? 1),
    connect: () => `ws://${address}/link?ticket=${tickets.issue()}&app_id=${credentials.appId}`,
  });
  const server = httpServer(world, api);
  server.server.on('upgrade', (request, stream, head) => sockets.upgrade(request, stream, head));
  const host = options.host ?? '127.0.0.1';
  await server.listen({ host, port: options.port ?? 0 });
  address = `${host}:${(server.server.address() as AddressInfo).port}`;
  const stage: Stage = { world, courier, origin: () => `http://${address}` };
  return {
    apiUrl: `http://${address}/api/`,
    credentials,
    faults,
    snapshot: () => snapshotOf(world),
    onChange: (listener) => world.onChange(listener),
    gesture: (gesture) => performGesture(stage, gesture),
    deliveries: courier.deliveries,
    calls: log.calls,
    callCounts: () => log.counts(),
    replay: (delivery: SlackDelivery) => courier.replay(delivery),
    ...controls(stage, sockets),
    async close() {
      faults.clear();
      courier.close();
      sockets.close();
      await server.close();
    },
  };
}
