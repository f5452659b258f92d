// Why a newsletter's e-mails wait: what is stored says so, in the order in which one reason hides the next.
import { openSlots } from '../domain/batch.ts';
import type { SendingControl } from '../domain/control.ts';
import { heldFrom } from '../domain/restore.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { Pace, PaceView } from '../ports/pace.ts';
import type { MetricsStore } from '../ports/stores.ts';
import type { BroadcastReport } from './report-broadcasts.ts';

export interface ExplainWaitingDeps {
  readonly clock: Clock;
  readonly control: Control;
  readonly metrics: Pick<MetricsStore, 'totals' | 'read'>;
  readonly pace: Pace;
}

export interface Waiting {
  /** E-mails planned and neither sent, given up nor in doubt. */
  readonly count: number;
  readonly control: SendingControl;
  readonly pace: PaceView;
  /** What some of its batches say they wait for (`cap`, `pace`, `restore`, ...), the most frequent first, and until when. */
  readonly reasons: readonly { readonly reason: string; readonly count: number; readonly until: EpochMs }[];
}

/** So many cohorts are looked into: each is a page of reads. */
const lookedInto = 6;

/** Planned, and neither sent nor given up yet; what was sent again may wait in an issue that was done. */
export function stillWaiting({ broadcast, numbers }: BroadcastReport): number {
  if (broadcast.state !== 'sending' && !(broadcast.state === 'sent' && broadcast.redrivenAt !== undefined)) return 0;
  const refused = Object.values(numbers.refused).reduce((sum, count) => sum + count, 0);
  return Math.max(0, (broadcast.planned ?? 0) - numbers.sent - refused - numbers.inDoubt);
}

/** Whether its planning itself is held after a restore: nothing else puts it off for so long. */
export function isPlanningHeld({ state, dueAt = 0 }: BroadcastReport['broadcast'], now: EpochMs): boolean {
  return state === 'planning' && dueAt > heldFrom(now);
}

/** Answers undefined where nothing waits. */
export async function explainWaiting(deps: ExplainWaitingDeps, report: BroadcastReport): Promise<Waiting | undefined> {
  const count = stillWaiting(report);
  const now = deps.clock.now();
  const isHeld = isPlanningHeld(report.broadcast, now);
  if (count === 0 && !isHeld) return undefined;
  const [control, pace, buckets] = await Promise.all([
    deps.control.get(),
    deps.pace.view(now),
    deps.metrics.totals({ broadcastId: report.broadcast.id }),
  ]);
  const unfinished = buckets.filter(({ totals }) => {
    const refused = Object.values(totals.refused).reduce((sum, one) => sum + one, 0);
    return totals.planned > totals.sent + refused + totals.inDoubt;
  });
  const read = await Promise.all(unfinished.slice(0, lookedInto).map(({ bucket }) => deps.metrics.read(bucket)));
  const waiting = read.flatMap(({ batches }) =>
    batches.flatMap((batch) =>
      batch.state === 'ready' && batch.waitsFor !== undefined
        ? [{ reason: batch.waitsFor, count: openSlots(batch).length, until: batch.dueAt ?? now }]
        : [],
    ),
  );
  const reasons = [...Map.groupBy(waiting, ({ reason }) => reason)].map(([reason, alike]) => ({
    reason,
    count: alike.reduce((sum, one) => sum + one.count, 0),
    until: Math.min(...alike.map(({ until }) => until)),
  }));
  if (isHeld) reasons.push({ reason: 'restore', count: 0, until: now });
  return { count, control, pace, reasons: reasons.sort((a, b) => b.count - a.count) };
}
