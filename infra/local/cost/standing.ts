// What is paid for while nobody signs up and nothing is sent. tests/cloud/cost.test.ts holds the counts against the stacks.
import { queues, schedules } from '../../../functions/manifest.ts';
import * as assume from './assumptions.ts';
import type { Measured } from './measured.ts';
import { gbSeconds, type Line } from './usage.ts';

/** What one deployment with the defaults of clinic.config.ts keeps for as long as it stands. */
export const standing = {
  secrets: 1,
  alarms: 10,
  /** An alarm is paid for by the metrics it looks at. */
  alarmMetrics: 11,
  dashboards: 1,
  customMetrics: 5,
  keys: 0,
  hostedZones: 0,
  /** Queues that a function is fed from; dead letters are read by nobody. */
  fedQueues: Object.keys(queues).length + 1,
} as const;

const minutesPerMonth = assume.hoursPerMonth * 60;

export function standingUsage(measured: Measured): Line[] {
  const ticks = (minutesPerMonth * 60) / schedules.tick.everySeconds;
  const tickCpuMicros = 5_000;
  const polls = standing.fedQueues * assume.pollsPerQueue * assume.pollsPerMinute * minutesPerMonth;
  const lines: Line[] = [
    { price: 'sqs-request', what: `Lambda asking ${standing.fedQueues} empty queues`, quantity: polls },
    { price: 'secret', what: "the clinic's keys", quantity: standing.secrets },
    { price: 'alarm', what: `${standing.alarms} alarms, by their metrics`, quantity: standing.alarmMetrics },
    { price: 'dashboard', what: 'dashboard', quantity: standing.dashboards },
    { price: 'metric', what: 'metrics of our own', quantity: standing.customMetrics },
    { price: 'key', what: 'customer keys', quantity: standing.keys },
    { price: 'hosted-zone', what: 'hosted zone', quantity: standing.hostedZones },
    { price: 'schedule', what: 'the tick', quantity: ticks },
    { price: 'trace', what: 'the tick', quantity: ticks },
    { price: 'lambda-request', what: 'the tick', quantity: ticks },
    {
      price: 'lambda-gb-second',
      what: 'the tick',
      quantity: gbSeconds({
        name: schedules.tick.function,
        invocations: ticks,
        cpuMicros: ticks * tickCpuMicros,
        waitMs: assume.waitMs.tick,
      }),
    },
    { price: 'dynamodb-read', what: 'the tick', quantity: ticks * measured.rest.readUnitsPerTick },
    { price: 'log-gb', what: 'the tick', quantity: (ticks * assume.logKbPerInvocation) / (1_024 * 1_024) },
  ];
  return lines.filter(({ quantity }) => quantity > 0);
}
