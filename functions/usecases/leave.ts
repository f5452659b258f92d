// Leaving: one-click, from the page or by an honest "no, thanks"; it takes effect with this one write.
import { closedConfirmation } from '../domain/confirmation.ts';
import { type Consent, latestConsent, type Subscriber, withConsent } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { LeaveClaim, Tokens } from '../ports/identity.ts';
import type { Queues } from '../ports/queue.ts';
import type { SubscriberStore } from '../ports/stores.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { trySend } from './try-send.ts';

export interface LeaveDeps {
  readonly subscribers: SubscriberStore;
  readonly tokens: Tokens;
  readonly queues: Queues;
  readonly clock: Clock;
}

export type LeaveSource = 'one-click' | 'page' | 'mail';

export type LeaveState =
  | 'forged'
  /** Mail may come: she can leave. */
  | 'subscribed'
  | 'left'
  /** Nothing is sent for another reason (bounced, complained, erased), and there is nothing to undo. */
  | 'stopped';

/** Where she stands; changes nothing. */
export async function lookAtLeaving(deps: LeaveDeps, token: string): Promise<LeaveState> {
  const claim = deps.tokens.readLeave(token);
  return claim ? leaveStateOf(await deps.subscribers.get(claim.subscriberId)) : 'forged';
}

export async function leave(deps: LeaveDeps, token: string, source: LeaveSource): Promise<LeaveState> {
  const claim = deps.tokens.readLeave(token);
  return claim ? leaveAs(deps, claim, source) : 'forged';
}

/** Idempotent; the e-mail she left by is counted once, also when the first answer was lost. */
export async function leaveAs(
  deps: Omit<LeaveDeps, 'tokens'>,
  claim: LeaveClaim,
  source: LeaveSource,
  attributes: Readonly<Record<string, string>> = {},
): Promise<LeaveState> {
  const now = deps.clock.now();
  const { subscriber } = await changeSubscriber(deps.subscribers, claim.subscriberId, (known) =>
    known && leaveStateOf(known) === 'subscribed'
      ? gone({ ...known, attributes: { ...known.attributes, ...attributes } }, claim, source, now)
      : undefined,
  );
  const state = leaveStateOf(subscriber);
  const { batchId, slot } = claim;
  const from = subscriber?.leftFrom;
  if (
    state === 'left' &&
    batchId !== undefined &&
    slot !== undefined &&
    from?.batchId === batchId &&
    from.slot === slot
  ) {
    await trySend(deps.queues, 'hits', [{ kind: 'unsubscribe', batchId, slot, at: subscriber?.leftAt ?? now }]);
  }
  return state;
}

export function leaveStateOf(subscriber: Subscriber | undefined): Exclude<LeaveState, 'forged'> {
  if (!subscriber) return 'stopped';
  if (subscriber.status === 'unsubscribed') return subscriber.suppression ? 'stopped' : 'left';
  return subscriber.status === 'active' || subscriber.status === 'pending' ? 'subscribed' : 'stopped';
}

function gone(known: Subscriber, claim: LeaveClaim, source: LeaveSource, now: EpochMs): Subscriber {
  const { dueAt: _dueAt, ...kept } = known;
  const withdrawn: Consent = {
    purpose: 'marketing',
    given: false,
    wording: latestConsent(known, 'marketing')?.wording ?? '',
    at: now,
    source,
  };
  const { batchId, slot } = claim;
  const confirmation = closedConfirmation(known.confirmation, now);
  return {
    ...withConsent(kept, withdrawn),
    status: 'unsubscribed',
    leftAt: now,
    ...(batchId !== undefined && slot !== undefined && { leftFrom: { batchId, slot } }),
    ...(confirmation && { confirmation }),
  };
}
