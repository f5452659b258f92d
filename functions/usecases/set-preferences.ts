// Preferences: whether we may notice what she opens, and what she wants to read about. Each takes effect with this one write.
import type { Clinic } from '../domain/clinic.ts';
import { stirred } from '../domain/score.ts';
import { hasConsent, type Subscriber, withConsent } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import { hasDeclined, type TopicWords, topicWords, withTopics } from '../domain/topic.ts';
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
  readonly clinic: Pick<Clinic, 'consentWording' | 'topics'>;
}

/** One of the clinic's topics, in her language. */
export interface TopicChoice extends TopicWords {
  readonly id: string;
  readonly wanted: boolean;
}

export interface Preferences {
  readonly state: LeaveState;
  readonly tracking: boolean;
  /** She asked for tracking under sentences that have changed since: it was not taken, and she should read them anew. */
  readonly wordingStale?: boolean;
  /** In the clinic's order; none where the token is forged. */
  readonly topics: readonly TopicChoice[];
}

export interface WantedPreferences {
  readonly tracking: boolean;
  /** The version of the sentences her page showed; absent: the current one. */
  readonly wording?: string;
  /** Ids of the topics her page showed, and of those she left switched on; absent: topics stay as they are. */
  readonly topics?: { readonly shown: readonly string[]; readonly wanted: readonly string[] };
  readonly ip?: string;
}

const forged: Preferences = { state: 'forged', tracking: false, topics: [] };

/** As they stand; changes nothing. */
export async function lookAtPreferences(deps: PreferencesDeps, token: string): Promise<Preferences> {
  const claim = deps.tokens.readLeave(token);
  if (!claim) return forged;
  return preferencesOf(deps, await deps.subscribers.get(claim.subscriberId));
}

/**
 * Saving is a sign of life in itself, and ends a long silence. Tracking can always be withdrawn; it can be given, and topics chosen, only by somebody whom mail may reach. Repeating it
 * writes nothing.
 */
export async function setPreferences(
  deps: PreferencesDeps,
  token: string,
  wanted: WantedPreferences,
): Promise<Preferences> {
  const claim = deps.tokens.readLeave(token);
  if (!claim) return forged;
  const now = deps.clock.now();
  const ipHash = wanted.ip ? deps.identity.ipHash(wanted.ip) : undefined;
  const { subscriber } = await changeSubscriber(deps.subscribers, claim.subscriberId, (known) => {
    if (!known) return undefined;
    const woken = leaveStateOf(known) === 'subscribed' ? stirred(known, now) : known;
    const chosen = chooseTracking(deps, chooseTopics(deps, woken, wanted, now), wanted, now, ipHash);
    return chosen === known ? undefined : chosen;
  });
  const preferences = preferencesOf(deps, subscriber);
  const wordingStale = wanted.tracking && !preferences.tracking && isStale(deps, wanted);
  return wordingStale ? { ...preferences, wordingStale } : preferences;
}

function isStale({ clinic }: PreferencesDeps, { wording }: WantedPreferences): boolean {
  return wording !== undefined && wording !== clinic.consentWording.version;
}

function chooseTopics(
  deps: PreferencesDeps,
  known: Subscriber,
  { topics }: WantedPreferences,
  now: EpochMs,
): Subscriber {
  if (!topics || leaveStateOf(known) !== 'subscribed') return known;
  // What a made-up form names is no topic.
  const shown = topics.shown.filter((id) => deps.clinic.topics.some((topic) => topic.id === id));
  return withTopics(known, { shown, wanted: topics.wanted }, now);
}

function chooseTracking(
  deps: PreferencesDeps,
  known: Subscriber,
  wanted: WantedPreferences,
  now: EpochMs,
  ipHash: string | undefined,
): Subscriber {
  const { tracking } = wanted;
  if (hasConsent(known, 'tracking') === tracking) return known;
  // Nobody consents to a sentence she did not see; to withdraw any page will do.
  if (tracking && (leaveStateOf(known) !== 'subscribed' || isStale(deps, wanted))) return known;
  const { score: _score, ...unscored } = known;
  return withConsent(tracking ? known : unscored, {
    purpose: 'tracking',
    given: tracking,
    wording: deps.clinic.consentWording.version,
    at: now,
    source: 'page',
    ...(ipHash && { ipHash }),
  });
}

function preferencesOf({ clinic }: PreferencesDeps, subscriber: Subscriber | undefined): Preferences {
  return {
    state: leaveStateOf(subscriber),
    tracking: subscriber !== undefined && hasConsent(subscriber, 'tracking'),
    topics: clinic.topics.map((topic) => ({
      id: topic.id,
      ...topicWords(topic, subscriber?.locale ?? ''),
      wanted: subscriber !== undefined && !hasDeclined(subscriber, topic.id),
    })),
  };
}
