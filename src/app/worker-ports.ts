import type { Audit } from '../ports/audit.ts';
import type { AuditMirror } from '../ports/audit-mirror.ts';
import type { Aws } from '../ports/aws.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeadEnds } from '../ports/dead-ends.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Networks } from '../ports/networks.ts';
import type { Pager } from '../ports/pager.ts';
import type { PolicyInForce } from '../ports/policy-in-force.ts';
import type { Store } from '../ports/store.ts';
import type { Timers } from '../ports/timers.ts';
import type { TrailHistory } from '../ports/trail-source.ts';

/** What the worker is joined from. */
export interface WorkerPorts {
  readonly store: Store;
  readonly audit: Audit;
  /** A copy of the audit that nobody can change. Absent: none. */
  readonly mirror?: AuditMirror;
  readonly chat: Chat;
  readonly jobs: Jobs;
  /** Absent: nothing is known but what lies in the store and beside the jobs. */
  readonly deadEnds?: DeadEnds;
  readonly timers: Timers;
  readonly pager: Pager;
  readonly aws: Aws;
  readonly history: TrailHistory;
  readonly networks: Networks;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: PolicyInForce;
  readonly signingSecret: () => Promise<string>;
  readonly botToken: () => Promise<string>;
  readonly slackApiUrl: string | undefined;
  /** Longer than one invocation may live, in milliseconds. */
  readonly runLeaseMs: number;
}
