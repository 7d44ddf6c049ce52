/**
 * The worker as a process of its own that kills itself (SIGKILL: no handler, no clean-up) right before or right after its
 * n-th effect: a commit, an audit entry, a job, a message to Slack, a call that changes AWS. Every way in which a real
 * worker can die between two steps is one such point.
 *
 * Reads the host's environment, and CRASH_AT (0: never), CLOCK_AHEAD_MS (how far its clock runs ahead, so that the leases
 * of the dead have ended). Works until nothing is left to do, then prints how many points it passed.
 */
import { createAudit } from '../../src/adapters/audit.ts';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { createPager } from '../../src/adapters/aws/pager.ts';
import { createTrailHistory } from '../../src/adapters/aws/lookup-events.ts';
import { createLocalJobs } from '../../src/adapters/local/local-jobs.ts';
import { createMmdbNetworks } from '../../src/adapters/local/mmdb-networks.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { openStore } from '../../src/adapters/open-store.ts';
import { createPolicySource } from '../../src/adapters/policy-source.ts';
import { createSlackChat } from '../../src/adapters/slack/chat.ts';
import { createTimers } from '../../src/adapters/timers.ts';
import { createJsonLog } from '../../src/adapters/json-log.ts';
import { createWorker } from '../../src/app/worker.ts';
import type { AwsPermission, AwsSession } from '../../src/ports/aws.ts';
import type { Clock } from '../../src/ports/clock.ts';

const env = (name: string): string => process.env[name] ?? '';
const crashAt = Number(env('CRASH_AT'));
const ahead = Number(env('CLOCK_AHEAD_MS'));
const clock: Clock = { now: () => systemClock.now() + ahead, id: () => systemClock.id() };
const log = createJsonLog((line) => process.stderr.write(`${line}\n`));

let points = 0;

function point(): void {
  points += 1;
  if (points === crashAt) process.kill(process.pid, 'SIGKILL');
}

/** The same object, with a point before and after each call of the named methods. */
function watched<T extends object>(target: T, methods: readonly (keyof T)[]): T {
  return new Proxy(target, {
    get(object, name, receiver) {
      const value: unknown = Reflect.get(object, name, receiver);
      if (typeof value !== 'function') return value;
      if (!methods.includes(name as keyof T)) return value.bind(object) as unknown;
      return async (...args: unknown[]) => {
        point();
        const answer: unknown = await (value as (...all: unknown[]) => unknown).apply(object, args);
        point();
        return answer;
      };
    },
  });
}

const store = watched(await openStore(env('TRAILBOLT_STORE')), ['commit']);
// The queue's own bookkeeping is not a step of the worker.
const queueStore = await openStore(env('TRAILBOLT_STORE'));
const audit = watched(createAudit(await openStore(env('TRAILBOLT_AUDIT_STORE'))), ['append']);
const localJobs = createLocalJobs({ store: queueStore, clock });
const jobs = watched(localJobs, ['send', 'deadLetter']);
const policy = createPolicySource(env('TRAILBOLT_POLICY'), log);
const roles = createAws({ accounts: async (id) => (await policy()).accounts.find((account) => account.id === id) });
const token = (): Promise<string> => Promise.resolve(env('SLACK_BOT_TOKEN'));

const worker = createWorker({
  store,
  audit,
  jobs,
  clock,
  log,
  policy,
  chat: watched(createSlackChat({ token, slackApiUrl: env('SLACK_API_URL') }), [
    'post',
    'update',
    'ephemeral',
    'updateView',
    'respond',
  ]),
  timers: createTimers({ store, jobs, clock, log }),
  networks: createMmdbNetworks({ setting: 'off', log }),
  pager: createPager(),
  aws: {
    reader: (account, region, permissions) => roles.reader(account, region, permissions),
    actor: async (grant) => watchedSession(await roles.actor(grant)),
  },
  history: createTrailHistory({ aws: roles }),
  signingSecret: () => Promise.resolve(env('SLACK_SIGNING_SECRET')),
  botToken: token,
  slackApiUrl: env('SLACK_API_URL'),
  runLeaseMs: 180_000,
});

function watchedSession(session: AwsSession): AwsSession {
  return {
    account: session.account,
    region: session.region,
    async call<P extends AwsPermission>(permission: P, input: Parameters<typeof session.call<P>>[1]) {
      point();
      const answer = await session.call(permission, input);
      point();
      return answer;
    },
  };
}

/** Works off what is due, and waits for what will be due soon, until the request named by UNTIL_REQUEST has ended. */
const until = env('UNTIL_REQUEST');
const deadline = Date.now() + 60_000;
while (Date.now() < deadline) {
  for (const received of await localJobs.receive(10, 60)) {
    await worker(received.job, 1);
    await localJobs.done(received);
  }
  await worker({ kind: 'tick' }, 1);
  const request = await queueStore.get<{ state: string }>({ partition: `request#${until}`, sort: 'request' });
  const outbox = await queueStore.list(`outbox#${env('ALERT_CHANNEL')}`, { limit: 1 });
  if (['succeeded', 'failed', 'stale'].includes(request?.value.state ?? '') && outbox.items.length === 0) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
process.stdout.write(`${points}\n`);
process.exit(0);
