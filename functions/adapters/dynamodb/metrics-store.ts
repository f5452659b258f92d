// Metrics buckets: totals and the mark that asks for a rollup live in one item, so that clearing a stale mark is refused.
import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { BucketTotals } from '../../domain/metrics.ts';
import type { MetricsStore } from '../../ports/stores.ts';
import { dueShard, keys, meaningOf } from '../../table.ts';
import { fromBatchItem } from './batch-item.ts';
import { toEvidence } from './evidence-store.ts';
import type { Item, TableAccess } from './table-access.ts';

export function makeMetricsStore(table: TableAccess): MetricsStore {
  return {
    async markDirty(bucket, dueAt) {
      // A bucket that is due already keeps its time: steady events would postpone its rollup for ever, and moving
      // `dueAt` costs two index writes.
      await table.update(keys.bucket(bucket), {
        UpdateExpression:
          'SET mark = :mark, dueAt = if_not_exists(dueAt, :dueAt), dueShard = if_not_exists(dueShard, :dueShard)',
        ExpressionAttributeValues: marshall({
          ':mark': randomUUID(),
          ':dueAt': dueAt,
          ':dueShard': dueShard('bucket', bucket.id),
        }),
        ReturnValues: 'NONE',
      });
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
        ...(mark !== undefined && { mark }),
      };
    },
    async saveTotals(bucket, totals, mark, againAt) {
      const saved = await table.update(keys.bucket(bucket), {
        UpdateExpression:
          againAt === undefined
            ? 'SET totals = :totals REMOVE mark, dueAt, dueShard'
            : 'SET totals = :totals, dueAt = :againAt',
        ConditionExpression: 'mark = :mark',
        ExpressionAttributeValues: marshall(
          { ':totals': totals, ':mark': mark, ':againAt': againAt },
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
      return ((await table.get(keys.proof()))?.sentAt as number | undefined) ?? 0;
    },
    async raiseProof(sentAt) {
      await table.update(keys.proof(), {
        UpdateExpression: 'SET sentAt = :sentAt',
        ConditionExpression: 'attribute_not_exists(sentAt) OR sentAt < :sentAt',
        ExpressionAttributeValues: marshall({ ':sentAt': sentAt }),
        ReturnValues: 'NONE',
      });
    },
  };
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
