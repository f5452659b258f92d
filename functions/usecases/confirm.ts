// The second half of the double opt-in: looks at a confirmation link, and confirms when she presses the button.
import type { Clinic } from '../domain/clinic.ts';
import {
  askForConfirmation,
  awaitsConfirmation,
  closedConfirmation,
  confirmationExpired,
} from '../domain/confirmation.ts';
import { type Consent, hasConsent, latestConsent, type Subscriber, withConsent } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ConfirmClaim, Identity, Tokens } from '../ports/identity.ts';
import type { Meter } from '../ports/meter.ts';
import type { SubscriberStore } from '../ports/stores.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { awaitsEnrolment, type EnrolDeps, enrolByRules } from './enrol-subscriber.ts';
import { trySend } from './try-send.ts';

export interface ConfirmDeps extends EnrolDeps {
  readonly subscribers: SubscriberStore;
  readonly identity: Identity;
  readonly tokens: Tokens;
  readonly meter: Meter;
  readonly clinic: Pick<Clinic, 'confirmationTtlDays'>;
}

export type ConfirmState =
  /** The link is genuine and the button may be pressed. */
  | { readonly state: 'ready'; readonly tracking: boolean }
  | { readonly state: 'confirmed' | 'already'; readonly preferencesToken: string }
  | { readonly state: 'expired' }
  | { readonly state: 'asked-again' }
  | { readonly state: 'forged' }
  /** Mail to her bounced: she cannot be written to. */
  | { readonly state: 'unreachable' }
  /** She left, complained or was erased since: the link opens nothing any more. */
  | { readonly state: 'closed' };

/** What the link would do; changes nothing. */
export async function lookAtConfirmation(deps: ConfirmDeps, token: string): Promise<ConfirmState> {
  const claim = deps.tokens.readConfirm(token);
  if (!claim) return { state: 'forged' };
  const subscriber = await deps.subscribers.get(claim.subscriberId);
  const state = stateOf(deps, subscriber, claim);
  // Confirmed but not enrolled (a crash between the two): the button stays, because pressing it mends that.
  if (state.state !== 'already' || !subscriber || !(await awaitsEnrolment(deps, subscriber))) return state;
  return { state: 'ready', tracking: hasConsent(subscriber, 'tracking') };
}

/** Confirms and enrols. Pressing twice is harmless; pressing again heals an enrolment that a crash left out. */
export async function confirm(deps: ConfirmDeps, token: string, ip?: string): Promise<ConfirmState> {
  const claim = deps.tokens.readConfirm(token);
  if (!claim) return { state: 'forged' };
  const now = deps.clock.now();
  const ipHash = ip ? deps.identity.ipHash(ip) : undefined;
  const { subscriber, changed } = await changeSubscriber(deps.subscribers, claim.subscriberId, (known) =>
    known && stateOf(deps, known, claim).state === 'ready' ? confirmed(known, now, ipHash) : undefined,
  );
  const state = stateOf(deps, subscriber, claim);
  if (state.state !== 'already' || !subscriber) return state;
  const begun = await enrolByRules(deps, subscriber, 'confirmed');
  if (changed) deps.meter.count({ confirmations: 1 });
  return { ...state, state: changed || begun > 0 ? 'confirmed' : 'already' };
}

/** For an expired link: asks for a new confirmation, at most one in ten minutes. */
export async function askConfirmationAgain(deps: ConfirmDeps, token: string): Promise<ConfirmState> {
  const claim = deps.tokens.readConfirm(token);
  if (!claim) return { state: 'forged' };
  const now = deps.clock.now();
  const { subscriber } = await changeSubscriber(deps.subscribers, claim.subscriberId, (known) => {
    if (!known || known.suppression || !awaitsConfirmation(known)) return undefined;
    const again = askForConfirmation(known.confirmation, now, known.confirmation?.consents);
    return again && { ...known, ...again };
  });
  if (!subscriber || subscriber.suppression || !awaitsConfirmation(subscriber)) return stateOf(deps, subscriber, claim);
  if ((subscriber.dueAt ?? now) <= now) await trySend(deps.queues, 'transactional', [{ subscriberId: subscriber.id }]);
  return { state: 'asked-again' };
}

function stateOf(deps: ConfirmDeps, subscriber: Subscriber | undefined, claim: ConfirmClaim): ConfirmState {
  if (!subscriber || subscriber.status === 'erased' || subscriber.status === 'complained') return { state: 'closed' };
  if (subscriber.status === 'bounced' || subscriber.suppression?.reason === 'bounce') return { state: 'unreachable' };
  if (subscriber.suppression) return { state: 'closed' };
  if (subscriber.status === 'active') {
    return { state: 'already', preferencesToken: deps.tokens.leave({ subscriberId: subscriber.id }) };
  }
  if (!awaitsConfirmation(subscriber)) return { state: 'closed' };
  if (confirmationExpired(claim.issuedAt, deps.clinic.confirmationTtlDays, deps.clock.now()))
    return { state: 'expired' };
  return { state: 'ready', tracking: hasConsent({ consents: saidConsents(subscriber) }, 'tracking') };
}

/** Everything she said, with what she agreed to when she signed up anew. */
function saidConsents(subscriber: Subscriber): readonly Consent[] {
  return [...subscriber.consents, ...(subscriber.confirmation?.consents ?? [])];
}

function confirmed(known: Subscriber, now: EpochMs, ipHash: string | undefined): Subscriber {
  const { dueAt: _dueAt, leftAt: _leftAt, leftFrom: _leftFrom, restingSince: _restingSince, ...asked } = known;
  // The form offers everything: whoever signs up anew after leaving wants that again.
  const { declined: _declined, sunsetSince: _sunsetSince, ...kept } = asked;
  const confirmation = closedConfirmation(known.confirmation, now);
  const said = saidConsents(known);
  const pressed: Consent = {
    purpose: 'marketing',
    given: true,
    wording: latestConsent({ consents: said.filter(({ given }) => given) }, 'marketing')?.wording ?? '',
    at: now,
    source: 'confirm',
    ...(ipHash && { ipHash }),
  };
  return {
    ...withConsent(kept, ...(known.confirmation?.consents ?? []), pressed),
    status: 'active',
    activeSince: now,
    ...(confirmation && { confirmation }),
  };
}
