// A batch in doubt: slots that SES has spoken of are settled; the rest may be sent again only after the grace time, which grows with
// the lateness of SES's words, and after proof that events flow, for silence alone proves nothing.
import { type Batch, callOverAt, doubtfulSlots, graceOverAt, openSlots, slotReason } from '../domain/batch.ts';
import { type SendingControl, transactionalPaused } from '../domain/control.ts';
import { graceMsNow } from '../domain/proof.ts';
import { refusalOf } from '../domain/ses-refusals.ts';
import { type EpochMs, minuteMs, toSeconds36 } from '../domain/time.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { Meter } from '../ports/meter.ts';
import type { Pace } from '../ports/pace.ts';
import type { BatchStore, MetricsStore } from '../ports/stores.ts';
import { markBuckets } from './mark-buckets.ts';

/** How long to wait for the probe's own event before looking, and how often to probe. */
const probeWaitMs = 2 * minuteMs;
const probeEveryMs = 5 * minuteMs;
/** A doubt that stays is looked at ever more rarely, after a twelfth of its age: SES may be away for days. */
const lookPartOfAge = 1 / 12;
const longestLookMs = 10 * minuteMs;
/** SES's mailbox simulator: takes mail, answers with a delivery event, costs no reputation. */
export const probeAddress = 'success@simulator.amazonses.com';

export interface DoubtDeps {
  readonly batches: BatchStore;
  readonly metrics: MetricsStore;
  readonly mailer: Mailer;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly meter: Meter;
}

/**
 * Answers whether the batch changed state and should be looked at again at once. Where everything is stopped, no probe leaves
 * either: what it would prove is wanted only when mail may leave again.
 */
export async function resolveDoubt(deps: DoubtDeps, batch: Batch, control: SendingControl): Promise<boolean> {
  const now = deps.clock.now();
  const expected = { state: 'doubt' as const, token: batch.token };
  if (openSlots(batch).length === 0) {
    return deps.batches.change(batch.id, expected, { state: 'done', token: deps.ids.random(), calling: [] });
  }
  deps.meter.read({ StuckMinutes: Math.round((now - (batch.doubtSince ?? now)) / minuteMs) });
  const graceOver = graceOverAt(batch);
  // It came from the index perhaps, where no bucket looks after it. Counted from its first looks on: the one that follows the
  // write at once, and the one after the grace time, should we have died in between.
  if (batch.dueAt === graceOver) await markBuckets(deps, [batch]);
  if (now < graceOver) return false;
  const proof = await deps.metrics.proof();
  // Word of e-mails younger than anything our own call could still have become.
  const isProved = proof.sentAt > callOverAt(batch);
  if (isProved && now >= graceOverAt(batch, graceMsNow(proof, now))) {
    return deps.batches.change(batch.id, expected, {
      state: 'ready',
      token: deps.ids.random(),
      calling: [],
      dueAt: now,
    });
  }
  const age = now - (batch.doubtSince ?? now);
  const lookMs = Math.ceil(Math.max(probeWaitMs, Math.min(age * lookPartOfAge, longestLookMs)));
  const refused = overdue(batch, now).map((slot) => slotReason(slot, 'lapsed'));
  const marked = await deps.batches.change(batch.id, expected, {
    token: deps.ids.random(),
    dueAt: now + lookMs,
    ...(refused.length > 0 && { add: { refused } }),
  });
  if (refused.length > 0) await markBuckets(deps, [batch]);
  // One probe answers for every batch in doubt, however many there are.
  if (marked && !isProved && !transactionalPaused(control) && (await deps.metrics.claimProbe(now, now - probeEveryMs)))
    await probe(deps, now);
  return false;
}

/** What waited beside the doubt until the newsletter's shelf life was over: it was never asked for, and holds up its end no longer. */
function overdue(batch: Batch, now: EpochMs): number[] {
  if (batch.subject.kind !== 'broadcast' || now <= batch.shelfUntil) return [];
  const doubtful = new Set(doubtfulSlots(batch));
  return openSlots(batch).filter((slot) => !doubtful.has(slot));
}

/**
 * Mail to the simulator whose delivery event shows that events reach us. What becomes of it
 * matters to the pace alone.
 */
async function probe({ mailer, pace }: DoubtDeps, now: EpochMs): Promise<void> {
  await pace.reserve(1, 'transactional', now);
  const words = 'A probe: its delivery event shows that events reach us.';
  const answer = await mailer.sendOne({
    to: probeAddress,
    subject: 'Probe',
    html: `<p>${words}</p>`,
    text: words,
    scalars: {},
    tags: { kind: 'probe', at: toSeconds36(now) },
  });
  const refusal = answer.result === 'not-sent' ? refusalOf([answer.reason]) : undefined;
  if (refusal) await pace.brake(refusal.cause, now, 1, refusal.said);
}
