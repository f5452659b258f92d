// What SES answered to a call, written down: every slot's fate, the batch's next state, and its few enrolments moved on.

import {
  type Batch,
  doubtGraceMs,
  type Recipient,
  settleFirstLimit,
  slotAt,
  slotReason,
  withFates,
} from '../domain/batch.ts';
import { refusalOf } from '../domain/ses-refusals.ts';
import { type EpochMs, minuteMs } from '../domain/time.ts';
import type { Ids } from '../ports/clock.ts';
import type { EntryResult } from '../ports/mailer.ts';
import type { Pace } from '../ports/pace.ts';
import type { BatchChange } from '../ports/stores.ts';
import type { Mailable } from './judge-slots.ts';
import { type SettleDeps, settleEnrolments } from './settle-batch.ts';

export interface RecordCallDeps extends SettleDeps {
  readonly pace: Pace;
  readonly ids: Ids;
}

/** After a clean refusal by SES the batch rests: one minute, doubling to an hour. */
const firstRetryMs = minuteMs;
const retryDoublings = 6;

export interface Call {
  readonly going: readonly Mailable[];
  /** When each slot that this call left out and that stays in the batch comes next: tracking withdrawn, capped, beyond the pace. */
  readonly left: readonly EpochMs[];
  /** In the order of `going`. */
  readonly results: readonly EntryResult[];
  readonly calledAt: EpochMs;
  /** The pace granted it to see whether SES can be used again. */
  readonly isTrial?: boolean;
}

/**
 * Records what SES said. Accepted slots are kept whatever happened to the lease meanwhile; the state changes only if
 * the attempt is still ours. Answers whether the batch should be looked at again at once.
 */
export async function recordCall(
  deps: RecordCallDeps,
  batch: Batch,
  recipients: readonly Recipient[],
  { going, left, results, calledAt, isTrial = false }: Call,
): Promise<boolean> {
  const outcomes = going.map(({ slot }, index) => ({
    slot,
    answer: results[index] ?? ({ result: 'unknown', reason: 'ses-no-answer' } as const),
  }));
  const add = {
    accepted: outcomes.flatMap(({ slot, answer }) => (answer.result === 'accepted' ? [slotAt(slot, calledAt)] : [])),
    refused: outcomes.flatMap(({ slot, answer }) =>
      answer.result === 'never' ? [slotReason(slot, answer.reason)] : [],
    ),
  };
  const now = deps.clock.now();
  const answers = outcomes.map(({ answer }) => answer);
  const after = stateAfter(batch, answers, left, now);
  const isLeaning = after.state === 'done' && batch.dueAt === undefined;
  const write = async (change: BatchChange) => {
    const expected = { state: 'calling', token: batch.token } as const;
    const changed = await deps.batches.change(batch.id, expected, { ...change, token: deps.ids.random(), add });
    if (!changed) await deps.batches.add(batch.id, add);
    const unsent = answers.flatMap((answer) => (answer.result === 'not-sent' ? [answer.reason] : []));
    const refusal = refusalOf(unsent);
    if (refusal) await deps.pace.brake(refusal.cause, now, unsent.length, refusal.said);
    else if (isTrial && add.accepted.length > 0) await deps.pace.brake('over', now);
    return changed;
  };
  // A newsletter's batch that is done has nobody to move on; a bucket that is still due counts it.
  if (isLeaning && batch.subject.kind === 'broadcast') return !(await write(after));
  // Nothing would find those who have not moved on, were a batch done before them and on no index.
  const unsettled = isLeaning ? { ...after, dueAt: now } : after;
  const isSmall = batch.slots.length <= settleFirstLimit && answers.every(({ result }) => result === 'accepted');
  if (!isLeaning || !isSmall) {
    await write(unsettled);
    return true;
  }
  // Should we die in between, the batch goes into doubt and finds the word of it in SES's events, or in their walks.
  let isSettled = false;
  try {
    await settleEnrolments(deps, withFates(batch, add), recipients);
    isSettled = true;
  } finally {
    await write(isSettled ? after : unsettled);
  }
  return false;
}

function stateAfter(
  batch: Batch,
  answers: readonly EntryResult[],
  left: readonly EpochMs[],
  now: EpochMs,
): BatchChange {
  if (answers.some(({ result }) => result === 'unknown')) {
    return { state: 'doubt', doubtSince: now, dueAt: now + doubtGraceMs };
  }
  if (answers.some(({ result }) => result === 'not-sent')) {
    const retryMs = firstRetryMs * 2 ** Math.min(batch.attempt - 1, retryDoublings);
    return { state: 'ready', calling: [], dueAt: now + retryMs };
  }
  if (left.length === 0) return { state: 'done', calling: [] };
  return { state: 'ready', calling: [], dueAt: Math.min(...left) };
}
