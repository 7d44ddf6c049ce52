import { Duration } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Two weeks: the longest that SQS keeps a message, so that a long weekend loses nothing. */
const KEEP = Duration.days(14);

/**
 * A queue of work with its two dead ends, kept apart because people treat them differently: what failed again and again
 * can be sent back as it is, what a function set aside with a reason (a forged job, an unreadable file) must not.
 */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  /** Messages that a function failed on five times, unchanged. */
  readonly failed: Queue;
  /** Items that a function refused for good, each with its reason. */
  readonly setAside: Queue;

  constructor(scope: Construct, id: string, props: { readonly name: string; readonly visibilitySeconds: number }) {
    super(scope, id);
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: KEEP };
    this.failed = new Queue(this, 'Failed', { ...common, queueName: `${props.name}-failed` });
    this.setAside = new Queue(this, 'SetAside', { ...common, queueName: `${props.name}-set-aside` });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName: props.name,
      visibilityTimeout: Duration.seconds(props.visibilitySeconds),
      deadLetterQueue: { queue: this.failed, maxReceiveCount: 5 },
    });
  }

  /**
   * Refuses everybody else. Without it every principal of the account with a broad `sqs:SendMessage` could announce files
   * and queue jobs. A service is known by what it sends for, a role by its ARN; the other condition then holds no value and
   * counts as not equal, hence both at once.
   */
  acceptOnly(senders: { readonly sources: readonly string[]; readonly principals: readonly string[] }): void {
    const { sources, principals } = senders;
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyKnownSenders',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: {
          ArnNotEquals: {
            'aws:SourceArn': sources,
            ...(principals.length === 0 ? {} : { 'aws:PrincipalArn': principals }),
          },
        },
      }),
    );
  }
}
