// After a table was restored from a backup: what it believes due, the lost table may have sent already. An operator decides
// whether that is held, lapses, or is let go.
import type { Batch } from './batch.ts';
import type { Enrolment } from './enrolment.ts';
import { type Facts, settleSend, step } from './interpreter.ts';
import type { Journey } from './journey.ts';
import { dayMs, type EpochMs, hourMs } from './time.ts';

export type GapChoice = 'hold' | 'lapse' | 'release';

/** Everything due between the backup and the moment the restored table was put to work. */
export interface Gap {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** When the table was put to work; what was begun since cannot have been sent by the lost one. */
  readonly restoredAt?: EpochMs;
}

/** Whether something was begun in the restored table itself. */
export function isNew(begunAt: EpochMs | undefined, { restoredAt }: Gap): boolean {
  return begunAt !== undefined && restoredAt !== undefined && begunAt >= restoredAt;
}

/** What is held is looked at again in a year, if nobody decides before. */
const holdMs = 365 * dayMs;

export const heldUntil = (now: EpochMs): EpochMs => now + holdMs;

/** Whether an earlier decision held it: nothing else is due so late. */
export function isHeld(dueAt: EpochMs | undefined, now: EpochMs): boolean {
  return dueAt !== undefined && dueAt > now + holdMs / 2;
}

/** No batch, newsletter in planning or confirmation rests so long by itself: what of them is due later than this is held. */
export const heldFrom = (now: EpochMs): EpochMs => now + 60 * dayMs;

/** Whether an operator holds her before a step. */
export function isHeldWalk({ state, reason }: Pick<Enrolment, 'state' | 'reason'>): boolean {
  return state === 'walking' && reason === 'restore';
}

/** Whether a batch is held: only an operator, or SES's own word about all of it, moves it on. One let go is due within minutes. */
export function isHeldBatch({ waitsFor, dueAt }: Pick<Batch, 'waitsFor' | 'dueAt'>, now: EpochMs): boolean {
  return waitsFor === 'restore' && dueAt !== undefined && dueAt > now + hourMs;
}

/** A walk that SES's word frees from a held batch, settled as of the batch's own time: held with it where its next step was due in the gap. */
export function heldWithBatch(walk: Enrolment, { waitsFor, dueAt }: Pick<Batch, 'waitsFor' | 'dueAt'>): Enrolment {
  if (waitsFor !== 'restore' || dueAt === undefined || walk.state !== 'walking' || walk.dueAt === undefined)
    return walk;
  const gapEnd = dueAt - holdMs;
  return walk.dueAt <= gapEnd ? heldWalk(walk, gapEnd) : walk;
}

/** Whether a choice concerns something due then. */
export function concerns(choice: GapChoice, dueAt: EpochMs | undefined, gap: Gap): boolean {
  const isOfGap = dueAt !== undefined && dueAt <= gap.to;
  if (choice === 'hold') return isOfGap;
  return isHeld(dueAt, gap.to) || (choice === 'lapse' && isOfGap);
}

export function heldWalk(enrolment: Enrolment, now: EpochMs): Enrolment {
  return { ...enrolment, reason: 'restore', dueAt: heldUntil(now) };
}

export function releasedWalk({ reason: _reason, ...walk }: Enrolment, now: EpochMs): Enrolment {
  return { ...walk, dueAt: now };
}

/** A claim that no batch answers for: she stands before the step as at the backup. */
export function freedWalk({ claim: _claim, reason: _reason, ...walk }: Enrolment, { from }: Gap): Enrolment {
  return { ...walk, state: 'walking', dueAt: from };
}

/** Walks her through the gap as if each step due in it had been passed without sending, at the time it was due. */
export function lapsedWalk(journey: Journey, enrolment: Enrolment, facts: Facts, gap: Gap): Enrolment {
  let { reason: _reason, ...walk }: Enrolment = enrolment;
  const first = Math.max(walk.waitUntil ?? walk.since, gap.from);
  walk = { ...walk, dueAt: Math.min(first, gap.to) };
  // Each turn passes a step or ends a wait, and no node is met twice within one gap but by a wait.
  for (let turns = 0; turns <= 2 * Object.keys(journey.nodes).length; turns++) {
    if (walk.state !== 'walking' || walk.dueAt === undefined || walk.dueAt > gap.to) return walk;
    const at = Math.max(walk.dueAt, gap.from);
    const [next, commands] = step(journey, walk, facts, at);
    const send = commands.find((command) => command.kind === 'send');
    walk = send
      ? settleSend(journey, next, { note: { step: send.node.id, at, refused: 'restored' } }, facts, at)
      : next;
  }
  return walk;
}
