// One page for whoever is called: what is wrong now, how the flow went from sign-up to goal, how far each queue and function is.
// The flow is counted from the functions' logs, which costs nothing until somebody looks. At most 50 metrics: three such dashboards
// are free in every account.
import { Duration, type Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
  Metric,
  PeriodOverride,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { deadLetters, ourMetrics, reputation, type Watched } from './alarms.ts';

const width = 12;
/** The counts that functions/ports/meter.ts knows, in the order of the flow. */
const flow = ['signUps', 'confirmations', 'sent', 'delivered', 'opens', 'clicks', 'leavings', 'goals', 'absurdHits'];

export function dashboard(stack: Stack, watched: Watched, alarms: readonly Alarm[]): Dashboard {
  const { deployment, pipeline } = watched;
  const ours = ourMetrics(deployment);
  const perFunction = (metricName: string, statistic: string, label: string) =>
    new Metric({ namespace: 'AWS/Lambda', metricName, statistic, label, period: Duration.minutes(5) });
  const queueAges = Object.values(pipeline.queues).map(({ queue, node }) =>
    queue.metricApproximateAgeOfOldestMessage({ label: node.id, statistic: Stats.MAXIMUM }),
  );
  const made = new Dashboard(stack, 'Dashboard', {
    dashboardName: stack.stackName,
    defaultInterval: Duration.days(7),
    periodOverride: PeriodOverride.AUTO,
  });
  made.addWidgets(
    new AlarmStatusWidget({
      title: 'Is anything wrong?',
      alarms: [...alarms, pipeline.failures.releaseAlarm],
      width: 24,
    }),
  );
  made.addWidgets(
    new LogQueryWidget({
      title: 'From sign-up to goal, by day',
      logGroupNames: Object.values(pipeline.functions).map(({ logGroup }) => logGroup.logGroupName),
      view: LogQueryVisualizationType.BAR,
      queryLines: [
        "filter event = 'flow'",
        `stats ${flow.map((name) => `sum(${name}) as ${name}_`).join(', ')} by bin(1d)`,
      ],
      width: 24,
      height: 7,
    }),
  );
  made.addWidgets(
    graph('Oldest due item, seconds', [ours('OldestDueSeconds', Stats.MAXIMUM)]),
    graph('Oldest message of each queue, seconds', queueAges),
    graph('Failures, and messages put aside', [pipeline.failures.metric, deadLetters(pipeline)]),
    graph('Quota used, %', [ours('QuotaUsedPercent', Stats.MAXIMUM)]),
    graph('Bounces and complaints of the account', [reputation('BounceRate'), reputation('ComplaintRate')]),
    graph('Stuck, minutes; thrown away or sent twice', [
      ours('StuckMinutes', Stats.MAXIMUM),
      ours('Mishaps', Stats.MAXIMUM),
    ]),
    graph('What costs: e-mails of the account', [sesSends()]),
    graph('What costs: reads and writes of the table', tableUnits(watched)),
    graph('What costs: requests of pages, links and pixels', [watched.web.api.metricCount({ statistic: Stats.SUM })]),
    graph(
      'What costs: functions of the account, runs and throttles',
      ['Invocations', 'Throttles'].map((name) => perFunction(name, Stats.SUM, name)),
    ),
  );
  return made;
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width, height: 6, leftYAxis: { min: 0 } });
}

function sesSends(): Metric {
  return new Metric({ namespace: 'AWS/SES', metricName: 'Send', statistic: Stats.SUM, period: Duration.hours(1) });
}

function tableUnits({ data }: Watched): IMetric[] {
  return ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'].map((name) =>
    data.table.metric(name, { statistic: Stats.SUM, period: Duration.hours(1) }),
  );
}
