// How the seeded clinic's e-mails fare: what SES says of them, and how people, proxies and scanners react.
import { type Batch, slotAt } from '../../functions/domain/batch.ts';
import type { EvidenceEvent } from '../../functions/domain/evidence.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { type EpochMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { agents } from '../engagement/people.ts';
import type { MemoryWorld } from '../memory/memory-world.ts';

export interface Person {
  readonly subscriber: Subscriber;
  readonly tracked: boolean;
  readonly confirmedAt: EpochMs;
  /** Sends stop after this many days: left, bounced. */
  readonly stopsAfterDays: number;
}

export type Dice = () => number;

/** Numbers between 0 and 1 that look random and repeat (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Stores a batch as it stands when all is over: most arrive, some bounce, some react. */
export async function send(
  world: MemoryWorld,
  planned: Batch,
  cohort: readonly { readonly one: Person; readonly at: EpochMs }[],
  chance: Dice,
): Promise<Batch> {
  const slots = cohort.map((_, slot) => slot);
  const bounced = cohort.flatMap(({ one }, slot) => (one.subscriber.status === 'bounced' ? [`${slot}:Permanent`] : []));
  const arrived = slots.filter((slot) => !bounced.includes(`${slot}:Permanent`));
  const { dueAt: _due, ...done } = planned;
  const batch: Batch = {
    ...done,
    state: 'done',
    slots,
    accepted: new Set(cohort.map(({ at }, slot) => slotAt(slot, at))),
    delivered: new Set(arrived.map((slot) => slotAt(slot, (cohort[slot]?.at ?? 0) + 5_000))),
    bounced: new Set(bounced),
    unsubscribed: new Set(
      slots.filter(
        (slot) => cohort[slot]?.one.subscriber.status === 'unsubscribed' && planned.template === 'chemical-peels',
      ),
    ),
    goals: new Set(slots.filter(() => planned.template === 'combined-approach' && chance() < 0.2)),
    refused: new Set(),
  };
  await world.batches.plan(
    batch,
    cohort.map(({ one: { subscriber } }, slot) => ({ slot, subscriberId: subscriber.id, email: subscriber.email })),
  );
  if (batch.variant.tracked) {
    for (const slot of arrived) {
      const events = reactions((cohort[slot]?.at ?? 0) + 5_000, chance);
      if (events.length > 0) await world.evidence.merge(batch.id, slot, events);
    }
  }
  return batch;
}

function reactions(deliveredAt: EpochMs, chance: Dice): EvidenceEvent[] {
  const draw = chance();
  const at = deliveredAt + Math.floor(10 * minuteMs + chance() * 9 * hourMs);
  const open = (userAgent: string, when = at): EvidenceEvent => ({
    kind: 'open',
    at: when,
    userAgent,
    ip: '203.0.113.0',
  });
  const click: EvidenceEvent = {
    kind: 'click',
    at: at + 2 * minuteMs,
    userAgent: agents.desktop,
    ip: '203.0.113.0',
    link: 0,
  };
  if (draw < 0.22) return [open(agents.desktop), click];
  if (draw < 0.5) return [open(agents.gmailProxy)];
  if (draw < 0.62) return [open(agents.appleRelay)];
  if (draw < 0.72) return [open(agents.gmailPrefetch, deliveredAt + 1_000)];
  if (draw < 0.76) return [0, 1, 2].map((link) => ({ ...click, at: deliveredAt + 4_000 + link, link }));
  return [];
}
