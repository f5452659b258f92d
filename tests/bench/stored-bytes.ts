// What the table holds, as DynamoDB bills it by the month: every item and every entry of an index with its overhead.
// Source: DynamoDB developer guide, "Item sizes and formats"; each of them has 100 bytes on top for the index structure.
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../functions/table.ts';
import { localClient } from '../contract/dynalite-table.ts';
import type { Stage } from './stage.ts';
import { indexEntry, itemBytes, type StoredItem } from './units.ts';

const overheadBytes = 100;

export interface StoredBytes {
  /** Batches: outcomes and recipients. */
  readonly batches: number;
  /** What opens and clicks leave behind. */
  readonly evidence: number;
  /** Subscribers, their walks, and their entries in the indexes. */
  readonly people: number;
}

export async function storedBytes({ engines }: Stage): Promise<StoredBytes> {
  const client = new DynamoDBClient(localClient(engines.addresses.dynamodb));
  const found = { batches: 0, evidence: 0, people: 0 };
  let from: StoredItem | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableDefinition.name, ...(from && { ExclusiveStartKey: from }) }),
    );
    for (const item of page.Items ?? []) {
      const kind = kindOf(item);
      if (kind) found[kind] += billedBytes(item);
    }
    from = page.LastEvaluatedKey;
  } while (from);
  client.destroy();
  return found;
}

function kindOf({ pk, sk }: StoredItem): keyof StoredBytes | undefined {
  if (pk?.S?.startsWith('S#')) return 'people';
  if (!pk?.S?.startsWith('O#')) return undefined;
  return sk?.S?.startsWith('V#') ? 'evidence' : 'batches';
}

function billedBytes(item: StoredItem): number {
  const copies = Object.values(tableDefinition.indexes).map((index) => indexEntry(index, item));
  return [item, ...copies].reduce((sum, copy) => sum + (copy ? itemBytes(copy) + overheadBytes : 0), 0);
}
