// Another system reports a goal: proven by its signature, timely, and counted once whatever comes twice.
import { type GoalEvent, isTimely, readGoalSignature, signedGoalText } from '../domain/goal-event.ts';
import type { GoalReceipts, GoalSignatures } from '../ports/goal-hook.ts';
import type { Identity } from '../ports/identity.ts';
import { type ReportGoalDeps, reportGoal } from './report-goal.ts';

export interface TakeGoalDeps extends ReportGoalDeps {
  readonly identity: Identity;
  readonly signatures: GoalSignatures;
  readonly receipts: GoalReceipts;
}

export type GoalProof = 'genuine' | 'unsigned' | 'forged' | 'stale';

/** Looks at the signature first and at the clock second, so that only who holds a secret learns what our clock says. */
export function proveGoal(
  deps: Pick<TakeGoalDeps, 'signatures' | 'clock'>,
  header: string | undefined,
  body: string,
): GoalProof {
  const read = header === undefined ? undefined : readGoalSignature(header);
  if (!read) return 'unsigned';
  const text = signedGoalText(read.timestamp, body);
  if (!read.signatures.some((signature) => deps.signatures.verifies(text, signature))) return 'forged';
  return isTimely(read.timestamp, deps.clock.now()) ? 'genuine' : 'stale';
}

/** `nobody`: this person never had a series from us, which is no mistake of the sender's. */
export type TakenGoal = 'noted' | 'repeated' | 'nobody';

/** `addressKey` is the key of the event's parsed address. */
export async function takeGoal(
  deps: TakeGoalDeps,
  event: Pick<GoalEvent, 'id' | 'at'>,
  addressKey: string,
): Promise<TakenGoal> {
  if (await deps.receipts.has(event.id)) return 'repeated';
  const { noted } = await reportGoal(deps, deps.identity.subscriberId(addressKey), event.at);
  // The receipt last: a crash in between leaves the event to be taken again, which changes nothing.
  await deps.receipts.note(event.id, deps.clock.now());
  return noted > 0 ? 'noted' : 'nobody';
}
