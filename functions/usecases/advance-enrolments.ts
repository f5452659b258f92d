// Works the enrolments due in one shard: decides by the pure interpreter, saves where they stand, plans what they send.
import type { Clinic } from '../domain/clinic.ts';
import { pauseOn, type SendingControl } from '../domain/control.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import { step } from '../domain/interpreter.ts';
import { goFirst } from '../domain/precedence.ts';
import type { Budget, Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { Queues } from '../ports/queue.ts';
import type { DueIndex, SubscriberStore } from '../ports/stores.ts';
import { type CarryOutDeps, carryOut } from './carry-out.ts';
import { type FactsDeps, gatherFacts, type Walker } from './gather-facts.ts';
import { type PlanDeps, planSends, type SendCandidate } from './plan-sends.ts';

/** Enrolments one invocation takes on; more wait in the index for the next message. */
export const advanceLimit = 400;
/** Below this, an invocation starts nothing new. */
const reserveMs = 20_000;

export interface AdvanceDeps extends FactsDeps, PlanDeps, CarryOutDeps {
  readonly clinic: Clinic;
  readonly due: DueIndex;
  readonly subscribers: SubscriberStore;
  readonly queues: Queues;
  readonly control: Control;
  readonly clock: Clock;
}

/**
 * A walk whose journey's version cannot be read is left where it stands, and thrown once everybody beside it was worked: the
 * message comes again, and what stays due is alarmed.
 */
export async function advanceEnrolments(deps: AdvanceDeps, shard: string, budget: Budget): Promise<void> {
  const now = deps.clock.now();
  const refs = await deps.due.due(shard, now, advanceLimit);
  if (refs.length === 0) return;
  const control = await deps.control.get();
  if (control.awaitsReconcile) return;
  const { walkers, unreadable } = await dueWalkers(
    deps,
    refs.flatMap((ref) => (ref.kind === 'enrolment' ? [ref.key] : [])),
    now,
  );
  const known = await gatherFacts(deps, walkers, now);
  const facts = goFirst(
    walkers,
    known.map((fact, index) => ({ ...fact, isPaused: pauses(control, walkers[index]) })),
    now,
  );
  const candidates: SendCandidate[] = [];
  const saves: Enrolment[] = [];
  for (const [index, walker] of walkers.entries()) {
    const fact = facts[index];
    if (!fact) continue;
    const [next, commands] = step(walker.journey, walker.enrolment, fact, now);
    await carryOut(deps, walker, commands, now);
    const send = commands.find((command) => command.kind === 'send');
    if (send && walker.subscriber) {
      const { topic } = walker.journey;
      const { node, shelfUntil } = send;
      const candidate = { enrolment: next, node, shelfUntil, subscriber: walker.subscriber };
      candidates.push(topic === undefined ? candidate : { ...candidate, topic });
    } else saves.push(next);
  }
  const saved = await Promise.all(saves.map((enrolment) => deps.enrolments.save(enrolment)));
  const claimed = await planSends(deps, candidates, budget);
  const moved = claimed > 0 || saved.includes(true);
  // Whoever lost a race is due again or was helped by the winner; only real progress earns another round at once.
  if (refs.length === advanceLimit && moved && budget.remainingMs() > reserveMs)
    await deps.queues.send('advance', [{ shard }]);
  if (unreadable) throw unreadable.reason;
}

/** Which steps of her journey are held back: sending, the journey, the step or she herself is paused. */
function pauses(control: SendingControl, walker: Walker | undefined): (step: string) => boolean {
  return (step) =>
    walker !== undefined &&
    pauseOn(control, { journeyId: walker.journey.id, step }, walker.subscriber?.pausedSince) !== undefined;
}

/** The due enrolments as their own items say, each with her journey's version and her subscriber; the first that has none. */
async function dueWalkers(
  deps: AdvanceDeps,
  keys: Parameters<AdvanceDeps['enrolments']['getMany']>[0],
  now: number,
): Promise<{ readonly walkers: Walker[]; readonly unreadable: PromiseRejectedResult | undefined }> {
  const stored = await deps.enrolments.getMany(keys);
  const due = stored.filter(({ state, dueAt }) => state === 'walking' && dueAt !== undefined && dueAt <= now);
  const subscribers = await deps.subscribers.getMany(due.map(({ subscriberId }) => subscriberId));
  const walkers = due.map(async (enrolment): Promise<Walker> => {
    const journey = await deps.journeys.version(enrolment.journeyId, enrolment.version);
    if (!journey) {
      throw new Error(
        `Version ${enrolment.version} of journey ${enrolment.journeyId} is gone, but somebody walks it; restore it.`,
      );
    }
    return { enrolment, journey, subscriber: subscribers.get(enrolment.subscriberId) };
  });
  const read = await Promise.allSettled(walkers);
  return {
    walkers: read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    unreadable: read.find((one) => one.status === 'rejected'),
  };
}
