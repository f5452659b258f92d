// Signs somebody up: stores her as pending and asks for a confirmation. Whoever asks learns nothing about the address.
import type { Address } from '../domain/address.ts';
import type { Clinic } from '../domain/clinic.ts';
import { askForConfirmation, awaitsConfirmation } from '../domain/confirmation.ts';
import { type Consent, hasConsent, latestConsent, type Subscriber, withConsent } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Identity } from '../ports/identity.ts';
import type { Meter } from '../ports/meter.ts';
import type { Queues } from '../ports/queue.ts';
import type { SubscriberStore } from '../ports/stores.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { trySend } from './try-send.ts';

export interface SignUpDeps {
  readonly subscribers: SubscriberStore;
  readonly identity: Identity;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly clinic: Pick<Clinic, 'locale'>;
}

export interface SignUpRequest {
  readonly address: Address;
  /** Version of the consent wording that was shown. */
  readonly wording: string;
  readonly tracking: boolean;
  readonly channel: 'form' | 'api';
  readonly firstName?: string;
  readonly timeZone?: string;
  readonly locale?: string;
  readonly source?: string;
  readonly ip?: string;
}

/** Idempotent: the id is the address's keyed hash. The answer is the same whoever she is, and nearly the same work. */
export async function signUp(deps: SignUpDeps, request: SignUpRequest): Promise<void> {
  const now = deps.clock.now();
  const id = deps.identity.subscriberId(request.address.key);
  const asked = askedConsents(request, now, request.ip ? deps.identity.ipHash(request.ip) : undefined);
  const { subscriber } = await changeSubscriber(deps.subscribers, id, (known) => {
    if (!known) return newcomer(id, request, asked, deps.clinic.locale, now);
    if (known.suppression) return undefined;
    if (known.status === 'pending') return askedAgain(known, request, asked, now);
    if (known.status === 'unsubscribed') return returning(known, asked, now);
    // Active, bounced, complained, erased: a stranger may type any address, so nothing is sent and nothing changes.
    return undefined;
  });
  deps.meter.count({ signUps: 1 });
  // Sent whether or not there is work, so that the time the answer takes does not tell who is known.
  if ((subscriber?.dueAt ?? now) <= now) await trySend(deps.queues, 'transactional', [{ subscriberId: id }]);
}

function askedConsents(request: SignUpRequest, now: EpochMs, ipHash: string | undefined): readonly Consent[] {
  const record = (purpose: Consent['purpose'], given: boolean): Consent => ({
    purpose,
    given,
    wording: request.wording,
    at: now,
    source: request.channel,
    ...(ipHash && { ipHash }),
  });
  return [record('marketing', true), record('tracking', request.tracking)];
}

/** Those records that say something new; never having agreed and not agreeing now is nothing new. */
function news(known: Pick<Subscriber, 'consents'>, asked: readonly Consent[]): readonly Consent[] {
  return asked.filter(({ purpose, given, wording }) => {
    const latest = latestConsent(known, purpose);
    if ((latest?.given ?? false) !== given) return true;
    return given && latest?.wording !== wording;
  });
}

function profile({ firstName, timeZone, source }: SignUpRequest): Partial<Subscriber> {
  return { ...(firstName && { firstName }), ...(timeZone && { timeZone }), ...(source && { source }) };
}

function newcomer(
  id: string,
  request: SignUpRequest,
  asked: readonly Consent[],
  clinicLocale: string,
  now: EpochMs,
): Subscriber {
  return {
    id,
    rev: 0,
    email: request.address.email,
    status: 'pending',
    consents: news({ consents: [] }, asked),
    locale: request.locale ?? clinicLocale,
    createdAt: now,
    attributes: {},
    tags: [],
    ...profile(request),
    ...askForConfirmation(undefined, now),
  };
}

function askedAgain(
  known: Subscriber,
  request: SignUpRequest,
  asked: readonly Consent[],
  now: EpochMs,
): Subscriber | undefined {
  // Anybody may type this address, and an earlier link is still out: what is asked again may withdraw, never grant.
  const said = news(known, asked).filter(({ purpose, given }) => !given || hasConsent(known, purpose));
  const again = askForConfirmation(known.confirmation, now);
  if (said.length === 0 && !again) return undefined;
  return { ...withConsent(known, ...said), ...(again && profile(request)), ...again };
}

/** She left once: she stays out until she confirms, and until then nothing of hers changes. */
function returning(known: Subscriber, asked: readonly Consent[], now: EpochMs): Subscriber | undefined {
  const again = askForConfirmation(known.confirmation, now, asked);
  if (again) return { ...known, ...again };
  if (!awaitsConfirmation(known) || !known.confirmation) return undefined;
  const before = known.confirmation.consents ?? [];
  if (news({ consents: before }, asked).length === 0) return undefined;
  return { ...known, confirmation: { ...known.confirmation, consents: asked } };
}
