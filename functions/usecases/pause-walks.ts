// Pauses a journey, one of its steps or one person, and resumes them; everything else goes on meanwhile.
import { maxPausedParts, type PartName, type SendingControl, withoutPart, withPart } from '../domain/control.ts';
import { stepsInWalkingOrder } from '../domain/walking-order.ts';
import type { Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { Pace } from '../ports/pace.ts';
import type { EnrolmentStore, JourneyStore, SubscriberStore } from '../ports/stores.ts';
import { changeControl } from './change-control.ts';
import { changeEnrolment } from './change-enrolment.ts';
import { changeSubscriber } from './change-subscriber.ts';

/** What was asked for cannot be paused; the message says what there is. */
export class PauseError extends Error {
  override readonly name = 'PauseError';
}

export interface PauseDeps {
  readonly control: Control;
  readonly journeys: JourneyStore;
  readonly clock: Clock;
}

export interface ResumePartDeps {
  readonly control: Control;
  readonly pace: Pace;
  readonly clock: Clock;
}

/** Works before the next call to SES. Throws PauseError for a journey or step this build does not have. */
export async function pausePart(deps: PauseDeps, { journeyId, step }: PartName, by: string): Promise<SendingControl> {
  const journey = await deps.journeys.current(journeyId);
  if (!journey) {
    const known = deps.journeys.all().map(({ id }) => id);
    throw new PauseError(`There is no journey "${journeyId}"; there is ${known.join(', ') || 'none'}.`);
  }
  const steps = stepsInWalkingOrder(journey).map(({ id }) => id);
  if (step !== undefined && !steps.includes(step)) {
    throw new PauseError(`"${step}" is no send step of ${journeyId}; its send steps are ${steps.join(', ')}.`);
  }
  return changeControl(deps.control, (known) => {
    if ((known.parts ?? []).length >= maxPausedParts) {
      throw new PauseError(`${maxPausedParts} journeys and steps are paused already; resume some first.`);
    }
    const next = withPart(known, { journeyId, ...(step !== undefined && { step }), by, at: deps.clock.now() });
    return next === known ? undefined : next;
  });
}

/** Goes on slowly at first. Whoever waits is looked at within half an hour, by the usual rules; repeating it changes nothing. */
export async function resumePart(deps: ResumePartDeps, part: PartName): Promise<SendingControl> {
  const before = await deps.control.get();
  if (withoutPart(before, part) === before) return before;
  await deps.pace.brake('part-resume', deps.clock.now());
  return changeControl(deps.control, (known) => {
    const next = withoutPart(known, part);
    return next === known ? undefined : next;
  });
}

/** Her series stand still from now on and newsletters pass her by; false when nobody has this id. */
export async function pausePerson(
  deps: { readonly subscribers: SubscriberStore; readonly clock: Clock },
  subscriberId: string,
): Promise<boolean> {
  const { subscriber } = await changeSubscriber(deps.subscribers, subscriberId, (known) =>
    known && known.pausedSince === undefined ? { ...known, pausedSince: deps.clock.now() } : undefined,
  );
  return subscriber !== undefined;
}

/** Takes her series up again where they stand; false when nobody has this id. */
export async function resumePerson(
  deps: { readonly subscribers: SubscriberStore; readonly enrolments: EnrolmentStore; readonly clock: Clock },
  subscriberId: string,
): Promise<boolean> {
  const { subscriber } = await changeSubscriber(deps.subscribers, subscriberId, (known) => {
    if (known?.pausedSince === undefined) return undefined;
    const { pausedSince: _pausedSince, ...resumed } = known;
    return resumed;
  });
  if (!subscriber) return false;
  const now = deps.clock.now();
  for (const { journeyId } of await deps.enrolments.ofSubscriber(subscriberId)) {
    await changeEnrolment(deps.enrolments, { subscriberId, journeyId }, (known) =>
      known.state === 'walking' && known.reason === 'paused' && known.dueAt !== now
        ? { ...known, dueAt: now }
        : undefined,
    );
  }
  return true;
}
