import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  TreatMissingData,
  type IAlarmAction,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Alarms about Trailbolt itself. They go to a topic of their own that does not depend on Slack. */
export class Alarms {
  readonly #scope: Construct;
  readonly #name: string;
  readonly #action: IAlarmAction;

  constructor(scope: Construct, name: string, topic: ITopic) {
    this.#scope = scope;
    this.#name = name;
    this.#action = new SnsAction(topic);
  }

  /** Anything at all lies in a dead end. */
  notEmpty(id: string, queue: Queue, description: string): void {
    const metric = queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    });
    this.#add(id, metric, description, { above: 0, periods: 1, missing: TreatMissingData.NOT_BREACHING });
  }

  /** Work waits longer than it should. */
  late(id: string, queue: Queue, minutes: number, description: string): void {
    const metric = queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'Maximum' });
    this.#add(id, metric, description, {
      above: minutes * 60,
      periods: 3,
      missing: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Dead man's switch: a function that ought to run all the time has not run. Silence is the alarm. */
  silent(id: string, handler: LambdaFunction, minutes: number, description: string): void {
    const metric = handler.metricInvocations({ period: Duration.minutes(minutes), statistic: 'Sum' });
    this.#add(id, metric, description, { below: 1, periods: 1, missing: TreatMissingData.BREACHING });
  }

  /** A function logs an event that nobody should have to find in its log. */
  logged(id: string, logGroup: LogGroup, event: string, description: string): void {
    const filter = logGroup.addMetricFilter(id, {
      filterPattern: FilterPattern.stringValue('$.event', '=', event),
      metricNamespace: this.#name,
      metricName: event,
      metricValue: '1',
    });
    const metric = filter.metric({ period: Duration.minutes(5), statistic: 'Sum' });
    this.#add(id, metric, description, { above: 0, periods: 1, missing: TreatMissingData.NOT_BREACHING });
  }

  #add(
    id: string,
    metric: IMetric,
    description: string,
    when: { readonly periods: number; readonly missing: TreatMissingData } & (
      { readonly above: number } | { readonly below: number }
    ),
  ): void {
    const alarm = new Alarm(this.#scope, id, {
      alarmName: `${this.#name}-${id}`,
      alarmDescription: description,
      metric,
      threshold: 'above' in when ? when.above : when.below,
      comparisonOperator:
        'above' in when ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: when.periods,
      treatMissingData: when.missing,
    });
    alarm.addAlarmAction(this.#action);
    alarm.addOkAction(this.#action);
  }
}
