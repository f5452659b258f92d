// A subscriber: a person with an address, a status and consents. Everything that must hold about her holds in this one item.
import type { EpochMs } from './time.ts';
import { type DeclinedTopic, hasDeclined } from './topic.ts';

export type SubscriberStatus = 'pending' | 'active' | 'unsubscribed' | 'bounced' | 'complained' | 'erased';
export type Purpose = 'marketing' | 'tracking';

/** Append-only: what was agreed or withdrawn, to which wording, when, where and (hashed) from which address. */
export interface Consent {
  readonly purpose: Purpose;
  readonly given: boolean;
  readonly wording: string;
  readonly at: EpochMs;
  /** Where it was said: `form`, `api`, `confirm`, `one-click`, `page`, `undo`, `staff`. */
  readonly source: string;
  readonly ipHash?: string;
}

/** The double opt-in mail: `wanted` until SES took it, at most one per address in ten minutes. */
export interface Confirmation {
  readonly requestedAt: EpochMs;
  readonly wanted: boolean;
  /** Calls of which nobody knows whether SES took the mail. */
  readonly attempts: number;
  readonly triedAt?: EpochMs;
  /** Calls that SES refused for the time being. */
  readonly delays?: number;
  /** Why it was given up: SES's reason, `in-doubt`, `lapsed` or `restored`. */
  readonly failed?: string;
  readonly sentAt?: EpochMs;
  /** Set once she pressed the button, or left: the link opens nothing any more. */
  readonly closedAt?: EpochMs;
  /** What somebody who had left agreed to when signing up anew; counts only once she confirms. */
  readonly consents?: readonly Consent[];
}

export interface Suppression {
  readonly reason: 'bounce' | 'complaint' | 'staff' | 'erasure';
  readonly at: EpochMs;
}

export interface Subscriber {
  /** Keyed hash of the normalised address, 22 characters of base64url. */
  readonly id: string;
  /** Grows by one at every write; a write names the one it read. */
  readonly rev: number;
  readonly email: string;
  readonly firstName?: string;
  readonly status: SubscriberStatus;
  readonly consents: readonly Consent[];
  readonly locale: string;
  readonly timeZone?: string;
  readonly source?: string;
  readonly createdAt: EpochMs;
  readonly activeSince?: EpochMs;
  readonly leftAt?: EpochMs;
  /** The e-mail whose link she left by. */
  readonly leftFrom?: { readonly batchId: string; readonly slot: number };
  readonly confirmation?: Confirmation;
  readonly suppression?: Suppression;
  /** When the e-mails were sent that bounced softly (mailbox full, server away): the latest few. */
  readonly softBounces?: readonly EpochMs[];
  /** Set by a journey's `rest`: no marketing mail until she answers. */
  readonly restingSince?: EpochMs;
  /** Set by staff: her series stand still and newsletters pass her by until they resume. */
  readonly pausedSince?: EpochMs;
  /** How lively she reads, 0 to 100, as the last review found it; absent where nothing can be known. */
  readonly score?: number;
  /** Set by a review: she has been silent for so long that marketing stopped. */
  readonly sunsetSince?: EpochMs;
  /** When she, or staff for her, took that back: silence counts from then. */
  readonly stirredAt?: EpochMs;
  /** Topics she switched off: nothing about them is sent. Absent where she wants all there are. */
  readonly declined?: readonly DeclinedTopic[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly dueAt?: EpochMs;
}

/** Of a subscriber what tells whether marketing mail may go to her, and which kind of it: all that planning a newsletter asks. */
export type Member = Pick<
  Subscriber,
  'id' | 'status' | 'consents' | 'locale' | 'activeSince' | 'suppression' | 'restingSince' | 'sunsetSince' | 'declined'
>;

/** The latest word on a purpose decides. */
export function hasConsent(subscriber: Pick<Subscriber, 'consents'>, purpose: Purpose): boolean {
  return latestConsent(subscriber, purpose)?.given ?? false;
}

export function latestConsent(subscriber: Pick<Subscriber, 'consents'>, purpose: Purpose): Consent | undefined {
  return subscriber.consents.findLast((consent) => consent.purpose === purpose);
}

export const maxConsents = 60;
const keptFirstConsents = 10;

/** Adds a record; a very long history loses its middle, never the first ones nor the latest on any purpose. */
export function withConsent(subscriber: Subscriber, ...added: readonly Consent[]): Subscriber {
  const all = [...subscriber.consents, ...added];
  const excess = all.length - maxConsents;
  if (excess <= 0) return { ...subscriber, consents: all };
  const latest = new Set(
    (['marketing', 'tracking'] as const).map((purpose) => latestConsent({ consents: all }, purpose)),
  );
  const spare = all.filter((consent, index) => index >= keptFirstConsents && !latest.has(consent)).slice(0, excess);
  const dropped = new Set(spare);
  return { ...subscriber, consents: all.filter((consent) => !dropped.has(consent)) };
}

/** Why marketing mail, or where a `topic` is given mail about it, may not go to her now; undefined if it may. */
export function marketingRefusal(subscriber: Member | undefined, topic?: string): string | undefined {
  if (!subscriber) return 'vanished';
  if (subscriber.suppression) return 'suppressed';
  if (subscriber.status !== 'active') return subscriber.status;
  if (!hasConsent(subscriber, 'marketing')) return 'no-consent';
  if (subscriber.restingSince !== undefined) return 'resting';
  if (subscriber.sunsetSince !== undefined) return 'sunset';
  if (topic !== undefined && hasDeclined(subscriber, topic)) return 'declined';
  return undefined;
}
