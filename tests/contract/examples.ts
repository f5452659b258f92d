// Items the contract suites store: plausible, fresh ones at every call, so that suites can share a table.
import { randomBytes } from 'node:crypto';
import { vi } from 'vitest';
import { randomIds } from '../../functions/adapters/ids.ts';
import type { Batch, Recipient } from '../../functions/domain/batch.ts';
import type { Broadcast, Slice } from '../../functions/domain/broadcast.ts';
import type { Enrolment } from '../../functions/domain/enrolment.ts';
import type { EvidenceEvent } from '../../functions/domain/evidence.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import { type Bucket, type BucketTotals, noTotals } from '../../functions/domain/metrics.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { audienceShard, audienceShards } from '../../functions/table.ts';

export const noonMs = Date.UTC(2027, 0, 4, 12);
export const freshId = (): string => randomBytes(16).toString('base64url');
export const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Eventually consistent reads and indexes may lag on a real engine; in process the first look suffices. */
export const eventually = (look: () => Promise<void>): Promise<void> =>
  vi.waitFor(look, { timeout: 8_000, interval: 50 });

export function aSubscriber(fields: Partial<Subscriber> = {}): Subscriber {
  return {
    id: freshId(),
    rev: 0,
    email: 'anna@example.com',
    firstName: 'Änna 🌿',
    status: 'pending',
    consents: [{ purpose: 'marketing', given: true, wording: '2026-11', at: noonMs, source: 'form' }],
    locale: 'en',
    createdAt: noonMs,
    attributes: { skin: 'dry' },
    tags: [],
    ...fields,
  };
}

/** Fresh ids that all fall into one audience shard. */
export function idsOfShard(shard: number, count: number): string[] {
  if (shard >= audienceShards) throw new Error(`There is no audience shard ${shard}.`);
  const ids: string[] = [];
  while (ids.length < count) {
    const id = freshId();
    if (audienceShard(id) === shard) ids.push(id);
  }
  return ids;
}

export function anEnrolment(fields: Partial<Enrolment> = {}): Enrolment {
  return {
    subscriberId: freshId(),
    journeyId: 'acne-scars',
    version: '0123456789ab',
    rev: 0,
    state: 'walking',
    at: 'welcome',
    enrolledAt: noonMs,
    since: noonMs,
    sends: [],
    ...fields,
  };
}

export function aBucket(fields: Partial<Bucket> = {}): Bucket {
  const subject = { kind: 'journey', journeyId: `journey-${freshId()}`, step: 'welcome' } as const;
  return { id: freshId().slice(0, 11), subject, day: '2027-01-04', variant: 'tracked.en', ...fields };
}

export function aBatch(fields: Partial<Batch> = {}): Batch {
  const bucketId = fields.bucketId ?? freshId().slice(0, 11);
  return {
    id: randomIds.batch(bucketId),
    bucketId,
    subject: { kind: 'journey', journeyId: 'acne-scars', step: 'welcome' },
    template: 'welcome',
    variant: { locale: 'en', tracked: true },
    day: '2027-01-04',
    createdAt: noonMs,
    shelfUntil: noonMs + 1,
    state: 'open',
    token: freshId(),
    claimUntil: noonMs,
    slots: [],
    attempt: 0,
    calling: [],
    accepted: new Set(),
    delivered: new Set(),
    evented: new Set(),
    refused: new Set(),
    bounced: new Set(),
    returned: new Set(),
    complained: new Set(),
    unsubscribed: new Set(),
    late: new Set(),
    goals: new Set(),
    ...fields,
  };
}

export function someRecipients(count: number): Recipient[] {
  return range(count).map((slot) => ({ slot, subscriberId: freshId(), rev: 3 }));
}

export function anOpen(at: number, fields: Partial<EvidenceEvent> = {}): EvidenceEvent {
  return { kind: 'open', at, userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)', ip: '192.0.2.0', ...fields };
}

export function someTotals(sent: number): BucketTotals {
  return { ...noTotals, planned: sent, sent, refused: { suppressed: 2 } };
}

export function aBroadcast(fields: Partial<Broadcast> = {}): Broadcast {
  return {
    id: freshId(),
    rev: 0,
    subject: 'Sun and scars',
    markdown: '# Sun\n\nKeep out of it.',
    state: 'draft',
    createdAt: noonMs,
    createdBy: 'editor',
    ...fields,
  };
}

export function aSlice(fields: Partial<Slice> = {}): Slice {
  return { broadcastId: freshId(), shard: 3, index: 0, batches: [], ...fields };
}

export function aJourney(fields: Partial<Journey> = {}): Journey {
  return {
    id: `journey-${freshId()}`,
    version: '0123456789ab',
    title: 'Acne scars',
    enter: [{ kind: 'sign-up' }],
    entry: 'welcome',
    nodes: {
      welcome: {
        kind: 'send',
        id: 'welcome',
        template: 'welcome',
        alternateSubject: false,
        when: 'at-once',
        shelfDays: 3,
        next: 'end',
      },
      end: { kind: 'exit', id: 'end', reason: 'finished' },
    },
    ...fields,
  };
}
