// What goes wrong in any function, as one number read from their logs: messages that failed, errors nobody caught, time-outs, crashes.
// Lambda's own count of errors would miss the messages, which a handler reports one by one, and cost eleven alarms.
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Functions, metricNamespace } from './pipeline-stack.ts';
import { alarmText } from './runbook.ts';
import type { Deployment } from './settings.ts';

/** Words of our handlers, and of Lambda's runtime and platform. */
const signs = [
  'message-failed',
  'Invoke Error',
  'Uncaught Exception',
  'Unhandled Promise Rejection',
  'Task timed out',
  'Runtime exited',
  'Status: timeout',
];

/** Fewer in a minute may be one bad message, tried again and again. */
const failuresThatEndARelease = 5;

export class Failures extends Construct {
  readonly metric: Metric;
  /** Takes a release back; in the same stack as the functions, because releasing waits for it. */
  readonly releaseAlarm: Alarm;

  constructor(
    scope: Construct,
    id: string,
    { deployment, functions }: { deployment: Deployment; functions: Functions },
  ) {
    super(scope, id);
    const namespace = metricNamespace(deployment.name, deployment.clinic.stage);
    for (const [name, { logGroup }] of Object.entries(functions)) {
      new MetricFilter(this, name, {
        logGroup,
        filterPattern: FilterPattern.anyTerm(...signs),
        metricNamespace: namespace,
        metricName: 'Failures',
        metricValue: '1',
      });
    }
    this.metric = new Metric({ namespace, metricName: 'Failures', statistic: Stats.SUM, period: Duration.minutes(5) });
    this.releaseAlarm = new Alarm(this, 'Release', {
      alarmDescription: alarmText(
        'A release was taken back',
        'Many failures in a minute end a release that is under way.',
      ),
      metric: this.metric.with({ period: Duration.minutes(1) }),
      threshold: failuresThatEndARelease,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
