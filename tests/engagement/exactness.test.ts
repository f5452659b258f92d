// Numbers are a function of what happened, not of how often, in which order or in which company it was reported.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import clinic from '../../clinic.config.ts';
import type { MailEvent } from '../../functions/domain/mail-event.ts';
import type { BucketTotals } from '../../functions/domain/metrics.ts';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import type { Hit } from '../../functions/ports/queue.ts';
import { audienceShards } from '../../functions/table.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { rollupDue } from '../../functions/usecases/rollup.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { agents, event, journey, sentAt, sentBatch } from './people.ts';

const slots = 4;

type Report = { readonly mail: MailEvent } | { readonly hit: Hit };

const slot = fc.integer({ min: 0, max: slots - 1 });
const laterMs = fc.integer({ min: 0, max: 3 * 60 }).map((minutes) => sentAt + minutes * minuteMs);

function anyReport(batchIds: readonly string[]): fc.Arbitrary<Report> {
  const batch = fc.constantFrom(...batchIds);
  const mail = fc
    .record({
      kind: fc.constantFrom('send', 'delivery', 'delivery-delay', 'bounce', 'complaint', 'reject') as fc.Arbitrary<
        MailEvent['kind']
      >,
      at: laterMs,
      bounceType: fc.constantFrom('Permanent' as const, 'Transient' as const),
      batch,
      slot,
    })
    .map((made): Report => {
      const { batch, slot, ...rest } = made;
      return { mail: { ...rest, mailAt: sentAt, tags: { batch, slot: String(slot) } } };
    });
  const engagement = fc
    .record({
      batchId: batch,
      slot,
      kind: fc.constantFrom('open' as const, 'click' as const),
      at: laterMs,
      userAgent: fc.constantFrom(...Object.values(agents)),
    })
    .map(
      ({ batchId, slot, ...fields }): Report => ({ hit: { kind: 'engagement', batchId, slot, event: event(fields) } }),
    );
  const leaving = fc
    .record({ batchId: batch, slot, at: laterMs })
    .map((made): Report => ({ hit: { kind: 'unsubscribe', ...made } }));
  return fc.oneof(mail, engagement, leaving);
}

/** The stored sets and totals after these deliveries, each worked by one invocation. */
async function play(deliveries: readonly (readonly Report[])[]) {
  const { world } = await begin();
  for (const delivery of deliveries) {
    await recordEngagement(
      world,
      delivery.flatMap((report) => ('mail' in report ? [report.mail] : [])),
    );
    await recordHits(
      world,
      delivery.flatMap((report) => ('hit' in report ? [report.hit] : [])),
    );
  }
  world.clock.advance(hourMs);
  await rollupDue({ ...world, linkTables: world.links, audienceShards, clinic }, world.budget);
  const totals = (await world.metrics.totals({ journeyId: journey.id })).map((one): BucketTotals => one.totals);
  const sorted = (set: ReadonlySet<string | number>) => [...set].sort();
  const batches = [...world.state.batches.values()].map(
    ({ evented, delivered, bounced, refused, complained, unsubscribed }) =>
      [evented, delivered, bounced, refused, complained, unsubscribed].map(sorted),
  );
  const people = [...world.state.subscribers.values()].map(({ rev: _rev, ...one }) => one);
  const evidence = [...world.state.evidence].map(([name, { events }]) => [name, events]).sort();
  const dirty = [...world.state.buckets.values()].filter(({ mark }) => mark !== undefined).length;
  return { totals, batches, people, evidence, dirty };
}

async function begin() {
  const world = new MemoryWorld({ now: sentAt, seed: 'exactness', journeys: [journey] });
  const batches = [await sentBatch(world, slots), await sentBatch(world, slots)];
  return { world, ids: batches.map(({ id }) => id) };
}

it('any order, repetition and grouping of the same reports gives the same sets and the same totals', async () => {
  const { ids } = await begin();
  const disordered = fc.array(anyReport(ids), { minLength: 1, maxLength: 40 }).chain((reports) =>
    fc.record({
      reports: fc.constant(reports),
      shuffled: fc.shuffledSubarray([...reports, ...reports], { minLength: 2 * reports.length }),
      size: fc.integer({ min: 1, max: 20 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(disordered, async ({ reports, shuffled, size }) => {
      const deliveries = Array.from({ length: Math.ceil(shuffled.length / size) }, (_, n) =>
        shuffled.slice(n * size, (n + 1) * size),
      );
      const once = await play([reports]);
      expect(await play(deliveries)).toEqual(once);
      expect(once.dirty).toBe(0);
    }),
    { numRuns: 60 },
  );
});

it('counts to the one what happened', async () => {
  const { ids } = await begin();
  const [batchId = '', other = ''] = ids;
  const tags = (slot: number) => ({ batch: batchId, slot: String(slot) });
  const mail = (kind: MailEvent['kind'], slot: number): Report => ({
    mail: {
      kind,
      mailAt: sentAt,
      at: sentAt + 1_000,
      tags: tags(slot),
      ...(kind === 'bounce' && { bounceType: 'Permanent' }),
    },
  });
  const hit = (batchId: string, slot: number, kind: 'open' | 'click', userAgent: string): Report => ({
    hit: { kind: 'engagement', batchId, slot, event: event({ kind, userAgent }) },
  });
  const { totals } = await play([
    [mail('delivery', 0), mail('delivery', 1), mail('bounce', 2), mail('complaint', 1)],
    [
      hit(batchId, 0, 'open', agents.desktop),
      hit(batchId, 0, 'click', agents.desktop),
      hit(other, 3, 'open', agents.appleRelay),
    ],
    [{ hit: { kind: 'unsubscribe', batchId, slot: 0, at: sentAt } }],
  ]);
  expect(totals).toEqual([
    {
      planned: 8,
      sent: 8,
      delivered: 2,
      opened: { human: 1, 'likely-human': 0, machine: 0, unknown: 1 },
      clicked: { human: 1, 'likely-human': 0, machine: 0, unknown: 0 },
      unsubscribed: 1,
      bounced: 1,
      hardBounced: 1,
      complained: 1,
      goals: 0,
      inDoubt: 0,
      duplicates: 0,
      late: 0,
      refused: {},
    },
  ]);
});
