// Metrics buckets: totals and the mark that asks for a rollup live in one item, so that clearing a stale mark is refused.
import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Bucket, BucketTotals } from '../../domain/metrics.ts';
import { type Lateness, lateSpan, lateWordKeptMs } from '../../domain/proof.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { MetricsStore } from '../../ports/stores.ts';
import { dueShard, keys, meaningOf } from '../../table.ts';
import { fromBatchItem } from './batch-item.ts';
import { toEvidence } from './evidence-store.ts';
import type { Item, TableAccess } from './table-access.ts';

const markTries = 8;

interface ProofItem {
  readonly sentAt?: EpochMs;
  /** Of even and of odd spans. */
  readonly late0?: Lateness;
  readonly late1?: Lateness;
}

export function makeMetricsStore(table: TableAccess): MetricsStore {
  return {
    async markDirty(bucket, dueAt, restsUntil = dueAt) {
      const key = keys.bucket(bucket);
      for (let round = 0; round < markTries; round++) {
        // A fifth of what a write costs, and mostly it saves one.
        const standing = (await table.get(key))?.dueAt as number | undefined;
        if (standing !== undefined && standing > restsUntil && standing <= dueAt) return;
        const isTooLate = standing !== undefined && standing > dueAt;
        if (await table.update(key, isTooLate ? sooner(bucket, dueAt) : marked(bucket, dueAt))) return;
      }
      throw new Error(`A bucket's mark was contended ${markTries} times in a row; the message will be retried.`);
    },
    async read(bucket) {
      // The mark first: whatever is written after this read leaves another mark behind.
      const item = await table.get(keys.bucket(bucket));
      const [batches, evidence] = await Promise.all([
        table.queryAll(keys.outcomesOf(bucket.id), true),
        table.queryAll(keys.evidenceOf(bucket.id), true),
      ]);
      const mark = item?.mark as string | undefined;
      return {
        batches: batches.map(fromBatchItem),
        evidence: evidence.map(toEvidence),
        ...(mark !== undefined && { mark, dueAt: item?.dueAt as number }),
      };
    },
    async saveTotals(bucket, totals, mark, againAt) {
      const saved = await table.update(keys.bucket(bucket), {
        UpdateExpression:
          againAt === undefined
            ? 'SET totals = :totals REMOVE mark, dueAt, dueShard'
            : 'SET totals = :totals, dueAt = :againAt, mark = :next',
        ConditionExpression: 'mark = :mark',
        ExpressionAttributeValues: marshall(
          // Another mark, so that whoever still counts for the old one cannot clear what waits for the new time.
          {
            ':totals': totals,
            ':mark': mark,
            ...(againAt !== undefined && { ':againAt': againAt, ':next': randomUUID() }),
          },
          { removeUndefinedValues: true },
        ),
        ReturnValues: 'NONE',
      });
      if (saved) return true;
      // A newer mark promises a newer rollup, so that these numbers may stand until then; without any mark a newer
      // rollup has been, and they may not.
      await table.update(keys.bucket(bucket), {
        UpdateExpression: 'SET totals = :totals',
        ConditionExpression: 'attribute_exists(mark)',
        ExpressionAttributeValues: marshall({ ':totals': totals }),
        ReturnValues: 'NONE',
      });
      return false;
    },
    async totals(subject) {
      return counted(await table.queryAll(keys.bucketsOf(subject)));
    },
    async totalsSince(subject, fromDay) {
      return counted(await table.queryRange(keys.bucketsSince(subject, fromDay)));
    },
    async proof() {
      const { sentAt = 0, late0, late1 } = ((await table.get(keys.proof())) ?? {}) as ProofItem;
      return { sentAt, late: [late0, late1].filter((late) => late !== undefined) };
    },
    async raiseProof(sentAt, late) {
      if (late)
        await table.update(keys.proof(), {
          UpdateExpression: 'SET #late = :late',
          ConditionExpression: 'attribute_not_exists(#late) OR #late.ms < :ms OR #late.#at < :spanStart',
          ExpressionAttributeNames: { '#late': `late${lateSpan(late.at) % 2}`, '#at': 'at' },
          ExpressionAttributeValues: marshall({
            ':late': late,
            ':ms': late.ms,
            ':spanStart': lateSpan(late.at) * lateWordKeptMs,
          }),
          ReturnValues: 'NONE',
        });
      await table.update(keys.proof(), {
        UpdateExpression: 'SET sentAt = :sentAt',
        ConditionExpression: 'attribute_not_exists(sentAt) OR sentAt < :sentAt',
        ExpressionAttributeValues: marshall({ ':sentAt': sentAt }),
        ReturnValues: 'NONE',
      });
    },
    async claimProbe(now, before) {
      const claimed = await table.update(keys.proof(), {
        UpdateExpression: 'SET probedAt = :now',
        ConditionExpression: 'attribute_not_exists(probedAt) OR probedAt <= :before',
        ExpressionAttributeValues: marshall({ ':now': now, ':before': before }),
        ReturnValues: 'ALL_NEW',
      });
      return claimed !== undefined;
    },
  };
}

/** A bucket that is due already keeps its time: steady events would postpone its rollup for ever, and moving `dueAt` costs two index writes. */
function marked(bucket: Bucket, dueAt: number) {
  return {
    UpdateExpression:
      'SET mark = :mark, dueAt = if_not_exists(dueAt, :dueAt), dueShard = if_not_exists(dueShard, :dueShard)',
    ConditionExpression: 'attribute_not_exists(dueAt) OR dueAt <= :dueAt',
    ...markValues(bucket, dueAt),
  } as const;
}

/** Whoever found the old mark resting relied on its time: a sooner one is another mark. */
function sooner(bucket: Bucket, dueAt: number) {
  return {
    UpdateExpression: 'SET mark = :mark, dueAt = :dueAt, dueShard = :dueShard',
    ConditionExpression: 'dueAt > :dueAt',
    ...markValues(bucket, dueAt),
  } as const;
}

function markValues(bucket: Bucket, dueAt: number) {
  const values = { ':mark': randomUUID(), ':dueAt': dueAt, ':dueShard': dueShard('bucket', bucket.id) };
  return { ExpressionAttributeValues: marshall(values), ReturnValues: 'NONE' } as const;
}

function counted(items: readonly Item[]) {
  return items.flatMap((item) =>
    item.totals ? [{ bucket: bucketOfItem(item), totals: item.totals as BucketTotals }] : [],
  );
}

function bucketOfItem(item: Item) {
  const meaning = meaningOf({ pk: item.pk as string, sk: item.sk as string });
  if (meaning.kind !== 'bucket') throw new Error('An item of another kind stands among the metrics buckets.');
  return meaning.bucket;
}
