// What must not leave any more once somebody has spoken: every call that began afterwards reads it before it sends.
import { broadcastShelfMs } from '../../functions/domain/audience.ts';
import type { Enrolment } from '../../functions/domain/enrolment.ts';
import { shelfEnd } from '../../functions/domain/interpreter.ts';
import { type EpochMs, secondMs } from '../../functions/domain/time.ts';
import type { MemoryWorld } from '../memory/memory-world.ts';
import type { DeedKind, Done } from './deeds.ts';
import type { Life } from './life.ts';
import type { Delivery } from './ses.ts';
import { smallJourney } from './small-journey.ts';

/** Calls that began after the deed was done, and for certain before `until`: e-mails tell the second of their call. */
function begunAfter(life: Life, { email, doneAt }: Done, until = Number.POSITIVE_INFINITY): Delivery[] {
  return life.ses.deliveries.filter(
    ({ to, calledAt }) => to === email && calledAt > doneAt && calledAt + secondMs <= until,
  );
}

export function mailedInSpite(life: Life): string[] {
  const { world } = life;
  const isStep = ({ batchId }: Delivery) => world.state.batches.get(batchId)?.subject.kind === 'journey';
  const isTracked = ({ render }: Delivery) => world.state.linkTables.get(render)?.tracked !== false;
  const wrong: Readonly<Record<DeedKind, (deed: Done) => readonly [readonly Delivery[], string]>> = {
    leave: (deed) => [begunAfter(life, deed), 'she had left'],
    goal: (deed) => [begunAfter(life, deed).filter(isStep), 'she had reached the goal'],
    untrack: (deed) => [begunAfter(life, deed).filter(isTracked), 'she had withdrawn the tracking in it'],
    pause: (deed) => [begunAfter(life, deed, resumedAt(life, deed)), 'staff had paused her'],
    resume: () => [[], ''],
  };
  return life.deeds.flatMap((deed) => {
    const [mails, what] = wrong[deed.kind](deed);
    return mails.map(({ to }) => `${to} was mailed although ${what}`);
  });
}

/** When the resume began: from then on mail may come. */
function resumedAt({ deeds, resumesBegun }: Life, { subscriberId }: Done): number {
  const isOver = deeds.some((deed) => deed.kind === 'resume' && deed.subscriberId === subscriberId);
  return resumesBegun.get(subscriberId) ?? (isOver ? 0 : Number.POSITIVE_INFINITY);
}

/** A click on any e-mail that left must find where it leads. */
export function leadingNowhere({ world, ses }: Life): string[] {
  return ses.deliveries
    .filter(({ render }) => !world.state.linkTables.has(render))
    .map(({ to, batchId }) => `the links of ${to}'s e-mail of batch ${batchId} lead nowhere`);
}

/** Nobody gets what has grown stale meanwhile, whatever held it up. */
export function stale({ ses }: Life): string[] {
  return ses.deliveries
    .filter(({ calledAt, shelfUntil }) => calledAt > shelfUntil)
    .map(({ to, batchId }) => `${to} was mailed although the shelf life of batch ${batchId} was over`);
}

/** The shelf life of what is in this slot: the newsletter's, or her own at the step where she is claimed. */
export function shelfOf({ state }: MemoryWorld, batchId: string, slot: number): EpochMs {
  const batch = state.batches.get(batchId);
  if (batch?.subject.kind !== 'journey') return batch?.shelfUntil ?? 0;
  const node = smallJourney.nodes[batch.subject.step];
  const holds = ({ claim }: Enrolment) => claim?.batchId === batchId && claim.slot === slot;
  const walk = [...state.enrolments.values()].find(holds);
  // A request that arrives after its sender's end may find her further on; she was judged when it began.
  return walk && node?.kind === 'send' ? shelfEnd(node, walk) : Number.POSITIVE_INFINITY;
}

/** A newsletter is called sent once nothing of it is left to send; what stays in doubt past its shelf life is not waited for. */
export function finishedEarly({ world, ses }: Life): string[] {
  const planned = new Set(
    [...world.state.slices.values()].flatMap(({ batches }) => batches.map(({ batchId }) => batchId)),
  );
  return [...world.state.broadcasts.values()].flatMap(({ cutoffAt = 0, doneAt = Number.POSITIVE_INFINITY }) =>
    ses.calls
      .filter(
        ({ batchId, calledAt }) => planned.has(batchId) && calledAt > doneAt && doneAt <= cutoffAt + broadcastShelfMs,
      )
      .map(({ batchId }) => `batch ${batchId} was called after its newsletter had been called sent`),
  );
}
