// What is reported months after an e-mail changes no numbers: it is counted as late, and a complaint still stops all mail.
import { beforeEach, expect, it } from 'vitest';
import { type Batch, sealAfterMs } from '../../functions/domain/batch.ts';
import type { MailEvent } from '../../functions/domain/mail-event.ts';
import { withConsent } from '../../functions/domain/subscriber.ts';
import { minuteMs } from '../../functions/domain/time.ts';
import { totalsOf } from '../../functions/domain/totals.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { event, idOf, journey, sentAt, sentBatch } from './people.ts';

let world: MemoryWorld;
let batch: Batch;
const tooLate = sentAt + sealAfterMs + minuteMs;

beforeEach(async () => {
  world = new MemoryWorld({ now: tooLate, seed: 'late', journeys: [journey] });
  await world.journeys.keepCurrent();
  batch = await sentBatch(world, 3);
});

const numbers = async () => {
  const stored = (await world.batches.get(batch.id)) as Batch;
  const { delivered, complained, opened, late } = totalsOf([stored], [...world.state.evidence.values()]);
  return { delivered, complained, opened: opened.human + opened['likely-human'], late };
};

const report = (kind: MailEvent['kind'], slot: number, at: number): MailEvent => ({
  kind,
  mailAt: sentAt,
  at,
  tags: { batch: batch.id, slot: String(slot) },
});

it('counts late deliveries, complaints and opens as late and as nothing else, each slot once', async () => {
  const complaint = report('complaint', 0, tooLate);
  await recordEngagement(world, [complaint, complaint, report('delivery', 1, tooLate)]);
  await recordHits(world, [{ kind: 'engagement', batchId: batch.id, slot: 2, event: event({ at: tooLate }) }]);
  expect(await numbers()).toEqual({ delivered: 0, complained: 0, opened: 0, late: 3 });
  expect((await world.subscribers.get(idOf(0)))?.status).toBe('complained');
});

it('counts what happened in time although it was reported with something late', async () => {
  const inTime = event({ at: sentAt + 20 * minuteMs });
  const hits = [inTime, event({ at: tooLate })].map((one) => ({
    kind: 'engagement' as const,
    batchId: batch.id,
    slot: 1,
    event: one,
  }));
  await recordHits(world, hits);
  expect(await numbers()).toEqual({ delivered: 0, complained: 0, opened: 1, late: 1 });
});

it('keeps nothing, not even a count, of somebody who has withdrawn tracking', async () => {
  const known = await world.subscribers.get(idOf(2));
  if (!known) throw new Error('She is in the batch.');
  const withdrawal = { purpose: 'tracking', given: false, wording: '1', at: tooLate, source: 'page' } as const;
  await world.subscribers.save(withConsent(known, withdrawal));
  await recordHits(world, [{ kind: 'engagement', batchId: batch.id, slot: 2, event: event({ at: tooLate }) }]);
  expect(await numbers()).toEqual({ delivered: 0, complained: 0, opened: 0, late: 0 });
});
