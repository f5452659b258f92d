// What every MetricsStore keeps: marks that a late rollup cannot clear, whole buckets read at once, a proof that only grows.
import { beforeEach, describe, expect, it } from 'vitest';
import { slotReason } from '../../functions/domain/batch.ts';
import { type Lateness, lateSpan, lateWordKeptMs } from '../../functions/domain/proof.ts';
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
import type { BatchStore, EvidenceStore, MetricsStore } from '../../functions/ports/stores.ts';
import { aBatch, aBucket, anOpen, eventually, noonMs, range, someRecipients, someTotals } from './examples.ts';

interface Stores {
  readonly metrics: MetricsStore;
  readonly batches: BatchStore;
  readonly evidence: EvidenceStore;
}

export function metricsStoreContract(make: () => Promise<Stores>): void {
  describe('MetricsStore', () => {
    let stores: Stores;
    beforeEach(async () => {
      stores = await make();
    });
    marks(() => stores);
    reads(() => stores);
    totals(() => stores);
    totalsSince(() => stores);
    proof(() => stores);
  });
}

function marks(stores: () => Stores): void {
  it('has no mark before the first and none after the rollup', async () => {
    const { metrics } = stores();
    const bucket = aBucket();
    expect(await metrics.read(bucket)).toEqual({ batches: [], evidence: [] });
    await metrics.markDirty(bucket, noonMs);
    const { mark = '' } = await metrics.read(bucket);
    expect(mark).not.toBe('');
    expect(await metrics.saveTotals(bucket, someTotals(4), mark)).toBe(true);
    expect((await metrics.read(bucket)).mark).toBeUndefined();
  });

  it('keeps a newer mark when totals computed before it are saved', async () => {
    const { metrics } = stores();
    const bucket = aBucket();
    await metrics.markDirty(bucket, noonMs);
    expect(await metrics.totals({ journeyId: journeyOf(bucket) })).toEqual([]);
    const { mark: seen = '' } = await metrics.read(bucket);
    await metrics.markDirty(bucket, noonMs);
    expect(await metrics.saveTotals(bucket, someTotals(4), seen)).toBe(false);
    // Counted all the same, because the newer mark promises a newer count.
    expect(await metrics.totals({ journeyId: journeyOf(bucket) })).toEqual([{ bucket, totals: someTotals(4) }]);
    const { mark: latest = '' } = await metrics.read(bucket);
    expect(latest).not.toBe(seen);
    expect(await metrics.saveTotals(bucket, someTotals(5), latest)).toBe(true);
    expect(await metrics.saveTotals(bucket, someTotals(6), latest)).toBe(false);
    expect(await metrics.totals({ journeyId: journeyOf(bucket) })).toEqual([{ bucket, totals: someTotals(5) }]);
  });

  it('leaves a mark as it is that rests and is due soon enough', async () => {
    const { metrics } = stores();
    const bucket = aBucket();
    await metrics.markDirty(bucket, noonMs + 60_000);
    const { mark: first } = await metrics.read(bucket);
    await metrics.markDirty(bucket, noonMs + 60_000, noonMs);
    await metrics.markDirty(bucket, noonMs + 90_000, noonMs + 59_999);
    expect(await metrics.read(bucket)).toMatchObject({ mark: first, dueAt: noonMs + 60_000 });
  });

  it('makes another mark where the old one may be in work, and keeps its time', async () => {
    const { metrics } = stores();
    const bucket = aBucket();
    await metrics.markDirty(bucket, noonMs + 60_000);
    const { mark: first } = await metrics.read(bucket);
    await metrics.markDirty(bucket, noonMs + 90_000, noonMs + 60_000);
    const { mark: second, dueAt } = await metrics.read(bucket);
    expect(second).not.toBe(first);
    expect(dueAt).toBe(noonMs + 60_000);
  });

  it('brings a later time forward, under another mark', async () => {
    const { metrics } = stores();
    const bucket = aBucket();
    await metrics.markDirty(bucket, noonMs + 3_600_000, noonMs);
    const { mark: patient = '' } = await metrics.read(bucket);
    await metrics.markDirty(bucket, noonMs + 60_000, noonMs);
    const { mark: urgent, dueAt } = await metrics.read(bucket);
    expect(dueAt).toBe(noonMs + 60_000);
    expect(urgent).not.toBe(patient);
    expect(await metrics.saveTotals(bucket, someTotals(1), patient)).toBe(false);
    expect((await metrics.read(bucket)).mark).toBe(urgent);
  });

  it('ends with the soonest time, whoever marks at once', async () => {
    const { metrics } = stores();
    const bucket = aBucket();
    await Promise.all([5, 3, 9, 1, 7].map((minutes) => metrics.markDirty(bucket, noonMs + minutes * 60_000, noonMs)));
    expect((await metrics.read(bucket)).dueAt).toBe(noonMs + 60_000);
  });

  it('keeps a bucket marked that is to be counted again, and lets nobody clear that for the old mark', async () => {
    const { metrics } = stores();
    const bucket = aBucket();
    await metrics.markDirty(bucket, noonMs);
    const { mark = '' } = await metrics.read(bucket);
    expect(await metrics.saveTotals(bucket, someTotals(4), mark, noonMs + 60_000)).toBe(true);
    expect(await metrics.totals({ journeyId: journeyOf(bucket) })).toEqual([{ bucket, totals: someTotals(4) }]);
    const { mark: next = '', dueAt } = await metrics.read(bucket);
    expect(next).not.toBe(mark);
    expect(dueAt).toBe(noonMs + 60_000);
    expect(await metrics.saveTotals(bucket, someTotals(4), mark)).toBe(false);
    expect(await metrics.saveTotals(bucket, someTotals(5), next)).toBe(true);
    expect((await metrics.read(bucket)).mark).toBeUndefined();
  });

  it('refuses totals of a bucket nobody marked, and creates none', async () => {
    const { metrics } = stores();
    const bucket = aBucket();
    expect(await metrics.saveTotals(bucket, someTotals(1), 'a mark')).toBe(false);
    expect(await metrics.totals({ journeyId: journeyOf(bucket) })).toEqual([]);
  });

  it('keeps the totals while a new mark waits', async () => {
    const { metrics } = stores();
    const bucket = aBucket();
    await metrics.markDirty(bucket, noonMs);
    await metrics.saveTotals(bucket, someTotals(7), (await metrics.read(bucket)).mark ?? '');
    await metrics.markDirty(bucket, noonMs + 1);
    expect(await metrics.totals({ journeyId: journeyOf(bucket) })).toEqual([{ bucket, totals: someTotals(7) }]);
  });
}

function reads(stores: () => Stores): void {
  it('reads the batches and the evidence of its bucket and of no other', async () => {
    const { metrics, batches, evidence } = stores();
    const bucket = aBucket();
    const [mine, large, foreign] = [aBatch({ bucketId: bucket.id }), aBatch({ bucketId: bucket.id }), aBatch()];
    await batches.plan(mine, someRecipients(3));
    await batches.plan(large, someRecipients(50));
    await batches.plan(foreign, someRecipients(3));
    await evidence.merge(mine.id, 2, [anOpen(noonMs)]);
    await evidence.merge(foreign.id, 0, [anOpen(noonMs)]);
    const read = await metrics.read(bucket);
    expect(new Map(read.batches.map((batch) => [batch.id, batch]))).toEqual(
      new Map([mine, large].map((batch) => [batch.id, batch])),
    );
    expect(read.evidence).toMatchObject([{ batchId: mine.id, slot: 2, events: [anOpen(noonMs)] }]);
  });

  it('reads a bucket whole that exceeds what an engine reads at a time', async () => {
    const { metrics, batches } = stores();
    const bucket = aBucket();
    const refused = new Set(range(50).map((slot) => slotReason(slot, 'r'.repeat(400))));
    const planned = range(70).map(() => aBatch({ bucketId: bucket.id, refused }));
    await Promise.all(planned.map((batch) => batches.plan(batch, someRecipients(1))));
    expect((await metrics.read(bucket)).batches.map(({ id }) => id).sort()).toEqual(planned.map(({ id }) => id).sort());
  });
}

function totals(stores: () => Stores): void {
  it('lists every bucket of a journey or a broadcast, with its step, day and variant', async () => {
    const { metrics } = stores();
    const journeyId = `journey-${aBucket().id}`;
    const broadcastId = `broadcast-${aBucket().id}`;
    const ofJourney = ['welcome', 'second'].flatMap((step) =>
      ['2027-01-04', '2027-01-05'].map((day) => aBucket({ subject: { kind: 'journey', journeyId, step }, day })),
    );
    const ofBroadcast = [aBucket({ subject: { kind: 'broadcast', broadcastId }, variant: 'untracked.en' })];
    for (const [n, bucket] of [...ofJourney, ...ofBroadcast].entries()) {
      await metrics.markDirty(bucket, noonMs);
      await metrics.saveTotals(bucket, someTotals(n), (await metrics.read(bucket)).mark ?? '');
    }
    await eventually(async () => {
      const listed = await metrics.totals({ journeyId });
      expect(listed).toHaveLength(ofJourney.length);
      expect(listed).toEqual(expect.arrayContaining(ofJourney.map((bucket, n) => ({ bucket, totals: someTotals(n) }))));
      expect(await metrics.totals({ broadcastId })).toEqual([{ bucket: ofBroadcast[0], totals: someTotals(4) }]);
    });
    expect(await metrics.totals({ journeyId: broadcastId })).toEqual([]);
  });
}

function totalsSince(stores: () => Stores): void {
  it('reads the cohorts of one step or issue from a day on, and no others', async () => {
    const { metrics } = stores();
    const journeyId = `journey-${aBucket().id}`;
    const broadcastId = `broadcast-${aBucket().id}`;
    const step = (name: string) => ({ kind: 'journey', journeyId, step: name }) as const;
    const issue = { kind: 'broadcast', broadcastId } as const;
    const days = ['2026-12-31', '2027-01-04', '2027-01-05'];
    const buckets = [step('peel'), step('peel-again'), issue].flatMap((subject) =>
      days.map((day) => aBucket({ subject, day })),
    );
    for (const [n, bucket] of buckets.entries()) {
      await metrics.markDirty(bucket, noonMs);
      await metrics.saveTotals(bucket, someTotals(n), (await metrics.read(bucket)).mark ?? '');
    }
    await eventually(async () => {
      const sent = async (subject: Parameters<typeof metrics.totalsSince>[0], day: string) =>
        (await metrics.totalsSince(subject, day)).map(({ totals }) => totals.sent).sort();
      expect(await sent(step('peel'), '2027-01-04')).toEqual([1, 2]);
      expect(await sent(step('peel-again'), '2027-01-05')).toEqual([5]);
      expect(await sent(issue, '2026-12-01')).toEqual([6, 7, 8]);
      expect(await sent(issue, '2027-01-06')).toEqual([]);
    });
  });
}

function proof(stores: () => Stores): void {
  it('raises the proof and never lowers it', async () => {
    const { metrics } = stores();
    const { sentAt: start } = await metrics.proof();
    expect(start).toBeGreaterThanOrEqual(0);
    await metrics.raiseProof(start + 5_000);
    await metrics.raiseProof(start + 5_000);
    await metrics.raiseProof(start + 1_000);
    expect((await metrics.proof()).sentAt).toBe(start + 5_000);
    await Promise.all(range(6).map((n) => metrics.raiseProof(start + 5_005 - n)));
    expect((await metrics.proof()).sentAt).toBe(start + 5_005);
  });

  it('keeps the latest word of each span of hours, as long as a doubt may ask for it', async () => {
    const { metrics } = stores();
    // After whatever another test or an earlier run has kept.
    const { sentAt, late: before } = await metrics.proof();
    const span = lateSpan(Math.max(noonMs, ...before.map(({ at }) => at))) + 3;
    const at = span * lateWordKeptMs;
    const keptAfter = async (late?: Lateness) => {
      await metrics.raiseProof(sentAt, late);
      const { late: kept } = await metrics.proof();
      return kept.filter((one) => one.at >= at).sort((a, b) => a.at - b.at);
    };
    const first = { ms: 20 * minuteMs, at };
    expect(await keptAfter(first)).toEqual([first]);
    expect(await keptAfter()).toEqual([first]);
    expect(await keptAfter({ ms: 19 * minuteMs, at: at + minuteMs })).toEqual([first]);
    const later = { ms: 21 * minuteMs, at: at + lateWordKeptMs - 1 };
    expect(await keptAfter(later)).toEqual([later]);
    const next = { ms: 11 * minuteMs, at: at + lateWordKeptMs };
    expect(await keptAfter(next)).toEqual([later, next]);
    const anew = { ms: 12 * minuteMs, at: at + 2 * lateWordKeptMs };
    expect(await keptAfter(anew)).toEqual([next, anew]);
    expect((await metrics.proof()).sentAt).toBe(sentAt);
  });

  it('lets one of many send a probe, and the next one only after a while', async () => {
    const { metrics } = stores();
    // Later than whatever another test or an earlier run has claimed.
    const now = Date.now() + 365 * dayMs;
    const claims = await Promise.all(range(5).map((n) => metrics.claimProbe(now + n, now - minuteMs)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await metrics.claimProbe(now + 2 * minuteMs, now - 1)).toBe(false);
    expect(await metrics.claimProbe(now + 2 * minuteMs, now + minuteMs)).toBe(true);
    expect((await metrics.proof()).sentAt).toBeLessThan(now);
  });
}

function journeyOf(bucket: ReturnType<typeof aBucket>): string {
  return bucket.subject.kind === 'journey' ? bucket.subject.journeyId : '';
}
