// Undoes a leaving: she is active again and her journey goes on where it stood. A bounce or complaint is never undone.
import { closedConfirmation } from '../domain/confirmation.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import { endedByLeaving } from '../domain/entry.ts';
import { stirred } from '../domain/score.ts';
import { type Consent, latestConsent, type Subscriber, withConsent } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Tokens } from '../ports/identity.ts';
import type { SubscriberStore } from '../ports/stores.ts';
import { changeEnrolment } from './change-enrolment.ts';
import { changeSubscriber } from './change-subscriber.ts';
import type { EnrolDeps } from './enrol-subscriber.ts';
import { type LeaveState, leaveStateOf } from './leave.ts';
import { trySend } from './try-send.ts';

export interface UndoDeps extends Omit<EnrolDeps, 'journeys'> {
  readonly subscribers: SubscriberStore;
  readonly tokens: Tokens;
}

/** `subscribed` once undone. Only somebody who had confirmed can come back this way; others sign up anew. */
export async function undoLeave(deps: UndoDeps, token: string): Promise<LeaveState> {
  const claim = deps.tokens.readLeave(token);
  if (!claim) return 'forged';
  const now = deps.clock.now();
  const { subscriber } = await changeSubscriber(deps.subscribers, claim.subscriberId, (known) =>
    known && leaveStateOf(known) === 'left' && known.activeSince !== undefined ? restored(known, now) : undefined,
  );
  // Also when she was active already: pressing again heals a walk that a crash left ended.
  if (subscriber?.status === 'active') await wakeEnrolments(deps, subscriber.id);
  return leaveStateOf(subscriber);
}

function restored(known: Subscriber, now: EpochMs): Subscriber {
  const {
    leftAt: _leftAt,
    leftFrom: _leftFrom,
    restingSince: _restingSince,
    dueAt: _dueAt,
    ...kept
  } = stirred(known, now);
  const given: Consent = {
    purpose: 'marketing',
    given: true,
    wording: latestConsent(known, 'marketing')?.wording ?? '',
    at: now,
    source: 'undo',
  };
  const confirmation = closedConfirmation(known.confirmation, now);
  return { ...withConsent(kept, given), status: 'active', ...(confirmation && { confirmation }) };
}

/** Makes her walks due now, reviving those that ended because she left. */
export async function wakeEnrolments(
  deps: Omit<UndoDeps, 'subscribers' | 'tokens'>,
  subscriberId: string,
): Promise<void> {
  const now = deps.clock.now();
  for (const { journeyId } of await deps.enrolments.ofSubscriber(subscriberId)) {
    // Whoever saved first may have read her before she came back, and ended the walk: it is read and revived again.
    await changeEnrolment(deps.enrolments, { subscriberId, journeyId }, (enrolment) => awakened(enrolment, now));
    await trySend(deps.queues, 'advance', [{ shard: deps.shardOf(subscriberId, journeyId) }]);
  }
}

function awakened(enrolment: Enrolment, now: EpochMs): Enrolment | undefined {
  // What is held after a restore waits for an operator.
  if (enrolment.state === 'walking') return enrolment.reason === 'restore' ? undefined : { ...enrolment, dueAt: now };
  if (!endedByLeaving(enrolment)) return undefined;
  const { endedAt: _endedAt, endedReason: _endedReason, ...kept } = enrolment;
  return { ...kept, state: 'walking', dueAt: now };
}
