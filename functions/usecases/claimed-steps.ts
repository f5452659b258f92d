// The steps for which a journey's batch holds its people's claims, as each one's own version of the journey has them.
import type { Batch } from '../domain/batch.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import type { SendNode } from '../domain/journey.ts';
import type { Subscriber } from '../domain/subscriber.ts';
import type { JourneyStore } from '../ports/stores.ts';
import type { Walker } from './gather-facts.ts';

export interface ClaimedStep extends Walker {
  readonly node: SendNode;
}

/** By subscriber; empty for a newsletter. */
export async function claimedSteps(
  { journeys }: { readonly journeys: JourneyStore },
  { id, subject }: Batch,
  enrolments: readonly Enrolment[],
  subscribers: ReadonlyMap<string, Subscriber>,
): Promise<ReadonlyMap<string, ClaimedStep>> {
  const found = new Map<string, ClaimedStep>();
  if (subject.kind !== 'journey') return found;
  for (const enrolment of enrolments) {
    if (enrolment.claim?.batchId !== id) continue;
    const journey = await journeys.version(enrolment.journeyId, enrolment.version);
    const node = journey?.nodes[subject.step];
    const subscriber = subscribers.get(enrolment.subscriberId);
    if (journey && node?.kind === 'send') found.set(enrolment.subscriberId, { enrolment, journey, subscriber, node });
  }
  return found;
}
