import type { ModalView } from '@slack/types';
import type { Clock } from '../../ports/clock.ts';
import type { Jobs } from '../../ports/jobs.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';

/** What the front says in Slack. */
export interface FrontChat {
  openView(triggerId: string, view: ModalView): Promise<void>;
  updateView(externalId: string, view: ModalView): Promise<void>;
  /** Answers at a `response_url`, to the person alone. */
  respond(url: string, text: string): Promise<void>;
}

export interface FrontPorts extends FrontChat {
  readonly store: Pick<Store, 'commit'>;
  readonly jobs: Pick<Jobs, 'send'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Workspace that the app is installed in. */
  readonly workspace: string;
  signingSecret(): Promise<string>;
}
