// One call to SES for a ready batch: refuse whom we may not mail now, write `calling`, call once, record every answer.
import {
  type Batch,
  type BatchState,
  callLeaseMs,
  doubtGraceMs,
  freshMs,
  leaseMarginMs,
  mayGiveBack,
  openSlots,
  type Recipient,
  slotAt,
  slotReason,
} from '../domain/batch.ts';
import { marketingPaused, pausedPart, pauseLookMs, type SendingControl } from '../domain/control.ts';
import { brakeFor } from '../domain/ses-refusals.ts';
import { type EpochMs, minuteMs, toSeconds36 } from '../domain/time.ts';
import type { Budget, Clock, Ids } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { Tokens } from '../ports/identity.ts';
import type { EntryResult, Mailer } from '../ports/mailer.ts';
import type { Pace } from '../ports/pace.ts';
import type { Rendered } from '../ports/renderer.ts';
import type { BatchChange, BatchStore, LinkTables } from '../ports/stores.ts';
import { type JudgeDeps, type Judged, judgeSlots, type Mailable } from './judge-slots.ts';
import { leaveHeaders, personalScalars } from './personalise.ts';
import { type RenderDeps, renderBatch } from './render-batch.ts';
import type { Retry } from './settle-batch.ts';

export interface CallDeps extends JudgeDeps, RenderDeps {
  readonly batches: BatchStore;
  readonly linkTables: LinkTables;
  readonly control: Control;
  readonly pace: Pace;
  readonly mailer: Mailer;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What a call and the recording of its answer need at most; with less left it is not begun. */
const callNeedsMs = 30_000;
/** After a clean refusal by SES the batch rests: one minute, doubling to an hour. */
const firstRetryMs = minuteMs;
const retryDoublings = 6;

/** What was read together with the batch, consistently. */
export interface CallReads {
  readonly recipients: readonly Recipient[];
  readonly control: SendingControl;
}

/** Answers whether the batch changed and should be looked at again at once. */
export async function callBatch(
  deps: CallDeps,
  batch: Batch,
  { recipients, control }: CallReads,
  budget: Budget,
): Promise<boolean> {
  const now = deps.clock.now();
  if (control.awaitsReconcile) return false;
  const part = batch.subject.kind === 'journey' ? pausedPart(control, batch.subject) : undefined;
  if (marketingPaused(control) || part) return rest(deps, batch, { retryAt: now + pauseLookMs, reason: 'paused' });
  if (mayGiveBack(batch) && now > batch.createdAt + freshMs) return rest(deps, batch, { retryAt: now, reason: 'late' });
  const open = new Set(openSlots(batch));
  const judged = await judgeSlots(
    deps,
    batch,
    recipients.filter(({ slot }) => open.has(slot)),
    now,
  );
  const tracked = judged.some((one) => one.verdict === 'go' && one.tracked);
  // Whoever withdrew tracking since the plan gets a call of her own without pixel, after this one.
  const wanted = judged.filter((one): one is Mailable => one.verdict === 'go' && one.tracked === tracked);
  const rendered = wanted.length > 0 ? await renderBatch(deps, batch, tracked) : undefined;
  const refused = judged.flatMap((one) => (one.verdict === 'never' ? [slotReason(one.slot, one.reason)] : []));
  if (wanted.length === 0 || !rendered) {
    const templateGone = wanted.map(({ slot }) => slotReason(slot, 'template-missing'));
    return putOff(deps, batch, judged, [...refused, ...templateGone], now);
  }
  const reserved = await deps.pace.reserve(wanted.length, 'marketing', now);
  if (reserved.granted === 0) return rest(deps, batch, { retryAt: reserved.nextAt, reason: 'pace' });
  // After the reservation, which may have asked SES for the quota: pace given away is better than a call cut short.
  if (budget.remainingMs() < callNeedsMs) return false;
  const going = wanted.slice(0, reserved.granted);
  await deps.linkTables.put({ hash: rendered.hash, template: rendered.template, tracked, links: rendered.links });
  const called = await beginCall(deps, batch, going, rendered, refused, now);
  if (!called) return false;
  const results = await deps.mailer.sendBulk(bulkEmail(deps, called, rendered, going, now));
  const gone = new Set<Judged>(going);
  const left = judged.filter((one) => one.verdict !== 'never' && !gone.has(one));
  const leftAt = going.length < wanted.length ? reserved.nextAt : now;
  const state = await record(deps, called, { going, left, leftAt, results, calledAt: now });
  // A newsletter's batch that is done has nobody to move on; a bucket that is still due counts it.
  return !(state === 'done' && batch.subject.kind === 'broadcast' && called.dueAt === undefined);
}

/**
 * Not now: a newsletter's batch rests. A journey's steps wait here as long as they are fresh, then go back to their
 * enrolments; under a pause they go at once.
 */
async function rest(deps: CallDeps, batch: Batch, { retryAt, reason }: Retry): Promise<boolean> {
  const goesBack = mayGiveBack(batch) && (reason !== 'pace' || retryAt > batch.createdAt + freshMs);
  const put = await deps.batches.change(
    batch.id,
    { state: 'ready', token: batch.token },
    {
      token: deps.ids.random(),
      waitsFor: reason,
      dueAt: retryAt,
      ...(goesBack && { state: 'done', calling: [], add: { returned: openSlots(batch) } }),
    },
  );
  return put && goesBack;
}

/** Nobody can be mailed now: the batch is done, or waits for the first moment somebody can. */
async function putOff(
  deps: CallDeps,
  batch: Batch,
  judged: readonly Judged[],
  refused: readonly string[],
  now: EpochMs,
): Promise<boolean> {
  const later = judged.flatMap((one) => (one.verdict === 'later' ? [one.at] : []));
  const change: BatchChange =
    later.length > 0 ? { dueAt: Math.max(Math.min(...later), now + 1), waitsFor: 'cap' } : { state: 'done' };
  const token = deps.ids.random();
  const put = await deps.batches.change(
    batch.id,
    { state: 'ready', token: batch.token },
    { ...change, token, add: { refused } },
  );
  return put && later.length === 0;
}

/** The lease on the call: after this write nobody sends the batch from here, whatever becomes of us. */
async function beginCall(
  deps: CallDeps,
  batch: Batch,
  going: readonly Mailable[],
  rendered: Rendered,
  refused: readonly string[],
  now: EpochMs,
): Promise<Batch | undefined> {
  const callUntil = now + callLeaseMs;
  const lookAgainAt = callUntil + leaseMarginMs;
  const change = {
    state: 'calling',
    token: deps.ids.random(),
    attempt: batch.attempt + 1,
    calling: going.map(({ slot }) => slot),
    callUntil,
    renderHash: rendered.hash,
    // A due time late enough already is left alone, and so is a batch whose bucket answers for it: moving `dueAt` costs
    // two index writes.
    ...(batch.dueAt !== undefined && batch.dueAt < lookAgainAt && { dueAt: lookAgainAt }),
  } as const;
  const won = await deps.batches.change(
    batch.id,
    { state: 'ready', token: batch.token },
    { ...change, add: { refused } },
  );
  return won ? { ...batch, ...change } : undefined;
}

function bulkEmail(deps: CallDeps, batch: Batch, rendered: Rendered, going: readonly Mailable[], now: EpochMs) {
  return {
    subject: rendered.subject,
    html: rendered.html,
    text: rendered.text,
    tags: { batch: batch.id, attempt: String(batch.attempt), render: rendered.hash, at: toSeconds36(now) },
    entries: going.map(({ slot, email, subscriberId, firstName }) => {
      const mail = { subscriberId, firstName, batchId: batch.id, slot };
      const scalars = personalScalars(deps.tokens, rendered, mail);
      const leaveToken = scalars.leaveToken ?? deps.tokens.leave({ subscriberId, batchId: batch.id, slot });
      return { slot, to: email, scalars, headers: leaveHeaders(deps.clinic, leaveToken) };
    }),
  };
}

interface Call {
  readonly going: readonly Mailable[];
  /** Slots this call left out that stay in the batch: tracking withdrawn, capped, beyond the pace. */
  readonly left: readonly Judged[];
  /** When those who may be mailed come next. */
  readonly leftAt: EpochMs;
  readonly results: readonly EntryResult[];
  readonly calledAt: EpochMs;
}

/**
 * Records what SES said. Accepted slots are kept whatever happened to the lease meanwhile; the state changes only if
 * the attempt is still ours. Answers the state it wrote, if it did.
 */
async function record(deps: CallDeps, batch: Batch, call: Call): Promise<BatchState | undefined> {
  const { going, results, calledAt } = call;
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
  const after = stateAfter(batch, answers, call, now);
  const changed = await deps.batches.change(
    batch.id,
    { state: 'calling', token: batch.token },
    { ...after, token: deps.ids.random(), add },
  );
  if (!changed) await deps.batches.add(batch.id, add);
  const cause = brakeFor(outcomes.flatMap(({ answer }) => (answer.result === 'not-sent' ? [answer.reason] : [])));
  if (cause) await deps.pace.brake(cause, now);
  return changed ? after.state : undefined;
}

function stateAfter(batch: Batch, answers: readonly EntryResult[], { left, leftAt }: Call, now: EpochMs): BatchChange {
  if (answers.some(({ result }) => result === 'unknown')) {
    return { state: 'doubt', doubtSince: now, dueAt: now + doubtGraceMs };
  }
  if (answers.some(({ result }) => result === 'not-sent')) {
    const retryMs = firstRetryMs * 2 ** Math.min(batch.attempt - 1, retryDoublings);
    return { state: 'ready', calling: [], dueAt: now + retryMs };
  }
  if (left.length === 0) return { state: 'done', calling: [] };
  const nextAt = Math.min(...left.map((one) => (one.verdict === 'later' ? one.at : leftAt)));
  return { state: 'ready', calling: [], dueAt: nextAt };
}
