// Preferences: whether we may notice what she opens. A withdrawal takes effect with this one write.
import type { Clinic } from '../domain/clinic.ts';
import { hasConsent, type Subscriber, withConsent } from '../domain/subscriber.ts';
import type { Clock } from '../ports/clock.ts';
import type { Identity, Tokens } from '../ports/identity.ts';
import type { SubscriberStore } from '../ports/stores.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { type LeaveState, leaveStateOf } from './leave.ts';

export interface PreferencesDeps {
  readonly subscribers: SubscriberStore;
  readonly identity: Identity;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly clinic: Pick<Clinic, 'consentWording'>;
}

export interface Preferences {
  readonly state: LeaveState;
  readonly tracking: boolean;
}

/** As they stand; changes nothing. */
export async function lookAtPreferences(deps: PreferencesDeps, token: string): Promise<Preferences> {
  const claim = deps.tokens.readLeave(token);
  if (!claim) return { state: 'forged', tracking: false };
  return preferencesOf(await deps.subscribers.get(claim.subscriberId));
}

/** Tracking can always be withdrawn; it can be given only by somebody whom mail may reach. */
export async function setPreferences(
  deps: PreferencesDeps,
  token: string,
  wanted: { readonly tracking: boolean; readonly ip?: string },
): Promise<Preferences> {
  const claim = deps.tokens.readLeave(token);
  if (!claim) return { state: 'forged', tracking: false };
  const ipHash = wanted.ip ? deps.identity.ipHash(wanted.ip) : undefined;
  const { subscriber } = await changeSubscriber(deps.subscribers, claim.subscriberId, (known) => {
    if (!known || hasConsent(known, 'tracking') === wanted.tracking) return undefined;
    if (wanted.tracking && leaveStateOf(known) !== 'subscribed') return undefined;
    return withConsent(known, {
      purpose: 'tracking',
      given: wanted.tracking,
      wording: deps.clinic.consentWording.version,
      at: deps.clock.now(),
      source: 'page',
      ...(ipHash && { ipHash }),
    });
  });
  return preferencesOf(subscriber);
}

function preferencesOf(subscriber: Subscriber | undefined): Preferences {
  return { state: leaveStateOf(subscriber), tracking: subscriber !== undefined && hasConsent(subscriber, 'tracking') };
}
