import type { App, Receiver } from '@slack/bolt';
import { TrailboltError } from '../errors.ts';
import type { SignedRequest } from '../model/job.ts';
import type { Clock } from '../ports/clock.ts';
import { parsePayload, teamsOf } from './payload.ts';
import { checkSignature, requestKeyOf } from './signature.ts';

/** A click may wait in the queue this long; after that the world has moved on and the person is better asked again. */
const QUEUE_AGE_SECONDS = 60 * 60;

/** What our receiver adds to Bolt's context for each event. */
export interface JobContext {
  /** Identity of the signed request. */
  readonly key: string;
  /** No further try will be made: say so to the person if this one fails. */
  readonly last: boolean;
}

/**
 * Feeds Bolt from jobs: the front has acknowledged already, so `ack` does nothing here, and the signature inside the job
 * is verified again, because a queue is not an authority. The same class serves Lambda, HTTP and Socket Mode.
 */
export class JobReceiver implements Receiver {
  readonly #signingSecret: () => Promise<string>;
  readonly #workspace: () => Promise<string>;
  readonly #clock: Clock;
  #app: App | undefined;

  constructor(ports: { signingSecret(): Promise<string>; workspace(): Promise<string>; clock: Clock }) {
    this.#signingSecret = () => ports.signingSecret();
    this.#workspace = () => ports.workspace();
    this.#clock = ports.clock;
  }

  init(app: App): void {
    this.#app = app;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * All that the front checked, once more.
   * @throws TrailboltError `job.forged` when the signature does not hold or speaks of another workspace, `job.stale` when
   * it holds but is too old, `slack.malformed`. None of them may be tried again.
   */
  async verify(request: SignedRequest): Promise<void> {
    const check = checkSignature(request, await this.#signingSecret(), this.#clock.now(), QUEUE_AGE_SECONDS);
    if (!check.ok) throw distrust(check.reason === 'stale' ? 'job.stale' : 'job.forged', check.reason);
    if (!teamsOf(parsePayload(request)).includes(await this.#workspace()))
      throw distrust('job.forged', 'other-workspace');
  }

  /** Runs the listeners of one verified request to their end. What they throw may be tried again. */
  async process(request: SignedRequest, last: boolean): Promise<void> {
    await this.verify(request);
    if (this.#app === undefined) throw new TrailboltError('slack.no-app', 'The receiver has no app yet.');
    const context: JobContext = { key: requestKeyOf(request), last };
    await this.#app.processEvent({
      body: { ...parsePayload(request) },
      ack: () => Promise.resolve(),
      customProperties: { trailbolt: context },
    });
  }
}

function distrust(code: 'job.forged' | 'job.stale', reason: string): TrailboltError {
  return new TrailboltError(code, `The job's request is not to be trusted: ${reason}.`);
}
