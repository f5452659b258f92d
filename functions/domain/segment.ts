// A segment: a stored predicate over subscribers. Journeys branch and begin by it, newsletters go to it.
import { type Compound, decide } from './condition.ts';
import { hasConsent, type Purpose, type Subscriber, type SubscriberStatus } from './subscriber.ts';
import { dayMs, type EpochMs } from './time.ts';

/** What a predicate may look at. */
export interface Traits
  extends Pick<Subscriber, 'status' | 'consents' | 'tags' | 'attributes' | 'locale' | 'createdAt'>,
    Partial<Pick<Subscriber, 'source' | 'activeSince'>> {
  /** How lively her reading is, 0 to 100; absent where nobody may know, or where it was not computed. */
  readonly score?: number;
}

/** For whom nothing is true. */
export const nobody: Traits = {
  status: 'erased',
  consents: [],
  tags: [],
  attributes: {},
  locale: '',
  createdAt: 0,
};

export type Trait =
  | { readonly kind: 'status'; readonly is: readonly SubscriberStatus[] }
  | { readonly kind: 'tag'; readonly tag: string }
  /** An answer or another attribute; without `is`, any value will do. */
  | { readonly kind: 'attribute'; readonly name: string; readonly is?: readonly string[] }
  | { readonly kind: 'source'; readonly is: readonly string[] }
  /** A language matches its regions: `en` also means `en-GB`. */
  | { readonly kind: 'locale'; readonly is: readonly string[] }
  | { readonly kind: 'consent'; readonly purpose: Purpose }
  | SinceTrait
  /** Nobody without a score is above or below anything. */
  | { readonly kind: 'score'; readonly atLeast?: number; readonly below?: number };

/** Full days of 24 hours since she signed up, or confirmed. */
export interface SinceTrait {
  readonly kind: 'days-since';
  readonly event: 'sign-up' | 'confirmation';
  readonly atLeast?: number;
  readonly below?: number;
}

export type Predicate = Compound<Trait>;

export interface Segment {
  readonly id: string;
  readonly title: string;
  readonly where: Predicate;
}

export function belongsTo(segment: Pick<Segment, 'where'>, person: Traits, now: EpochMs): boolean {
  return decide(segment.where, (trait) => hasTrait(trait, person, now)) ?? false;
}

export function hasTrait(trait: Trait, person: Traits, now: EpochMs): boolean {
  switch (trait.kind) {
    case 'status':
      return trait.is.includes(person.status);
    case 'tag':
      return person.tags.includes(trait.tag);
    case 'attribute': {
      const value = person.attributes[trait.name];
      return value !== undefined && (trait.is === undefined || trait.is.includes(value));
    }
    case 'source':
      return trait.is.includes(person.source ?? '');
    case 'locale':
      return trait.is.some((one) => person.locale === one || person.locale.startsWith(`${one}-`));
    case 'consent':
      return hasConsent(person, trait.purpose);
    case 'days-since':
      return within(daysSince(trait.event === 'sign-up' ? person.createdAt : person.activeSince, now), trait);
    case 'score':
      return within(person.score, trait);
  }
}

/** Full days between two moments; undefined when the first never was. */
export function daysSince(at: EpochMs | undefined, now: EpochMs): number | undefined {
  return at === undefined ? undefined : Math.floor((now - at) / dayMs);
}

export function within(
  value: number | undefined,
  { atLeast = -Infinity, below = Infinity }: { readonly atLeast?: number; readonly below?: number },
): boolean {
  return value !== undefined && value >= atLeast && value < below;
}
