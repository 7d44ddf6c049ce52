import { Annotations, Aws, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { LambdaName } from '../src/build/targets.ts';
import type { Job } from '../src/model/job.ts';
import { createDetect } from './functions/detect.ts';
import { createNotify } from './functions/notify.ts';
import { functionName, TIMES, type Parts } from './functions/shared.ts';
import { createSlack } from './functions/slack.ts';
import { createWorker } from './functions/worker.ts';
import { Alarms } from './parts/alarms.ts';
import { AuditMirror } from './parts/audit-mirror.ts';
import { PolicyObject } from './parts/policy-object.ts';
import { createTable } from './parts/tables.ts';
import { createTopic, createTopicKey } from './parts/topics.ts';
import { WorkQueue } from './parts/work-queue.ts';
import type { Settings } from './settings.ts';

/** Trailbolt itself: four functions and what they are wired to. */
export class TrailboltStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { readonly settings: Settings; readonly bundles: string },
  ) {
    super(scope, id, props);
    const { settings } = props;
    const { name } = settings;
    const key = createTopicKey(this, name, trailAccounts(settings));
    const alarmTopic = createTopic(this, 'AlarmTopic', {
      name: `${name}-alarms`,
      key,
      roles: [],
      services: [{ service: 'cloudwatch', conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }],
    });
    for (const address of settings.alarmEmails) alarmTopic.addSubscription(new EmailSubscription(address));

    const notifyFailed = new Queue(this, 'NotifyFailed', {
      queueName: `${name}-notify-failed`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const parts: Parts = {
      settings,
      bundles: props.bundles,
      key,
      policy: new PolicyObject(this, 'Policy', settings.policyFile),
      alerts: createTopic(this, 'AlertTopic', {
        name: `${name}-alerts`,
        key,
        roles: [roleArn(settings, 'detect'), ...settings.alertPublishers],
        services: [{ service: 'cloudwatch', conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }],
      }),
      ingest: new WorkQueue(this, 'Ingest', { name: `${name}-ingest`, visibilitySeconds: TIMES.detect.visibility }),
      jobs: new WorkQueue(this, 'Jobs', { name: `${name}-jobs`, visibilitySeconds: TIMES.worker.visibility }),
      main: createTable(this, 'Main', `${name}-main`),
      audit: createTable(this, 'Audit', `${name}-audit`),
      mirror: new AuditMirror(this, 'AuditMirror', settings.auditLockDays),
    };

    const announcements = trailTopic(this, settings, key);
    announcements.addSubscription(new SqsSubscription(parts.ingest.queue));
    parts.ingest.acceptOnly({ sources: [announcements.topicArn], principals: settings.redrivers });
    warnOfDeafSources(this, settings);

    const detect = createDetect(this, parts);
    createNotify(this, parts, notifyFailed);
    const { url } = createSlack(this, parts);
    const worker = createWorker(this, parts, notifyFailed);

    const tick: Job = { kind: 'tick' };
    const minute = new Rule(this, 'Minute', {
      ruleName: `${name}-minute`,
      description: 'Fires due timers and drains the outbox: the guarantee behind every delayed message.',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new SqsQueue(parts.jobs.queue, {
          message: RuleTargetInput.fromObject(tick),
          deadLetterQueue: parts.jobs.failed,
          maxEventAge: Duration.minutes(5),
        }),
      ],
    });

    parts.jobs.acceptOnly({
      sources: [minute.ruleArn],
      principals: [
        ...(['notify', 'slack', 'worker'] as const).map((role) => roleArn(settings, role)),
        ...settings.redrivers,
      ],
    });

    const alarms = new Alarms(this, name, alarmTopic);
    alarms.notEmpty('ingest-failed', parts.ingest.failed, 'Announcements of CloudTrail files could not be handled.');
    alarms.notEmpty('ingest-set-aside', parts.ingest.setAside, 'Records or files were refused; each message says why.');
    alarms.notEmpty('jobs-failed', parts.jobs.failed, 'Jobs of the worker failed again and again.');
    alarms.notEmpty('jobs-set-aside', parts.jobs.setAside, 'Jobs were refused, perhaps forged; each message says why.');
    alarms.notEmpty('notify-failed', notifyFailed, 'Alerts did not reach their cards.');
    alarms.late('ingest-late', parts.ingest.queue, 15, 'CloudTrail files wait for detection.');
    alarms.late('jobs-late', parts.jobs.queue, 5, 'Clicks, timers and the outbox wait for the worker.');
    alarms.silent('detect-silent', detect.function, 60, 'No CloudTrail file has arrived for an hour: is the trail on?');
    alarms.logged(
      'detect-refused',
      detect.logGroup,
      'detect.refused',
      'CloudTrail files or records came from an announcer, a bucket or an account that the policy does not list.',
    );
    alarms.logged(
      'audit-not-mirrored',
      worker.logGroup,
      'audit.not-mirrored',
      'The audit could not be copied to its locked bucket; it is tried again each minute.',
    );
    alarms.silent(
      'worker-silent',
      worker.function,
      10,
      'The worker has not run for ten minutes, not even its schedule.',
    );

    new CfnOutput(this, 'SlackRequestUrl', {
      description: "Request URL for Slack's slash command, interactivity and events.",
      value: url.url,
    });
    new CfnOutput(this, 'IngestQueueArn', {
      description: 'Announcer of CloudTrail files, for the policy.',
      value: parts.ingest.queue.queueArn,
    });
  }
}

/** By name and not by reference: the role itself names the queue or topic. */
function roleArn(settings: Settings, name: LambdaName): string {
  return `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${functionName(settings, name)}`;
}

/** Accounts whose services may announce trail files: the guarded ones and the owners of buckets and trails. */
function trailAccounts({ policy, trailOwners }: Settings): string[] {
  return [...new Set([...policy.accounts.map((account) => account.id), ...trailOwners])];
}

/** The topic that announces CloudTrail files: the given one, or a new one that only our trails' services can use. */
function trailTopic(scope: Construct, settings: Settings, key: Key): ReturnType<typeof Topic.fromTopicArn> {
  if (settings.trailTopicArn !== undefined) return Topic.fromTopicArn(scope, 'TrailTopic', settings.trailTopicArn);
  const buckets = settings.policy.sources.flatMap((source) => (source.kind === 's3' ? source.bucket : []));
  const sourceAccount = { StringEquals: { 'aws:SourceAccount': [Aws.ACCOUNT_ID, ...trailAccounts(settings)] } };
  return createTopic(scope, 'TrailTopic', {
    name: `${settings.name}-trail`,
    key,
    roles: [],
    services: [
      {
        service: 's3',
        conditions: {
          ...sourceAccount,
          ArnEquals: { 'aws:SourceArn': buckets.map((bucket) => `arn:${Aws.PARTITION}:s3:::${bucket}`) },
        },
      },
      { service: 'cloudtrail', conditions: sourceAccount },
    ],
  });
}

/** A source whose announcers leave our queue out would refuse everything that arrives: better told now than by silence. */
function warnOfDeafSources(stack: Stack, { name, policy }: Settings): void {
  for (const source of policy.sources) {
    if (source.kind === 's3' && !source.announcers.some((arn) => arn.endsWith(`:${name}-ingest`))) {
      Annotations.of(stack).addWarningV2(
        `trailbolt:deaf-source/${source.name}`,
        `Source ${source.name} of the policy does not list the queue ${name}-ingest among its announcers.`,
      );
    }
  }
}
