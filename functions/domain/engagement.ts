// What a slot's evidence says to a journey: opened or not, which links, and whether to wait until a burst is seen whole.
import { type Batch, timesBySlot } from './batch.ts';
import type { EvidenceEvent, SlotEvidence, StepEngagement } from './evidence.ts';
import { gradeSlot, steers } from './grading.ts';
import { type EpochMs, secondMs } from './time.ts';

/** A scanner's burst is over by then; an event younger than this does not steer yet. */
export const evidenceHoldMs = 60 * secondMs;

/** When the slot reached its mailbox; until SES says so, when SES took it, which is seconds before as a rule. */
export function deliveryTimes(batch: Pick<Batch, 'accepted' | 'delivered' | 'evented'>): Map<number, EpochMs> {
  const taken = new Map([...timesBySlot(batch.evented), ...timesBySlot(batch.accepted)]);
  // SES's clock may lag behind ours; nothing is delivered before it was sent.
  const delivered = [...timesBySlot(batch.delivered)].map(([slot, at]): [number, EpochMs] => [
    slot,
    Math.max(at, taken.get(slot) ?? at),
  ]);
  return new Map([...taken, ...delivered]);
}

/**
 * Only events graded `human` or `likely-human` count, and only once the hold has passed. `heldUntil` is set while younger
 * ones would change the answer; what keeps fetching the same pixel therefore holds nobody for ever.
 */
export function stepEngagement(
  evidence: SlotEvidence | undefined,
  batch: Pick<Batch, 'accepted' | 'delivered' | 'evented'>,
  now: EpochMs,
  linkCount?: number,
): StepEngagement {
  if (!evidence) return { opened: false, clicks: new Map() };
  const { perEvent } = gradeSlot(evidence, deliveryTimes(batch).get(evidence.slot), linkCount);
  const steering = evidence.events.filter((_, index) => steers(perEvent[index]?.grade ?? 'unknown'));
  const isRipe = (event: EvidenceEvent) => event.at + evidenceHoldMs <= now;
  const unknowable = evidence.events.some(
    (event, index) => event.kind === 'open' && perEvent[index]?.grade === 'unknown' && isRipe(event),
  );
  const ripe = steering.filter(isRipe);
  const opened = ripe.some(({ kind }) => kind === 'open');
  const held = steering.filter((event) => !isRipe(event) && (event.kind === 'click' || !opened)).map(({ at }) => at);
  return {
    opened,
    ...(unknowable && { unknowable }),
    clicks: latestByLink(ripe),
    ...(held.length > 0 && { heldUntil: Math.max(...held) + evidenceHoldMs }),
  };
}

function latestByLink(events: readonly EvidenceEvent[]): Map<number, EpochMs> {
  const latest = new Map<number, EpochMs>();
  for (const { kind, link, at } of events) {
    if (kind === 'click' && link !== undefined) latest.set(link, Math.max(at, latest.get(link) ?? at));
  }
  return latest;
}
