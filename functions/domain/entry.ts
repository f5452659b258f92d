// Who begins a journey: what its entry rules say of a subscriber, and whether she may walk it (again).
import type { Enrolment } from './enrolment.ts';
import type { EntryRule, Journey } from './journey.ts';
import { belongsTo, daysSince, type Traits } from './segment.ts';
import type { EpochMs } from './time.ts';

/** Why an enrolment ended when she left: the refusal's name for an unsubscribed person. */
export const leftReason = 'unsubscribed';

/** `confirmed`: she just confirmed; `changed`: her tags or attributes did. */
export type Occasion = 'confirmed' | 'changed';

/** Whether any rule calls her in on this occasion. Tags and segments call whenever they are true, a sign-up only once. */
export function callsIn(journey: Pick<Journey, 'enter'>, person: Traits, occasion: Occasion, now: EpochMs): boolean {
  return journey.enter.some((rule) => calls(rule, person, occasion, now));
}

function calls(rule: EntryRule, person: Traits, occasion: Occasion, now: EpochMs): boolean {
  switch (rule.kind) {
    case 'sign-up':
      return occasion === 'confirmed' && (rule.sources === undefined || rule.sources.includes(person.source ?? ''));
    case 'tag':
      return person.tags.includes(rule.tag);
    case 'segment':
      return belongsTo(rule, person, now);
    case 'api':
      return false;
  }
}

/** Whether her earlier walk, if any, lets her begin: somebody who left and returned begins anew in any case. */
export function mayBegin(journey: Pick<Journey, 'reentryDays'>, known: Enrolment | undefined, now: EpochMs): boolean {
  if (!known || endedByLeaving(known)) return true;
  if (known.state !== 'ended' || journey.reentryDays === undefined) return false;
  return (daysSince(known.endedAt, now) ?? 0) >= journey.reentryDays;
}

export function endedByLeaving(enrolment: Enrolment): boolean {
  return enrolment.state === 'ended' && enrolment.endedReason === leftReason;
}
