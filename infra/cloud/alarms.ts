// The alarms as a list: what is measured, where it goes wrong, what it means, and the heading of RUNBOOK.md that says what to do.
import { Duration } from 'aws-cdk-lib';
import { type AlarmProps, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { DataStack } from './data-stack.ts';
import type { MailStack } from './mail-stack.ts';
import { metricNamespace, type PipelineStack } from './pipeline-stack.ts';
import type { Deployment } from './settings.ts';
import type { WebStack } from './web-stack.ts';

export interface Watched {
  readonly deployment: Deployment;
  readonly data: DataStack;
  readonly mail: MailStack;
  readonly pipeline: PipelineStack;
  readonly web: WebStack;
}

export interface AlarmSpec extends Omit<AlarmProps, 'alarmName' | 'alarmDescription'> {
  readonly id: string;
  readonly heading: string;
  readonly meaning: string;
}

const atLeast = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
/** What a rate or an age that nobody measured says: nothing is wrong. The tick's own silence has an alarm of its own. */
const quietIsGood = { treatMissingData: TreatMissingData.NOT_BREACHING, comparisonOperator: atLeast };

/** The tick comes every minute; this much behind means that something stands still. */
const behindSeconds = 15 * 60;
const quotaPercent = 80;
const stuckMinutes = 60;

export function alarmsOf(watched: Watched): readonly AlarmSpec[] {
  const { deployment, pipeline } = watched;
  const { limits } = deployment.clinic;
  const ours = ourMetrics(deployment);
  return [
    {
      id: 'DeadLetters',
      heading: 'Messages among the dead letters',
      meaning: 'Messages failed so often that they were put aside.',
      metric: deadLetters(pipeline),
      threshold: 1,
      evaluationPeriods: 1,
      ...quietIsGood,
    },
    {
      id: 'Behind',
      heading: 'Due items wait',
      meaning: 'Something that was due a quarter of an hour ago has not been worked.',
      metric: ours('OldestDueSeconds', Stats.MAXIMUM),
      threshold: behindSeconds,
      evaluationPeriods: 2,
      ...quietIsGood,
    },
    {
      id: 'TickSilence',
      heading: 'The tick is silent',
      meaning: 'The clock has stopped: nothing is sent until it ticks again.',
      metric: pipeline.live.tick.metricInvocations({ period: Duration.minutes(5), statistic: Stats.SUM }),
      threshold: 1,
      evaluationPeriods: 2,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    },
    {
      id: 'Failures',
      heading: 'Functions fail',
      meaning: 'Messages or requests failed again and again within a quarter of an hour.',
      metric: pipeline.failures.metric,
      threshold: 1,
      evaluationPeriods: 3,
      ...quietIsGood,
    },
    {
      id: 'Bounces',
      heading: 'Marketing paused by itself',
      meaning: "The account's bounce rate nears the 5 % at which SES reviews an account.",
      metric: reputation('BounceRate'),
      threshold: limits.bouncePercent / 100,
      evaluationPeriods: 1,
      ...quietIsGood,
    },
    {
      id: 'Complaints',
      heading: 'Marketing paused by itself',
      meaning: "The account's complaint rate nears the 0.1 % at which SES reviews an account.",
      metric: reputation('ComplaintRate'),
      threshold: limits.complaintPercent / 100,
      evaluationPeriods: 1,
      ...quietIsGood,
    },
    {
      id: 'Quota',
      heading: 'SES throttles, or the day is used up',
      meaning: `At least ${quotaPercent} % of what may be sent in 24 hours is used.`,
      metric: ours('QuotaUsedPercent', Stats.MAXIMUM),
      threshold: quotaPercent,
      evaluationPeriods: 1,
      ...quietIsGood,
    },
    {
      id: 'Stuck',
      heading: 'E-mails are stuck',
      meaning: 'For an hour SES has taken nothing of ours, or nobody has known whether some e-mails left.',
      // Looked at every half hour at least: in a shorter period the alarm would be over after each look.
      metric: ours('StuckMinutes', Stats.MAXIMUM).with({ period: Duration.hours(1) }),
      threshold: stuckMinutes,
      evaluationPeriods: 1,
      ...quietIsGood,
    },
    {
      id: 'Mishaps',
      heading: 'E-mails thrown away, or sent twice',
      meaning: 'SES took an e-mail and threw it away, or spoke of one only after it had been sent again.',
      metric: ours('Mishaps', Stats.MAXIMUM),
      threshold: 1,
      evaluationPeriods: 1,
      ...quietIsGood,
    },
  ];
}

/** What the functions themselves measure, by its name. */
export function ourMetrics({ name, clinic }: Deployment) {
  return (metricName: string, statistic: string): Metric =>
    new Metric({
      namespace: metricNamespace(name, clinic.stage),
      metricName,
      statistic,
      period: Duration.minutes(5),
    });
}

/** Of the whole account, as SES judges it; a fraction of one. */
export function reputation(metricName: 'BounceRate' | 'ComplaintRate'): Metric {
  return new Metric({
    namespace: 'AWS/SES',
    metricName: `Reputation.${metricName}`,
    statistic: Stats.AVERAGE,
    period: Duration.hours(1),
  });
}

/** Messages of any queue that were put aside. */
export function deadLetters({ deadLetters: queue }: PipelineStack): Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: Duration.minutes(5) });
}
