// Staff or another system put somebody into a journey, where its entry rules allow that (`api`).
import type { SubscriberStore } from '../ports/stores.ts';
import { type EnrolDeps, enrolIn } from './enrol-subscriber.ts';

export type Entered =
  | 'begun'
  /** She walks it, or walked it and may not again. */
  | 'already'
  | 'unknown-subscriber'
  /** No such journey, or none that may be entered this way. */
  | 'unknown-journey'
  /** No marketing mail of this journey may go to her: she left, rests, was silent for too long or declined its topic. */
  | 'not-active';

export async function enterJourney(
  deps: EnrolDeps & { readonly subscribers: SubscriberStore },
  subscriberId: string,
  journeyId: string,
): Promise<Entered> {
  const journey = await deps.journeys.current(journeyId);
  if (!journey?.enter.some(({ kind }) => kind === 'api')) return 'unknown-journey';
  const subscriber = await deps.subscribers.get(subscriberId);
  if (!subscriber) return 'unknown-subscriber';
  if (subscriber.status !== 'active') return 'not-active';
  if (await enrolIn(deps, subscriber, journeyId)) return 'begun';
  const walks = await deps.enrolments.ofSubscriber(subscriberId);
  return walks.some((walk) => walk.journeyId === journeyId) ? 'already' : 'not-active';
}
