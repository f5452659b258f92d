// What is measured while work is done: readings that an alarm watches, and the flow for the dashboard.
// The true numbers are those that staff see; a message worked twice is counted twice here.
import type { Flow } from '../domain/flow.ts';

export interface Readings {
  /** How long the oldest due item has waited. */
  readonly OldestDueSeconds: number;
  /** Share of what may be sent in 24 hours. */
  readonly QuotaUsedPercent: number;
  /** Since when nobody knows of some e-mails whether they left, or since when SES has taken none of ours. */
  readonly StuckMinutes: number;
  /** E-mails of one cohort that were sent twice, as far as SES tells, or of one delivery of events that SES took and then threw away. */
  readonly Mishaps: number;
}

export interface Meter {
  read(readings: Readonly<Partial<Readings>>): void;
  count(flow: Flow): void;
}
