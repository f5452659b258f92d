// Whether a journey's condition holds for somebody: what she did, how far she has come, what she is.
import { decide } from './condition.ts';
import { type Enrolment, sendNote } from './enrolment.ts';
import { type Clause, type Condition, stepsOf } from './journey.ts';
import { belongsTo, daysSince, hasTrait, type Traits, within } from './segment.ts';
import { hasConsent } from './subscriber.ts';
import { type EpochMs, minuteMs } from './time.ts';

const maxHoldMs = 10 * minuteMs;

/** What is known of one send step's e-mail. */
export interface StepFacts {
  /** A likely human opened it. */
  readonly opened: boolean;
  /** A relay fetched its picture, whether or not anyone looked. */
  readonly unknowable?: boolean;
  /** Latest click of a likely human by link name; the main button's is `main`. */
  readonly clicks: ReadonlyMap<string, EpochMs>;
  /** The last evidence is so young that a scanner's burst may not have been seen whole. */
  readonly heldUntil?: EpochMs;
}

/** What conditions look at; steps without evidence are absent from `engagement`. */
export interface ConditionFacts {
  readonly person: Traits;
  readonly engagement: ReadonlyMap<string, StepFacts>;
}

export function holds(condition: Condition, walk: Enrolment, facts: ConditionFacts, now: EpochMs): boolean {
  return decide<Clause>(condition, (clause) => clauseHolds(clause, walk, facts, now)) ?? false;
}

function clauseHolds(clause: Clause, walk: Enrolment, { person, engagement }: ConditionFacts, now: EpochMs): boolean {
  const of = (steps: readonly string[]) => steps.flatMap((id) => engagement.get(id) ?? []);
  switch (clause.kind) {
    case 'opened':
      return of(clause.steps).some(read);
    case 'unknowable':
      return of(clause.steps).some(({ unknowable }) => unknowable) && !of(clause.steps).some(read);
    case 'clicked':
      return of(clause.steps).some(({ clicks }) =>
        clause.link === undefined ? clicks.size > 0 : clicks.has(clause.link),
      );
    case 'last-clicked': {
      const last = clause.among
        .map((id) => ({ id, at: engagement.get(id)?.clicks.get('main') ?? -1 }))
        .reduce((latest, one) => (one.at > latest.at ? one : latest), { id: '', at: -1 });
      return clause.is.includes(last.id);
    }
    case 'days-in-walk': {
      const from = clause.since === 'enrolment' ? walk.enrolledAt : sendNote(walk, clause.since)?.at;
      return within(daysSince(from, now), clause);
    }
    case 'segment':
      return belongsTo(clause, person, now);
    default:
      return hasTrait(clause, person, now);
  }
}

/**
 * As the coming decisions may take her. An e-mail that went out before she agreed to tracking has no pixel: where they rest
 * on one, nobody can know whether she read it, and she is taken for untracked until they are made.
 */
export function asSeen(person: Traits, walk: Enrolment, steps: ReadonlySet<string>): Traits {
  const unseen = walk.sends.some(
    ({ step, at, refused }) => refused === undefined && steps.has(step) && !wasTracked(person, at),
  );
  return unseen ? { ...person, consents: person.consents.filter(({ purpose }) => purpose !== 'tracking') } : person;
}

function wasTracked({ consents }: Traits, at: EpochMs): boolean {
  return hasConsent({ consents: consents.filter((consent) => consent.at <= at) }, 'tracking');
}

/** A click tells of an open as well. */
function read({ opened, clicks }: StepFacts): boolean {
  return opened || clicks.size > 0;
}

/**
 * When the evidence behind these conditions will have been seen whole, if that is still to come. Nobody is held longer
 * than ten minutes past the moment the node wanted to act, however often somebody fetches a pixel.
 */
export function holdUntil(
  conditions: readonly Condition[],
  { engagement }: Pick<ConditionFacts, 'engagement'>,
  wantedAt: EpochMs,
  now: EpochMs,
): EpochMs | undefined {
  if (now >= wantedAt + maxHoldMs) return undefined;
  const until = Math.max(0, ...conditions.flatMap(stepsOf).map((id) => engagement.get(id)?.heldUntil ?? 0));
  return until > now ? until : undefined;
}
