// Why one subscriber got what she got and what comes next, for each journey she walks or walked.
import type { SendingControl } from '../domain/control.ts';
import { type Explanation, explain } from '../domain/explain.ts';
import { type Journey, sendSteps } from '../domain/journey.ts';
import { walkerOf } from '../domain/place.ts';
import type { Subscriber } from '../domain/subscriber.ts';
import type { Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { SubscriberStore } from '../ports/stores.ts';
import { type FactsDeps, gatherFacts } from './gather-facts.ts';

export interface ExplainDeps extends FactsDeps {
  readonly subscribers: SubscriberStore;
  readonly control: Control;
  readonly clock: Clock;
}

export interface ExplainedWalk {
  readonly journeyId: string;
  readonly title: string;
  readonly explanation: Explanation;
}

export interface ExplainedSubscriber {
  readonly subscriber: Subscriber;
  readonly walks: readonly ExplainedWalk[];
}

/** Answers undefined for an id nobody has; a walk whose version was never kept is left out. */
export async function explainSubscriber(deps: ExplainDeps, id: string): Promise<ExplainedSubscriber | undefined> {
  const subscriber = await deps.subscribers.get(id);
  if (!subscriber) return undefined;
  const [enrolments, control] = await Promise.all([deps.enrolments.ofSubscriber(id), deps.control.get()]);
  return { subscriber, walks: await explainWalks(deps, subscriber, enrolments, control) };
}

/** What comes much later may rest on what she opened long ago. */
const everySend = (journey: Journey): ReadonlySet<string> => new Set(sendSteps(journey).map(({ id }) => id));

async function explainWalks(
  deps: ExplainDeps,
  subscriber: Subscriber,
  enrolments: Awaited<ReturnType<ExplainDeps['enrolments']['ofSubscriber']>>,
  control: SendingControl,
): Promise<ExplainedWalk[]> {
  const now = deps.clock.now();
  const found = await Promise.all(
    enrolments.map(async (enrolment) => {
      const journey = await deps.journeys.version(enrolment.journeyId, enrolment.version);
      return journey ? [{ enrolment, journey, subscriber }] : [];
    }),
  );
  const walkers = found.flat();
  const facts = await gatherFacts(deps, walkers, now, everySend);
  const person = { walker: walkerOf(subscriber, deps.clinic.timeZone), pausedSince: subscriber.pausedSince };
  return walkers.flatMap(({ enrolment, journey }, index) => {
    const known = facts[index];
    if (!known) return [];
    const explanation = explain(journey, enrolment, known, control, person, now);
    return [{ journeyId: journey.id, title: journey.title, explanation }];
  });
}
