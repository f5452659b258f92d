// One call to SES for a batch whose slots are claimed: refuse whom we may not mail now, write `calling`, call once.
import {
  type Batch,
  callLeaseMs,
  freshMs,
  leaseMarginMs,
  mayGiveBack,
  openSlots,
  type Recipient,
  type SlotAdditions,
  slotAt,
  slotReason,
  withFates,
} from '../domain/batch.ts';
import { isPaused, pauseLookMs, type SendingControl } from '../domain/control.ts';
import { type EpochMs, toSeconds36 } from '../domain/time.ts';
import type { Budget, Clock, Ids } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { Tokens } from '../ports/identity.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { Pace } from '../ports/pace.ts';
import type { Rendered } from '../ports/renderer.ts';
import type { BatchChange, BatchStore, LinkTables } from '../ports/stores.ts';
import { type JudgeDeps, type Judged, judgeSlots, type Mailable, unclaimed } from './judge-slots.ts';
import { leaveHeaders, personalScalars } from './personalise.ts';
import { type RecordCallDeps, recordCall } from './record-call.ts';
import { type RenderDeps, renderBatch } from './render-batch.ts';
import { type Retry, settleEnrolments } from './settle-batch.ts';

export interface CallDeps extends JudgeDeps, RenderDeps, RecordCallDeps {
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
export const callNeedsMs = 30_000;

/** What was read together with the batch, consistently. */
export interface CallReads {
  readonly recipients: readonly Recipient[];
  readonly control: SendingControl;
}

/** Answers whether the batch changed and should be looked at again at once. */
export async function callBatch(
  deps: CallDeps,
  found: Batch,
  { recipients, control }: CallReads,
  budget: Budget,
): Promise<boolean> {
  const now = deps.clock.now();
  if (control.awaitsReconcile) return false;
  // Until it is sealed, an open batch is everybody it was planned for: called whole, or not yet.
  const batch = found.state === 'open' ? { ...found, slots: recipients.map(({ slot }) => slot) } : found;
  const paused = isPaused(control, batch.subject);
  if (paused && batch.state === 'open') return false;
  if (paused) return rest(deps, batch, { retryAt: now + pauseLookMs, reason: 'paused' });
  if (mayGiveBack(batch) && now > batch.createdAt + freshMs) return rest(deps, batch, { retryAt: now, reason: 'late' });
  const open = new Set(openSlots(batch));
  const judged = await judgeSlots(
    deps,
    batch,
    recipients.filter(({ slot }) => open.has(slot)),
    now,
  );
  // A claim may still be on its way: its planner seals without it, or whoever finds the batch after the lease does.
  if (batch.state === 'open' && judged.some(isUnclaimed)) return false;
  const tracked = judged.some((one) => one.verdict === 'go' && one.tracked);
  // Whoever withdrew tracking since the plan gets a call of her own without pixel, after this one.
  const wanted = judged.filter((one): one is Mailable => one.verdict === 'go' && one.tracked === tracked);
  const rendered = wanted.length > 0 ? await renderBatch(deps, batch, tracked) : undefined;
  const fates = {
    refused: judged.flatMap((one) => (one.verdict === 'never' ? [slotReason(one.slot, one.reason)] : [])),
    accepted: judged.flatMap((one) => (one.verdict === 'sent' ? [slotAt(one.slot, one.at)] : [])),
  };
  if (wanted.length === 0 || !rendered) {
    // Gone for everybody: the call without pixel, after this one, has nothing to send either.
    const templateGone = judged.flatMap(({ verdict, slot }) =>
      verdict === 'go' ? [slotReason(slot, 'template-missing')] : [],
    );
    const decided = { ...fates, refused: [...fates.refused, ...templateGone] };
    return putOff(deps, batch, { recipients, judged, fates: decided }, now);
  }
  const reserved = await deps.pace.reserve(wanted.length, 'marketing', now);
  if (reserved.granted === 0) return rest(deps, batch, { retryAt: reserved.nextAt, reason: 'pace' });
  // After the reservation, which may have asked SES for the quota: pace given away is better than a call cut short.
  if (budget.remainingMs() < callNeedsMs) return false;
  const going = wanted.slice(0, reserved.granted);
  await deps.linkTables.put({ hash: rendered.hash, template: rendered.template, tracked, links: rendered.links });
  // Composed before the write: what cannot be (a name without a fallback) was never asked of SES, and is no doubt.
  const email = bulkEmail(deps, { ...batch, attempt: batch.attempt + 1 }, rendered, going, now);
  const called = await beginCall(deps, batch, going, rendered, fates, now);
  if (!called) return false;
  const results = await deps.mailer.sendBulk(email);
  const gone = new Set<Judged>(going);
  const left = judged.flatMap((one) => {
    const nextAt = one.verdict === 'later' ? one.at : going.length < wanted.length ? reserved.nextAt : now;
    return (one.verdict === 'go' && !gone.has(one)) || one.verdict === 'later' ? [nextAt] : [];
  });
  const { isTrial = false } = reserved;
  return recordCall(deps, called, recipients, { going, left, results, calledAt: now, isTrial });
}

function isUnclaimed(one: Judged): boolean {
  return one.verdict === 'never' && one.reason === unclaimed;
}

/** What a change of an open batch has to say besides: its slots, now that all of them are known to be claimed. */
function sealing({ state, slots }: Batch): Pick<BatchChange, 'state' | 'slots'> {
  return state === 'open' ? { state: 'ready', slots } : {};
}

/** Done with people who have not moved on yet: on the index, until they have. */
function doneUnsettled({ subject, dueAt }: Batch, now: EpochMs): Pick<BatchChange, 'state' | 'dueAt'> {
  return { state: 'done', ...(subject.kind === 'journey' && dueAt === undefined && { dueAt: now }) };
}

/**
 * Not now: a newsletter's batch rests. A journey's steps wait here as long as they are fresh, then go back to their
 * enrolments; under a pause they go at once.
 */
async function rest(deps: CallDeps, batch: Batch, { retryAt, reason }: Retry): Promise<boolean> {
  const goesBack = mayGiveBack(batch) && (reason !== 'pace' || retryAt > batch.createdAt + freshMs);
  const put = await deps.batches.change(
    batch.id,
    { state: batch.state, token: batch.token },
    {
      ...sealing(batch),
      token: deps.ids.random(),
      waitsFor: reason,
      dueAt: retryAt,
      ...(goesBack && { state: 'done', calling: [], add: { returned: openSlots(batch) } }),
    },
  );
  return put && goesBack;
}

interface Decided {
  readonly recipients: readonly Recipient[];
  readonly judged: readonly Judged[];
  readonly fates: SlotAdditions;
}

/** Nobody can be mailed now: the batch is done, or waits for the first moment somebody can. */
async function putOff(
  deps: CallDeps,
  batch: Batch,
  { recipients, judged, fates }: Decided,
  now: EpochMs,
): Promise<boolean> {
  const [next] = judged.flatMap((one) => (one.verdict === 'later' ? [one] : [])).sort((a, b) => a.at - b.at);
  const change: BatchChange = next
    ? { dueAt: Math.max(next.at, now + 1), waitsFor: next.reason }
    : doneUnsettled(batch, now);
  const token = deps.ids.random();
  const put = await deps.batches.change(
    batch.id,
    { state: batch.state, token: batch.token },
    { ...sealing(batch), ...change, token, add: fates },
  );
  if (!put || !next) return put;
  // Whoever's fate is decided does not wait with those who stay. Should we die before this, the next look makes up for it.
  await settleEnrolments(deps, withFates(batch, fates), recipients);
  return false;
}

/** The lease on the call: after this write nobody sends the batch from here, whatever becomes of us. */
async function beginCall(
  deps: CallDeps,
  batch: Batch,
  going: readonly Mailable[],
  rendered: Rendered,
  fates: { readonly refused: readonly string[]; readonly accepted: readonly string[] },
  now: EpochMs,
): Promise<Batch | undefined> {
  const callUntil = now + callLeaseMs;
  const lookAgainAt = callUntil + leaseMarginMs;
  const change = {
    ...sealing(batch),
    state: 'calling',
    token: deps.ids.random(),
    attempt: batch.attempt + 1,
    calling: going.map(({ slot }) => slot),
    callUntil,
    renderHash: rendered.hash,
    // What it waited for is over: from here on it rests for its own sake.
    ...(batch.waitsFor !== undefined && { waitsFor: 'call' }),
    // A due time late enough already is left alone, and so is a batch whose bucket answers for it: moving `dueAt` costs
    // two index writes.
    ...(batch.dueAt !== undefined && batch.dueAt < lookAgainAt && { dueAt: lookAgainAt }),
  } as const;
  const won = await deps.batches.change(
    batch.id,
    { state: batch.state, token: batch.token },
    { ...change, add: fates },
  );
  if (!won) return undefined;
  return withFates({ ...batch, ...change }, fates);
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
