// Opens and clicks taken in by our own endpoints: consent decides at that moment, and whoever waited for them wakes.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Batch } from '../../functions/domain/batch.ts';
import type { Enrolment } from '../../functions/domain/enrolment.ts';
import { withConsent } from '../../functions/domain/subscriber.ts';
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
import type { Hit } from '../../functions/ports/queue.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { reportGoal } from '../../functions/usecases/report-goal.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { wrapPorts } from '../memory/wrap-ports.ts';
import { event, idOf, journey, sentAt, sentBatch } from './people.ts';

let world: MemoryWorld;
let batch: Batch;
const now = sentAt + 10 * minuteMs;
const waitEndsAt = sentAt + 3 * dayMs;

beforeEach(async () => {
  world = new MemoryWorld({ now, seed: 'hits', journeys: [journey] });
  await world.journeys.keepCurrent();
  batch = await sentBatch(world, 3);
});

const open = (slot: number, fields: Parameters<typeof event>[0] = {}, batchId = batch.id): Hit => ({
  kind: 'engagement',
  batchId,
  slot,
  event: event({ at: now, ...fields }),
});

async function enrolled(fields: Partial<Enrolment> = {}): Promise<void> {
  const enrolment: Enrolment = {
    subscriberId: idOf(0),
    journeyId: journey.id,
    version: journey.version,
    rev: 0,
    state: 'walking',
    at: 'patience',
    enrolledAt: sentAt,
    since: sentAt,
    waitUntil: waitEndsAt,
    sends: [{ step: 'first', at: sentAt, batchId: batch.id, slot: 0 }],
    dueAt: waitEndsAt,
    ...fields,
  };
  expect(await world.enrolments.save(enrolment)).toBe(true);
}

const standing = async (): Promise<Enrolment> =>
  (await world.enrolments.getMany([{ subscriberId: idOf(0), journeyId: journey.id }]))[0] as Enrolment;

describe('what cannot be', () => {
  it('is counted and harms nothing: before the mail, years after it, of no e-mail of ours', async () => {
    const absurd = [
      open(0, { at: sentAt - dayMs }),
      open(1, { at: sentAt + 800 * dayMs }),
      open(0, { at: 0 }),
      open(0, {}, 'no-batch-of-ours-at-al'),
    ];
    const { failed } = await recordHits(world, [...absurd, open(2), open(2, { at: sentAt - 30_000 })]);
    expect(failed).toEqual([]);
    expect(world.meter.flow).toMatchObject({ absurdHits: 4, opens: 6 });
    await recordHits(world, [open(2, { kind: 'click' })]);
    expect(world.meter.flow.absurdHits).toBe(4);
  });
});

describe('consent', () => {
  it('keeps the evidence of those who agreed, and marks their bucket', async () => {
    expect(await recordHits(world, [open(0), open(1, { kind: 'click' })])).toMatchObject({ recorded: 2, ignored: {} });
    expect([...world.state.evidence.values()].map(({ slot, events }) => [slot, events.length])).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect([...world.state.buckets.values()].filter(({ mark }) => mark !== undefined)).toHaveLength(1);
  });

  it('withdrawn since: nothing is stored of mail sent before, nobody wakes', async () => {
    await enrolled();
    const her = await world.subscribers.get(idOf(0));
    const withdrawn = { purpose: 'tracking', given: false, wording: '2026-11', at: now, source: 'page' } as const;
    if (her) await world.subscribers.save(withConsent(her, withdrawn));
    const result = await recordHits(world, [open(0), open(0, { kind: 'click' }), open(1)]);
    expect(result).toMatchObject({ recorded: 1, ignored: { 'tracking-not-consented': 2 }, failed: [] });
    expect([...world.state.evidence.values()].map(({ slot }) => slot)).toEqual([1]);
    expect((await standing()).dueAt).toBe(waitEndsAt);
  });

  it('withdrawn between the storing of an open and the mark that died: the repeat marks the bucket', async () => {
    const dying = wrapPorts(world, async (port, method, _args, proceed) => {
      if (port === 'metrics' && method === 'markDirty') throw new Error('The process died.');
      return proceed();
    });
    await expect(recordHits(dying, [open(0)])).rejects.toThrow('died');
    const known = await world.subscribers.get(idOf(0));
    if (!known) throw new Error('Nobody is there.');
    const withdrawn = { purpose: 'tracking', given: false, wording: '1', at: now, source: 'page' } as const;
    await world.subscribers.save(withConsent(known, withdrawn));
    expect(await recordHits(world, [open(0)])).toMatchObject({ ignored: { 'tracking-not-consented': 1 } });
    expect([...world.state.buckets.values()].filter(({ mark }) => mark !== undefined)).toHaveLength(1);
  });

  it('of somebody erased or never known nothing is kept', async () => {
    world.state.subscribers.delete(idOf(0));
    const result = await recordHits(world, [open(0), open(7), open(0, {}, 'A'.repeat(22))]);
    expect(result.ignored).toEqual({ 'tracking-not-consented': 2, 'unknown-batch': 1 });
    expect(world.state.evidence.size).toBe(0);
  });
});

describe('follow-ups', () => {
  it('an enrolment that waits for the step is due once the hold is over, its own end untouched', async () => {
    await enrolled();
    await recordHits(world, [open(0)]);
    expect(await standing()).toMatchObject({
      dueAt: now + minuteMs,
      waitUntil: waitEndsAt,
      state: 'walking',
      at: 'patience',
    });
  });

  it('is never made due later', async () => {
    await enrolled({ dueAt: now + 30_000, waitUntil: now + 30_000 });
    await recordHits(world, [open(0)]);
    expect((await standing()).dueAt).toBe(now + 30_000);
  });

  it('a burst wakes it once, after the latest', async () => {
    await enrolled();
    await recordHits(world, [open(0), open(0, { at: now + 5_000 })]);
    await recordHits(world, [open(0, { at: now + 9_000 })]);
    expect(await standing()).toMatchObject({ dueAt: now + 5_000 + minuteMs, rev: 2 });
  });

  it('leaves alone who waits for something else, sends just now, or has ended', async () => {
    await enrolled({ at: 'second', dueAt: waitEndsAt });
    await recordHits(world, [open(0)]);
    expect(await standing()).toMatchObject({ dueAt: waitEndsAt, rev: 1 });
  });

  it('refuses the write of somebody who read the evidence too early', async () => {
    await enrolled({ dueAt: now });
    const tooEarly = await standing();
    await recordHits(world, [open(0)]);
    expect(await world.enrolments.save({ ...tooEarly, dueAt: waitEndsAt })).toBe(false);
    expect((await standing()).dueAt).toBe(now);
  });

  it('a save lost to another is tried again on what stands then', async () => {
    await enrolled();
    let losses = 2;
    const ports = wrapPorts(world, async (port, method, _args, proceed) => {
      if (port === 'enrolments' && method === 'save' && losses-- > 0) return false;
      return proceed();
    });
    expect((await recordHits(ports, [open(0)])).failed).toEqual([]);
    expect((await standing()).dueAt).toBe(now + minuteMs);
  });

  it('what fails for one batch is reported for that batch alone', async () => {
    const other = await sentBatch(world, 1);
    const ports = wrapPorts(world, async (port, method, [id], proceed) => {
      if (port === 'evidence' && method === 'merge' && id === other.id) throw new Error('throttled');
      return proceed();
    });
    const poison = open(0, {}, other.id);
    const { failed, recorded } = await recordHits(ports, [open(0), poison]);
    expect(failed.map(({ message }) => message)).toEqual([poison]);
    expect(recorded).toBe(1);
  });
});

describe('leaving', () => {
  it('is noted on the e-mail it came from, with or without tracking', async () => {
    await recordHits(world, [{ kind: 'unsubscribe', batchId: batch.id, slot: 2, at: now }]);
    expect([...((await world.batches.get(batch.id))?.unsubscribed ?? [])]).toEqual([2]);
    expect([...world.state.buckets.values()].filter(({ mark }) => mark !== undefined)).toHaveLength(1);
  });
});

describe('a goal reported by staff', () => {
  it('ends the walk and credits the last e-mail; again changes nothing', async () => {
    await enrolled();
    expect(await reportGoal(world, idOf(0))).toEqual({ noted: 1 });
    const ended = await standing();
    expect(ended).toMatchObject({ state: 'ended', endedReason: 'goal', goalAt: now, endedAt: now });
    expect(ended.dueAt).toBeUndefined();
    expect([...((await world.batches.get(batch.id))?.goals ?? [])]).toEqual([0]);
    await reportGoal(world, idOf(0));
    expect(await standing()).toEqual(ended);
  });

  it('while an e-mail leaves, only notes it: the settlement ends the walk', async () => {
    await enrolled({ state: 'sending', at: 'second', claim: { batchId: 'C'.repeat(22), slot: 0, step: 'second' } });
    await reportGoal(world, idOf(0));
    expect(await standing()).toMatchObject({ state: 'sending', goalAt: now, claim: { step: 'second' } });
  });

  it('of somebody never enrolled notes nothing', async () => {
    expect(await reportGoal(world, idOf(2))).toEqual({ noted: 0 });
  });
});
