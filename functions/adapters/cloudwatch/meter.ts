// Measures as lines of the log: CloudWatch turns the readings into metrics (its embedded metric format) and the counts stay text,
// which a dashboard adds up when somebody looks. Only what an alarm watches is worth thirty cents a month.
// Source of the format: CloudWatch's "Specification: embedded metric format".
import type { Meter } from '../../ports/meter.ts';

const units = {
  OldestDueSeconds: 'Seconds',
  QuotaUsedPercent: 'Percent',
  StuckMinutes: 'None',
  Mishaps: 'Count',
} as const;

export interface MeterSettings {
  /** One for each deployment; empty: nothing is measured. */
  readonly namespace: string;
  readonly now: () => number;
  /** One line. Not `console.log`, before which Lambda writes a time that CloudWatch could not read past. */
  readonly write: (line: string) => void;
}

export function makeMeter({ namespace, now, write }: MeterSettings): Meter {
  const say = (line: Readonly<Record<string, unknown>>) => {
    if (namespace !== '') write(`${JSON.stringify(line)}\n`);
  };
  return {
    read(readings) {
      const known = Object.entries(readings) as [keyof typeof units, number][];
      if (known.length === 0) return;
      const Metrics = known.map(([Name]) => ({ Name, Unit: units[Name] }));
      say({
        _aws: { Timestamp: now(), CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [[]], Metrics }] },
        ...readings,
      });
    },
    count(flow) {
      const happened = Object.entries(flow).filter(([, count]) => count > 0);
      if (happened.length > 0) say({ event: 'flow', ...Object.fromEntries(happened) });
    },
  };
}
