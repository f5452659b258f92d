// Evidence and metrics in memory: bounded merges per slot, buckets with a mark that a rollup clears only if unchanged.
import type { Batch, Subject } from '../../functions/domain/batch.ts';
import { type EvidenceEvent, mergeEvents, type SlotEvidence } from '../../functions/domain/evidence.ts';
import type { Bucket, BucketTotals } from '../../functions/domain/metrics.ts';
import { type Lateness, lateSpan, type Proof } from '../../functions/domain/proof.ts';
import { stepOf } from '../../functions/domain/report.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import type { EvidenceStore, MetricsStore } from '../../functions/ports/stores.ts';
import { bucketIdLength, keys } from '../../functions/table.ts';
import { copy, found, type MemoryState, nameOf } from './state.ts';

export class MemoryEvidenceStore implements EvidenceStore {
  constructor(private readonly state: MemoryState) {}

  async merge(batchId: string, slot: number, events: readonly EvidenceEvent[]): Promise<SlotEvidence> {
    const name = nameOf(keys.evidence(batchId, slot));
    const known = this.state.evidence.get(name);
    const merged = { batchId, slot, rev: (known?.rev ?? 0) + 1, events: mergeEvents(known?.events ?? [], events) };
    this.state.evidence.set(name, copy(merged));
    return copy(merged);
  }

  async getMany(slots: readonly { readonly batchId: string; readonly slot: number }[]): Promise<SlotEvidence[]> {
    return found(
      this.state.evidence,
      slots.map(({ batchId, slot }) => nameOf(keys.evidence(batchId, slot))),
    );
  }
}

export class MemoryMetricsStore implements MetricsStore {
  constructor(
    private readonly state: MemoryState,
    private readonly newMark: () => string,
  ) {}

  async markDirty(bucket: Bucket, dueAt: EpochMs, restsUntil: EpochMs = dueAt): Promise<void> {
    const known = this.state.buckets.get(bucketName(bucket));
    if (known?.dueAt !== undefined && known.dueAt > restsUntil && known.dueAt <= dueAt) return;
    // A later event never postpones a rollup already wanted: a busy bucket would otherwise never be counted.
    const due = Math.min(known?.dueAt ?? dueAt, dueAt);
    this.state.buckets.set(bucketName(bucket), { ...known, bucket: copy(bucket), mark: this.newMark(), dueAt: due });
  }

  async read(bucket: Bucket): Promise<{ mark?: string; dueAt?: EpochMs; batches: Batch[]; evidence: SlotEvidence[] }> {
    const { mark, dueAt } = this.state.buckets.get(bucketName(bucket)) ?? {};
    const ofBucket = (batchId: string) => batchId.slice(0, bucketIdLength) === bucket.id;
    const batches = [...this.state.batches.values()].filter(({ id }) => ofBucket(id));
    const evidence = [...this.state.evidence.values()].filter(({ batchId }) => ofBucket(batchId));
    return copy({ ...(mark !== undefined && dueAt !== undefined && { mark, dueAt }), batches, evidence });
  }

  async saveTotals(bucket: Bucket, totals: BucketTotals, mark: string, againAt?: EpochMs): Promise<boolean> {
    const known = this.state.buckets.get(bucketName(bucket));
    if (known?.mark === undefined) return false;
    if (known.mark !== mark) {
      this.state.buckets.set(bucketName(bucket), { ...known, totals: copy(totals) });
      return false;
    }
    const again = againAt === undefined ? {} : { mark: this.newMark(), dueAt: againAt };
    this.state.buckets.set(bucketName(bucket), { bucket: known.bucket, totals: copy(totals), ...again });
    return true;
  }

  async totals(
    subject: { journeyId: string } | { broadcastId: string },
  ): Promise<{ bucket: Bucket; totals: BucketTotals }[]> {
    return [...this.state.buckets.values()].flatMap(({ bucket, totals }) =>
      totals && belongs(bucket, subject) ? [copy({ bucket, totals })] : [],
    );
  }

  async totalsSince(subject: Subject, fromDay: string): Promise<{ bucket: Bucket; totals: BucketTotals }[]> {
    const asked = subject.kind === 'journey' ? { journeyId: subject.journeyId } : { broadcastId: subject.broadcastId };
    const step = stepOf(subject);
    return (await this.totals(asked)).filter(({ bucket }) => bucket.day >= fromDay && stepOf(bucket.subject) === step);
  }

  async proof(): Promise<Proof> {
    return this.state.proof;
  }

  async raiseProof(sentAt: EpochMs, late?: Lateness): Promise<void> {
    const { proof } = this.state;
    const others = proof.late.filter(({ at }) => !late || lateSpan(at) !== lateSpan(late.at));
    const same = proof.late.filter((one) => !others.includes(one));
    const latest = late && same.every(({ ms }) => ms < late.ms) ? [late] : same;
    this.state.proof = { sentAt: Math.max(proof.sentAt, sentAt), late: [...others, ...latest].slice(-2) };
  }

  async claimProbe(now: EpochMs, before: EpochMs): Promise<boolean> {
    if (this.state.probedAt > before) return false;
    this.state.probedAt = now;
    return true;
  }
}

const bucketName = (bucket: Bucket): string => nameOf(keys.bucket(bucket));

function belongs({ subject: own }: Bucket, asked: { journeyId: string } | { broadcastId: string }): boolean {
  if ('journeyId' in asked) return own.kind === 'journey' && own.journeyId === asked.journeyId;
  return own.kind === 'broadcast' && own.broadcastId === asked.broadcastId;
}
