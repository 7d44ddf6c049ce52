import type { CloudTrailRecord } from '../../model/record.ts';
import type { AwsSnapshot } from '../contract.ts';
import { signIn, type ConsoleCredentials, type SignInAttempt } from './console/sign-in.ts';
import { bootstrap, DEMO_PAST_MS } from './demo/bootstrap.ts';
import { DEMO } from './demo/demo-account.ts';
import type { DemoAccount } from './demo/demo-account.ts';
import { Faults } from './faults.ts';
import { startFront } from './http/front.ts';
import { createHandler } from './http/handler.ts';
import { startMessaging } from './messaging/backend.ts';
import { setUpMessaging } from './messaging/setup.ts';
import type { EventSink } from './perform.ts';
import { takeSnapshot } from './snapshot/snapshot.ts';
import { createAccount } from './state/account.ts';
import type { AccountSettings } from './state/account.ts';
import { Schedule } from './state/schedule.ts';
import { addOrganizationTrail } from './trail/organization-trail.ts';
import { TrailDelivery } from './trail/delivery.ts';
import { remember } from './trail/trail.ts';

export interface SandboxAwsOptions extends Partial<AccountSettings> {
  /** Port on the loopback interface; 0 (default): any free one. */
  readonly port?: number;
  /** Milliseconds between deliveries of log files; 1000 unless set. AWS takes about five minutes. */
  readonly deliveryMs?: number;
  /** With a database, a copy of it and GuardDuty, as people expect them; else an account in which these are not used yet. */
  readonly furnished?: boolean;
}

/** An AWS account on this machine, ready to be used by the real clients. */
export interface SandboxAws {
  /** The endpoint of every service. */
  readonly url: string;
  /** What to put into the environment of a program that is to use the account; credentials are apart, in `demo`. */
  readonly endpoints: { readonly AWS_ENDPOINT_URL: string; readonly AWS_REGION: string };
  readonly demo: DemoAccount;
  readonly control: SandboxAwsControl;
  /** Management events so far, oldest first, as CloudTrail keeps them for people who ask. */
  history(): readonly CloudTrailRecord[];
  /** Signs a user in to the console, as its sign-in page does. Undefined where that is refused. */
  signIn(attempt: SignInAttempt): ConsoleCredentials | undefined;
  snapshot(): AwsSnapshot;
  /** Calls back after changes, many at once where they come together. Returns what ends it. */
  onChange(callback: () => void): () => void;
  close(): Promise<void>;
}

export interface SandboxAwsControl {
  readonly faults: Faults;
  readonly delivery: Pick<TrailDelivery, 'delay' | 'duplicate' | 'flush' | 'hold' | 'release'>;
  /** Lets the account see a trail of its organization, which the management account 999988887777 owns. Returns its ARN. */
  addOrganizationTrail(name: string, logging: boolean): string;
  /** Lets account time pass at once: transitions end, credentials expire, log files are delivered. */
  advance(ms: number): void;
  /** Forgets faults, hooks and counts, and releases delivery. The account stays as it is. */
  reset(): void;
}

const DEFAULTS: AccountSettings = {
  transitionMs: 2000,
  terminatedVisibleMs: 60 * 60 * 1000,
  vcpuQuotas: { standard: 128, p: 256, g: 128 },
  instancesPerType: {},
  lookupLagMs: 1500,
  lookupsPerSecond: 2,
};

/** Starts the sandbox's AWS account with its demo content. */
export async function createSandboxAws(options: SandboxAwsOptions = {}): Promise<SandboxAws> {
  const { port = 0, deliveryMs = 1000, furnished = false, ...settings } = options;
  const watchers = new Watchers();
  const schedule = new Schedule(Date.now() - DEMO_PAST_MS);
  const backend = await startMessaging(DEMO.account);
  const account = createAccount(
    DEMO.account,
    DEMO.alias,
    { ...DEFAULTS, ...settings },
    schedule,
    backend.storage,
    () => {
      watchers.tell();
    },
  );
  const delivery = new TrailDelivery(account, deliveryMs);
  const faults = new Faults();
  const sink: EventSink = (entry, trails) => {
    // The event history has management events only.
    if (entry.dataArn === undefined) remember(account, entry);
    delivery.offer(entry, trails);
    account.changed();
  };
  const front = await startFront(createHandler({ account, backend, faults, sink }), port);
  const setup = setUpMessaging(backend, account.id, DEMO.region, new URL(front.url).host);
  const demo = await bootstrap(account, sink, setup, furnished);
  return {
    url: front.url,
    endpoints: { AWS_ENDPOINT_URL: front.url, AWS_REGION: DEMO.region },
    demo,
    control: {
      faults,
      delivery,
      addOrganizationTrail: (name, logging) => addOrganizationTrail(account, name, logging),
      advance: (ms) => {
        schedule.advance(ms);
      },
      reset: () => {
        faults.reset();
        delivery.delay(0);
        delivery.release();
      },
    },
    history: () => account.history.map(({ record }) => record),
    signIn: (attempt) => signIn(account, sink, attempt),
    snapshot: () => takeSnapshot(account),
    onChange: (callback) => watchers.add(callback),
    async close() {
      schedule.close();
      // The backend first: it ends long polls that would keep the front open.
      await backend.close();
      await front.close();
    },
  };
}

/** Tells of changes once per turn of the event loop, however many there were. */
class Watchers {
  readonly #callbacks = new Set<() => void>();
  #told = true;

  add(callback: () => void): () => void {
    // A function of its own, so that one callback may watch twice.
    const watcher = (): void => {
      callback();
    };
    this.#callbacks.add(watcher);
    return () => {
      this.#callbacks.delete(watcher);
    };
  }

  tell(): void {
    if (!this.#told) return;
    this.#told = false;
    setImmediate(() => {
      this.#told = true;
      for (const callback of this.#callbacks) callback();
    });
  }
}
