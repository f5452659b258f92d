// Staff or another system report that somebody did what the clinic wants: her walks end, and the e-mails she had last get the credit.
import type { Enrolment, SendNote } from '../domain/enrolment.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Meter } from '../ports/meter.ts';
import type { BatchStore, EnrolmentStore, MetricsStore } from '../ports/stores.ts';
import { changeEnrolment } from './change-enrolment.ts';
import { markBuckets } from './mark-buckets.ts';

export interface ReportGoalDeps {
  readonly enrolments: EnrolmentStore;
  readonly batches: BatchStore;
  readonly metrics: MetricsStore;
  readonly clock: Clock;
  readonly meter: Meter;
}

/**
 * How many of her enrolments the goal was noted on; 0 means that she was never enrolled. Reporting twice changes nothing.
 * The credit goes to the last e-mail before it happened; nothing happens later than now.
 */
export async function reportGoal(
  deps: ReportGoalDeps,
  subscriberId: string,
  happenedAt: EpochMs = Number.POSITIVE_INFINITY,
): Promise<{ readonly noted: number }> {
  const now = deps.clock.now();
  const enrolments = credited(await deps.enrolments.ofSubscriber(subscriberId));
  for (const enrolment of enrolments) {
    // The credit first: a crash in between leaves the walk as it was, and the report is made again.
    await creditGoal(deps, enrolment, happenedAt);
    await changeEnrolment(deps.enrolments, enrolment, (known) => withGoal(known, now));
  }
  if (enrolments.length > 0) deps.meter.count({ goals: 1 });
  return { noted: enrolments.length };
}

/** Her running walks; where all have ended, the one that wrote to her last. */
function credited(enrolments: readonly Enrolment[]): readonly Enrolment[] {
  const running = enrolments.filter(({ state }) => state !== 'ended');
  if (running.length > 0) return running;
  const latest = (enrolment: Enrolment): EpochMs => lastSent(enrolment)?.at ?? enrolment.enrolledAt;
  return [...enrolments].sort((a, b) => latest(b) - latest(a)).slice(0, 1);
}

/** The last e-mail before it happened is counted as the one that led to the goal; twice counts once. */
export async function creditGoal(
  deps: Pick<ReportGoalDeps, 'batches' | 'metrics' | 'clock'>,
  enrolment: Enrolment,
  happenedAt: EpochMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  // Reported before, it has its credit already.
  if (enrolment.goalAt !== undefined) return;
  const sent = lastSent(enrolment, happenedAt);
  if (!sent) return;
  const batch = await deps.batches.add(sent.batchId, { goals: [sent.slot] });
  if (batch) await markBuckets(deps, [batch]);
}

function lastSent(
  { sends }: Enrolment,
  before: EpochMs = Number.POSITIVE_INFINITY,
): (SendNote & { readonly batchId: string; readonly slot: number }) | undefined {
  return sends.findLast(
    (note): note is SendNote & { readonly batchId: string; readonly slot: number } =>
      note.batchId !== undefined && note.slot !== undefined && note.refused === undefined && note.at <= before,
  );
}

function withGoal(enrolment: Enrolment, now: EpochMs): Enrolment | undefined {
  if (enrolment.goalAt !== undefined) return undefined;
  // Mid-send the slot must be settled first; the settlement sees the goal and ends the walk.
  if (enrolment.state !== 'walking') return { ...enrolment, goalAt: now };
  const { dueAt: _due, waitUntil: _until, reason: _reason, ...walk } = enrolment;
  return { ...walk, state: 'ended', goalAt: now, endedAt: now, endedReason: 'goal' };
}
