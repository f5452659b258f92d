// The one table: its definition, and every key and index, once. Nobody else spells a key.
import { createHash } from 'node:crypto';
import type { Subject } from './domain/batch.ts';
import type { EnrolmentKey } from './domain/enrolment.ts';
import type { Bucket } from './domain/metrics.ts';

export const tableDefinition = {
  name: 'afterglow',
  partitionKey: 'pk',
  sortKey: 'sk',
  ttl: 'expiresAt',
  indexes: {
    /** The only clock: an item that wants attention at a time. Sparse; a hint. */
    due: { name: 'due', partitionKey: 'dueShard', sortKey: 'dueAt', sortType: 'N', projection: 'KEYS_ONLY' },
    /** Subscribers by shard, in id order. */
    audience: {
      name: 'audience',
      partitionKey: 'audienceShard',
      sortKey: 'subscriberId',
      sortType: 'S',
      projection: 'ALL',
    },
  },
} as const;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const separator = '#';

export const keys = {
  subscriber: (id: string): Key => ({ pk: `S#${id}`, sk: 'P' }),
  enrolment: ({ subscriberId, journeyId }: EnrolmentKey): Key => ({ pk: `S#${subscriberId}`, sk: `E#${journeyId}` }),
  enrolmentsOf: (subscriberId: string) => ({ pk: `S#${subscriberId}`, prefix: 'E#' }),
  /** A batch id starts with its bucket's id, so that one query reads a whole bucket. */
  outcome: (batchId: string): Key => ({ pk: bucketPartition(batchId.slice(0, bucketIdLength)), sk: `O#${batchId}` }),
  recipients: (batchId: string): Key => ({ pk: bucketPartition(batchId.slice(0, bucketIdLength)), sk: `R#${batchId}` }),
  evidence: (batchId: string, slot: number): Key => ({
    pk: bucketPartition(batchId.slice(0, bucketIdLength)),
    sk: `V#${batchId}#${slot}`,
  }),
  outcomesOf: (bucketId: string) => ({ pk: bucketPartition(bucketId), prefix: 'O#' }),
  evidenceOf: (bucketId: string) => ({ pk: bucketPartition(bucketId), prefix: 'V#' }),
  bucket: (bucket: Bucket): Key => ({
    pk: `M#${subjectName(bucket.subject)}`,
    sk: [bucket.subject.kind === 'journey' ? bucket.subject.step : '', bucket.day, bucket.variant, bucket.id].join(
      separator,
    ),
  }),
  bucketsOf: (subject: { journeyId: string } | { broadcastId: string }) => ({
    pk: 'journeyId' in subject ? `M#J#${subject.journeyId}` : `M#B#${subject.broadcastId}`,
  }),
  /** The cohorts of one step or broadcast from that day on: `#` sorts just before `$`. */
  bucketsSince: (subject: Subject, fromDay: string) => {
    const step = subject.kind === 'journey' ? subject.step : '';
    return { pk: `M#${subjectName(subject)}`, from: `${step}${separator}${fromDay}`, to: `${step}$` };
  },
  broadcast: (id: string): Key => ({ pk: 'BROADCASTS', sk: id }),
  broadcasts: () => ({ pk: 'BROADCASTS' }),
  slice: (broadcastId: string, shard: number, index: number): Key => ({
    pk: `B#${broadcastId}`,
    sk: `S#${String(shard).padStart(2, '0')}#${String(index).padStart(6, '0')}`,
  }),
  journeyVersion: (journeyId: string, version: string): Key => ({ pk: `J#${journeyId}`, sk: `V#${version}` }),
  journeyVersionsOf: (journeyId: string) => ({ pk: `J#${journeyId}`, prefix: 'V#' }),
  /** Remembers that there is or was such a journey: none has an empty name. */
  journeyName: (journeyId: string): Key => ({ pk: 'J#', sk: journeyId }),
  journeyNames: () => ({ pk: 'J#' }),
  blob: (name: string): Key => ({ pk: `X#${name}`, sk: 'X' }),
  /** By a hash of the sender's own event id, which may be any text. */
  goalReceipt: (eventId: string): Key => ({
    pk: `G#${createHash('sha256').update(eventId).digest('base64url')}`,
    sk: 'R',
  }),
  withdrawnLinks: () => ({ pk: 'WITHDRAWN' }),
  withdrawnLink: (hash: string, link: number): Key => ({ pk: 'WITHDRAWN', sk: `${hash}#${link}` }),
  linkTable: (hash: string): Key => ({ pk: `L#${hash}`, sk: 'T' }),
  proof: (): Key => ({ pk: 'PROOF', sk: 'P' }),
  pace: (): Key => ({ pk: 'SENDING', sk: 'PACE' }),
  control: (): Key => ({ pk: 'SENDING', sk: 'CONTROL' }),
  review: (): Key => ({ pk: 'REVIEW', sk: 'R' }),
  noticeMail: (): Key => ({ pk: 'NOTICE-MAIL', sk: 'M' }),
  leads: () => ({ pk: 'LEADS' }),
  lead: ({ at, batchId, slot }: { at: number; batchId: string; slot: number }): Key => ({
    pk: 'LEADS',
    sk: `${String(at).padStart(15, '0')}#${batchId}#${slot}`,
  }),
  /** Remembers beside the batch which slots gave a warm lead, and when. */
  leadMark: ({ batchId, slot }: { batchId: string; slot: number }): Key => ({
    pk: bucketPartition(batchId.slice(0, bucketIdLength)),
    sk: `W#${batchId}#${slot}`,
  }),
  notices: () => ({ pk: 'NOTICES' }),
  notice: ({ at, subscriberId, cause }: { at: number; subscriberId: string; cause: string }): Key => ({
    pk: 'NOTICES',
    sk: `${String(at).padStart(15, '0')}#${subscriberId}#${cause}`,
  }),
  /** Remembers under the subscriber which causes gave a notice, and when. */
  noticeMark: ({ subscriberId, cause }: { subscriberId: string; cause: string }): Key => ({
    pk: `S#${subscriberId}`,
    sk: `N#${cause}`,
  }),
};

/** Every family of partitions, as a pattern of its keys: what a function's permissions name. */
export const partitions = {
  people: 'S#*',
  batches: 'O#*',
  numbers: 'M#*',
  broadcasts: 'BROADCASTS',
  slices: 'B#*',
  journeys: 'J#*',
  blobs: 'X#*',
  links: 'L#*',
  withdrawn: 'WITHDRAWN',
  notices: 'NOTICE*',
  leads: 'LEADS',
  receipts: 'G#*',
  review: 'REVIEW',
  proof: 'PROOF',
  sending: 'SENDING',
} as const;
export type Partition = keyof typeof partitions;

export const bucketIdLength = 11;

function bucketPartition(bucketId: string): string {
  return `O#${bucketId}`;
}

function subjectName(subject: Subject): string {
  return subject.kind === 'journey' ? `J#${subject.journeyId}` : `B#${subject.broadcastId}`;
}

/** What a due item is, read back from its key alone. */
export type KeyMeaning =
  | { readonly kind: 'enrolment'; readonly key: EnrolmentKey }
  | { readonly kind: 'batch'; readonly batchId: string }
  | { readonly kind: 'bucket'; readonly bucket: Bucket }
  | { readonly kind: 'broadcast'; readonly broadcastId: string }
  | { readonly kind: 'confirmation'; readonly subscriberId: string }
  | { readonly kind: 'notice-mail' }
  | { readonly kind: 'review' };

/** Reads a key back into domain words; throws on one this table never writes with a `dueAt`. */
export function meaningOf({ pk, sk }: Key): KeyMeaning {
  if (pk.startsWith('S#')) {
    const subscriberId = pk.slice(2);
    if (sk === 'P') return { kind: 'confirmation', subscriberId };
    if (sk.startsWith('E#')) return { kind: 'enrolment', key: { subscriberId, journeyId: sk.slice(2) } };
  }
  if (pk.startsWith('O#') && sk.startsWith('O#')) return { kind: 'batch', batchId: sk.slice(2) };
  if (pk === 'REVIEW') return { kind: 'review' };
  if (pk === 'NOTICE-MAIL') return { kind: 'notice-mail' };
  if (pk === 'BROADCASTS') return { kind: 'broadcast', broadcastId: sk };
  if (pk.startsWith('M#')) return { kind: 'bucket', bucket: bucketFromKey({ pk, sk }) };
  throw new Error(`Key ${pk} / ${sk} has no meaning on the due index.`);
}

/** Whose evidence an item is, by its key. */
export function slotOfEvidence({ sk }: Pick<Key, 'sk'>): { readonly batchId: string; readonly slot: number } {
  const [kind, batchId, slot] = sk.split('#');
  if (kind !== 'V' || batchId === undefined || slot === undefined) throw new Error(`Key ${sk} is none of evidence.`);
  return { batchId, slot: Number(slot) };
}

function bucketFromKey({ pk, sk }: Key): Bucket {
  const [step = '', day = '', variant = '', id = ''] = sk.split(separator);
  const name = pk.slice(4);
  const subject: Subject = pk.startsWith('M#J#')
    ? { kind: 'journey', journeyId: name, step }
    : { kind: 'broadcast', broadcastId: name };
  return { id, subject, day, variant };
}

/** How many shards the due index has for each kind of item. More shards, more writes a second; fewer, fuller batches. */
export const dueShards = {
  enrolment: 4,
  batch: 4,
  bucket: 2,
  broadcast: 1,
  confirmation: 1,
  'notice-mail': 1,
  review: 1,
} as const;
export type DueKind = keyof typeof dueShards;
/**
 * A thousand sign-ups, leavings and changes a second fit into one partition of an index, and fewer shards make fuller batches.
 * Another number finds only those who were saved under it.
 */
export const audienceShards: number = 1;

/** The due shard of an item: its kind, and a hash of what names it. */
export function dueShard(kind: DueKind, name: string): string {
  return `${kind}-${spread(name, dueShards[kind])}`;
}

export const allDueShards: readonly { readonly shard: string; readonly kind: DueKind }[] = Object.entries(
  dueShards,
).flatMap(([kind, count]) =>
  Array.from({ length: count }, (_, index) => ({ shard: `${kind}-${index}`, kind: kind as DueKind })),
);

export function audienceShard(subscriberId: string): number {
  return spread(subscriberId, audienceShards);
}

export const audienceShardName = (shard: number): string => `audience-${shard}`;

function spread(name: string, count: number): number {
  return count === 1 ? 0 : (createHash('sha256').update(name).digest()[0] as number) % count;
}
