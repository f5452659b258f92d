// What is paid for while nobody signs up and nothing is sent. tests/cloud/cost.test.ts holds the counts against the stacks.
import { queues, schedules } from '../../../functions/manifest.ts';
import * as assume from './assumptions.ts';
import type { Measured } from './measured.ts';
import { gbSeconds, type Line } from './usage.ts';

/** What one deployment with the defaults of cloud.config.ts keeps for as long as it stands. */
export const standing = {
  secrets: 1,
  alarms: 10,
  /** An alarm is paid for by the metrics it looks at. */
  alarmMetrics: 10,
  dashboards: 0,
  /** Written only while mail is sent, or when something is wrong; paid for by the hour. */
  customMetrics: 5,
  keys: 0,
  hostedZones: 0,
  /** Queues that a function is fed from; dead letters are read by nobody. */
  fedQueues: Object.keys(queues).length,
} as const;

const minutesPerMonth = assume.hoursPerMonth * 60;

/** Reading what is due, and finding nothing. */
const emptyRunCpuMicros = 5_000;

export function standingUsage(measured: Measured): Line[] {
  const polls = standing.fedQueues * assume.pollsPerQueue * assume.pollsPerMinute * minutesPerMonth;
  const runs = Object.values(schedules).map((spec) => ({
    name: spec.function,
    invocations: (minutesPerMonth * 60) / spec.everySeconds,
  }));
  const invocations = runs.reduce((sum, run) => sum + run.invocations, 0);
  const what = runs.map(({ name }) => name).join(' and ');
  const lines: Line[] = [
    { price: 'sqs-request', what: `Lambda asking ${standing.fedQueues} empty queues`, quantity: polls },
    { price: 'secret', what: "the clinic's keys", quantity: standing.secrets },
    { price: 'alarm', what: `${standing.alarms} alarms`, quantity: standing.alarmMetrics },
    { price: 'dashboard', what: 'dashboard', quantity: standing.dashboards },
    { price: 'key', what: 'customer keys', quantity: standing.keys },
    { price: 'hosted-zone', what: 'hosted zone', quantity: standing.hostedZones },
    { price: 'schedule', what, quantity: invocations },
    { price: 'lambda-request', what, quantity: invocations },
    {
      price: 'lambda-gb-second',
      what,
      quantity: runs.reduce(
        (sum, run) =>
          sum + gbSeconds({ ...run, cpuMicros: run.invocations * emptyRunCpuMicros, waitMs: assume.waitMs[run.name] }),
        0,
      ),
    },
    { price: 'dynamodb-read', what, quantity: minutesPerMonth * measured.rest.readUnitsPerTick },
    { price: 'log-gb', what, quantity: (invocations * assume.logKbPerInvocation) / (1_024 * 1_024) },
  ];
  return lines.filter(({ quantity }) => quantity > 0);
}
