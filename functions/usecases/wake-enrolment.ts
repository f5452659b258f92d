// New evidence about a step: an enrolment that waits for it becomes due once the burst will have been seen whole.
import { evidenceHoldMs } from '../domain/engagement.ts';
import type { Enrolment, EnrolmentKey } from '../domain/enrolment.ts';
import { restsOnTraits, stepsOf } from '../domain/journey.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { EnrolmentStore, JourneyStore } from '../ports/stores.ts';
import { changeEnrolment } from './change-enrolment.ts';

/** To be called after the evidence is stored. Never makes anything later, and never touches the wait's own end. */
export async function wakeEnrolment(
  deps: { enrolments: EnrolmentStore; journeys: JourneyStore; clock: Clock },
  key: EnrolmentKey,
  evidence: { readonly step: string; readonly at: EpochMs },
): Promise<void> {
  const now = deps.clock.now();
  const wakeAt = Math.max(now, evidence.at) + evidenceHoldMs;
  await changeEnrolment(deps.enrolments, key, async (enrolment) => {
    // Nobody moved her on yet (whoever sent it may have died): whoever does then knows that there is something to look at.
    if (enrolment.state === 'sending' && enrolment.claim?.step === evidence.step && !isHeard(enrolment, evidence.at))
      return { ...enrolment, heardAt: evidence.at };
    if (enrolment.state !== 'walking' || enrolment.reason === 'restore') return undefined;
    // One that is due this moment may be in the hands of somebody who read the evidence before ours came. Saved
    // unchanged, it refuses their write and they look again; else the follow-up could sleep until the wait's own end.
    if (enrolment.dueAt !== undefined && enrolment.dueAt <= now) return enrolment;
    const sooner = enrolment.dueAt === undefined || enrolment.dueAt > wakeAt;
    return sooner && (await waitsFor(deps.journeys, enrolment, evidence.step))
      ? { ...enrolment, dueAt: wakeAt }
      : undefined;
  });
}

/** What she is has changed (a tag, say): walks that wait for something of that kind look at once. */
export async function wakeWaiting(
  deps: { enrolments: EnrolmentStore; journeys: JourneyStore; clock: Clock },
  subscriberId: string,
  /** The journey that changed it, and looks anyway. */
  except?: string,
): Promise<void> {
  const now = deps.clock.now();
  for (const { journeyId, state } of await deps.enrolments.ofSubscriber(subscriberId)) {
    if (state !== 'walking' || journeyId === except) continue;
    await changeEnrolment(deps.enrolments, { subscriberId, journeyId }, async (enrolment) => {
      if (enrolment.state !== 'walking' || enrolment.reason === 'restore') return undefined;
      const journey = await deps.journeys.version(enrolment.journeyId, enrolment.version);
      const node = journey?.nodes[enrolment.at];
      return node?.kind === 'wait' && node.until && restsOnTraits(node.until)
        ? { ...enrolment, dueAt: now }
        : undefined;
    });
  }
}

function isHeard({ heardAt }: Enrolment, at: EpochMs): boolean {
  return heardAt !== undefined && heardAt >= at;
}

async function waitsFor(journeys: JourneyStore, enrolment: Enrolment, step: string): Promise<boolean> {
  const journey = await journeys.version(enrolment.journeyId, enrolment.version);
  const node = journey?.nodes[enrolment.at];
  return node?.kind === 'wait' && node.until !== undefined && stepsOf(node.until).includes(step);
}
