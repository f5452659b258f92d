// What the in-memory world remembers: one map per kind of item, keyed as the real table is. Values are copied in and out.
import type { Batch, Recipient } from '../../functions/domain/batch.ts';
import type { Broadcast, Slice } from '../../functions/domain/broadcast.ts';
import { freeSending, type SendingControl } from '../../functions/domain/control.ts';
import type { Enrolment } from '../../functions/domain/enrolment.ts';
import type { SlotEvidence } from '../../functions/domain/evidence.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import type { Lead } from '../../functions/domain/lead.ts';
import type { Bucket, BucketTotals } from '../../functions/domain/metrics.ts';
import { type Notice, type NoticeMail, noNoticeMail } from '../../functions/domain/notice.ts';
import { freshPace, type PaceState } from '../../functions/domain/pacing.ts';
import type { Proof } from '../../functions/domain/proof.ts';
import type { Review } from '../../functions/domain/review.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import type { LinkTable } from '../../functions/ports/stores.ts';
import type { Key } from '../../functions/table.ts';

export interface StoredBucket {
  readonly bucket: Bucket;
  readonly mark?: string;
  readonly dueAt?: EpochMs;
  readonly totals?: BucketTotals;
}

/** Survives a crash of whatever uses the ports; a simulation keeps it while it rebuilds everything else. */
export class MemoryState {
  readonly subscribers = new Map<string, Subscriber>();
  readonly enrolments = new Map<string, Enrolment>();
  readonly batches = new Map<string, Batch>();
  readonly recipients = new Map<string, readonly Recipient[]>();
  readonly evidence = new Map<string, SlotEvidence>();
  readonly buckets = new Map<string, StoredBucket>();
  readonly broadcasts = new Map<string, Broadcast>();
  readonly slices = new Map<string, Slice>();
  readonly journeys = new Map<string, Journey>();
  readonly linkTables = new Map<string, LinkTable>();
  readonly withdrawnLinks = new Map<string, { hash: string; link: number; by: string; at: EpochMs }>();
  readonly notices = new Map<string, Notice>();
  readonly leads = new Map<string, Lead>();
  review: Review | undefined;
  noticeMail: NoticeMail = noNoticeMail;
  readonly blobs = new Map<string, { readonly content: string; readonly contentType: string }>();
  readonly goalReceipts = new Set<string>();
  proof: Proof = { sentAt: 0, late: [] };
  probedAt = Number.NEGATIVE_INFINITY;
  pace: PaceState = freshPace;
  control: SendingControl = freeSending;
}

/** One string per key of functions/table.ts. */
export const nameOf = (key: Key): string => `${key.pk}|${key.sk}`;

/** A copy that shares nothing: what a caller does to its value never reaches the store, nor the other way round. */
export const copy = <Value>(value: Value): Value => structuredClone(value);

/** Found values by key, each once, absent ones left out. */
export function found<Value>(map: ReadonlyMap<string, Value>, names: Iterable<string>): Value[] {
  return [...new Set(names)].flatMap((name) => {
    const value = map.get(name);
    return value === undefined ? [] : [copy(value)];
  });
}

/** Stores `value` with the next rev IF the stored rev is the one it names (0 and absent for a new one). */
export function saveVersioned<Value extends { readonly rev: number }>(
  map: Map<string, Value>,
  name: string,
  value: Value,
): boolean {
  if ((map.get(name)?.rev ?? 0) !== value.rev) return false;
  map.set(name, { ...copy(value), rev: value.rev + 1 });
  return true;
}
