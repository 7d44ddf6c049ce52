import { createHmac } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { createFrontChat } from '../../src/adapters/slack/front-chat.ts';
import { TrailboltError } from '../../src/errors.ts';
import type { Job, SignedRequest } from '../../src/model/job.ts';
import type { Store } from '../../src/ports/store.ts';
import type { SandboxSlack } from '../../src/sandbox/slack/sandbox-slack.ts';
import { answerSlack } from '../../src/slack/front/front.ts';
import type { FrontPorts } from '../../src/slack/front/ports.ts';
import { ManualClock } from '../cases/support.ts';
import { rawApp } from '../sandbox/slack/support.ts';

export const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

/** Signs as Slack documents it, written apart from the product's own code. */
export function signed(body: string, options: { at: number; type?: string; secret?: string }): SignedRequest {
  const timestamp = String(Math.floor(options.at / 1000));
  const digest = createHmac('sha256', options.secret ?? SECRET)
    .update(['v0', timestamp, body].join(':'))
    .digest('hex');
  return { body, contentType: options.type ?? FORM, timestamp, signature: `v0=${digest}` };
}

export function interaction(payload: object): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** A queue that keeps what it is sent, or refuses it. */
export class JobLog {
  readonly sent: Job[] = [];
  /** Seconds by which each job is held back. */
  readonly delays: number[] = [];
  failing = false;

  send(job: Job, { delaySeconds = 0 } = {}): Promise<void> {
    if (this.failing) return Promise.reject(new TrailboltError('jobs.unavailable', 'The queue does not answer.'));
    this.sent.push(job);
    this.delays.push(delaySeconds);
    return Promise.resolve();
  }
}

export interface FrontDesk {
  readonly clock: ManualClock;
  readonly jobs: JobLog;
  readonly store: Store;
  readonly opened: string[];
  readonly logged: string[];
  readonly ports: FrontPorts;
}

export function frontDesk(workspace: string, more: Partial<FrontPorts> = {}): FrontDesk {
  const clock = new ManualClock(Date.now());
  const store = openSqliteStore(':memory:', { now: () => clock.now() });
  onTestFinished(() => store.close());
  const jobs = new JobLog();
  const opened: string[] = [];
  const logged: string[] = [];
  const keep = (event: string): void => void logged.push(event);
  const ports: FrontPorts = {
    store,
    jobs,
    clock,
    log: { info: keep, warn: keep, error: keep },
    workspace,
    signingSecret: () => Promise.resolve(SECRET),
    openView: (trigger) => {
      opened.push(trigger);
      return Promise.resolve();
    },
    updateView: () => Promise.reject(new TrailboltError('chat.refused', 'Slack refused views.update: not_found.')),
    respond: () => Promise.reject(new TrailboltError('chat.unknown-outcome', 'Slack did not answer.')),
    ...more,
  };
  return { clock, jobs, store, opened, logged, ports };
}

/** The front as the request URL of a workspace, with its real `views.open`. */
export async function frontFor(slack: SandboxSlack, more: Partial<FrontPorts> = {}): Promise<FrontDesk> {
  const desk = frontDesk(slack.credentials.teamId, {
    signingSecret: () => Promise.resolve(slack.credentials.signingSecret),
    ...createFrontChat(() => Promise.resolve(slack.credentials.botToken), slack.apiUrl),
    ...more,
  });
  const url = await rawApp((response, body, headers) => {
    const request: SignedRequest = {
      body,
      contentType: headers['content-type'] ?? '',
      timestamp: String(headers['x-slack-request-timestamp'] ?? ''),
      signature: String(headers['x-slack-signature'] ?? ''),
    };
    const reply = async (): Promise<void> => {
      const answer = await answerSlack(desk.ports, request);
      response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(answer.body);
    };
    void reply();
  });
  await slack.setRequestUrl(url);
  return desk;
}
