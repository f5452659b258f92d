// A topic: what an e-mail is about, as far as a reader may choose it: the series, newsletters, and whatever else a clinic names.
import type { Subscriber } from './subscriber.ts';
import type { EpochMs } from './time.ts';

export interface TopicWords {
  readonly title: string;
  /** One sentence: what comes and how often. */
  readonly about: string;
}

export interface Topic extends TopicWords {
  readonly id: string;
  /** By language: `es` for every kind of Spanish. */
  readonly translations?: Readonly<Record<string, TopicWords>> | undefined;
}

/** A topic she switched off, and since when. */
export interface DeclinedTopic {
  readonly topic: string;
  readonly at: EpochMs;
}

/** What a journey is about that names no topic, and a newsletter. */
export const seriesTopic = 'series';
export const newsletterTopic = 'newsletter';

export function topicOfJourney({ topic = seriesTopic }: { readonly topic?: string }): string {
  return topic;
}

export function topicOfBroadcast({ topic = newsletterTopic }: { readonly topic?: string }): string {
  return topic;
}

/** What a batch is about: its own word where it has one, else what its kind is about. */
export function topicOfBatch({
  topic,
  subject,
}: {
  readonly topic?: string;
  readonly subject: { readonly kind: string };
}): string {
  return topic ?? (subject.kind === 'journey' ? seriesTopic : newsletterTopic);
}

/** A language stands for its regions: `es` also for `es-MX`. */
export function topicWords({ title, about, translations = {} }: Topic, locale: string): TopicWords {
  return translations[locale] ?? translations[locale.slice(0, 2)] ?? { title, about };
}

export function hasDeclined({ declined = [] }: Pick<Subscriber, 'declined'>, topic: string): boolean {
  return declined.some((one) => one.topic === topic);
}

/**
 * Her topics as a page showed and she left them: only what was `shown` changes, so that a page from before a change of the
 * clinic's topics declines nothing new. Answers the same object where nothing changes.
 */
export function withTopics(
  known: Subscriber,
  { shown, wanted }: { readonly shown: readonly string[]; readonly wanted: readonly string[] },
  now: EpochMs,
): Subscriber {
  const { declined = [], ...rest } = known;
  const kept = declined.filter(({ topic }) => !(shown.includes(topic) && wanted.includes(topic)));
  const added = [...new Set(shown)]
    .filter((topic) => !wanted.includes(topic) && !hasDeclined(known, topic))
    .map((topic): DeclinedTopic => ({ topic, at: now }));
  if (added.length === 0 && kept.length === declined.length) return known;
  const next = [...kept, ...added];
  return next.length > 0 ? { ...rest, declined: next } : rest;
}
