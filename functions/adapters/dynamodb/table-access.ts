// The few table operations the stores are built from: reads that never mistake "not read" for "not there",
// versioned puts that recognise their own write when its answer was lost, conditional updates.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Key } from '../../table.ts';

export type Item = Record<string, unknown>;

const keysPerBatchGet = 100;
const fruitlessRounds = 6;
const firstBackoffMs = 25;

export interface QueryRequest {
  readonly index?: string;
  readonly condition: string;
  readonly values: Item;
  readonly names?: Record<string, string>;
  readonly consistent?: boolean;
  readonly limit?: number;
  readonly forward?: boolean;
  readonly startAfter?: Item;
  /** Of each item these alone; absent: all. What is not asked for is read and billed, but neither sent nor unpacked. */
  readonly fields?: readonly string[];
  /** What does not pass is read and billed, but not sent. */
  readonly filter?: string;
}

/** Keys asked for in one turn of the event loop, each with those who wait for it: one call reads them together. */
type Asked = Map<string, { readonly key: Key; readonly item: PromiseWithResolvers<Item | undefined> }>;

export class TableAccess {
  private readonly asked: { readonly [Consistency in 'strong' | 'eventual']: Asked } = {
    strong: new Map(),
    eventual: new Map(),
  };

  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /** Reads of the same turn share a call, whoever asks: a request costs far more than a key in it. */
  get(key: Key, consistent = true): Promise<Item | undefined> {
    const consistency = consistent ? 'strong' : 'eventual';
    const asked = this.asked[consistency];
    const name = nameOf(key);
    const known = asked.get(name);
    if (known) return known.item.promise;
    if (asked.size === 0) setImmediate(() => this.readAsked(consistency));
    const item = Promise.withResolvers<Item | undefined>();
    asked.set(name, { key, item });
    return item.promise;
  }

  /** Reads any number of distinct keys; throws when rounds in a row bring nothing more. */
  async getMany(wanted: readonly Key[], consistent = true): Promise<Item[]> {
    const distinct = new Map(wanted.map((key) => [nameOf(key), key]));
    const found = await Promise.all([...distinct.values()].map((key) => this.get(key, consistent)));
    return found.filter((item) => item !== undefined);
  }

  private readAsked(consistency: 'strong' | 'eventual'): void {
    const asked = [...this.asked[consistency].values()];
    this.asked[consistency].clear();
    for (let at = 0; at < asked.length; at += keysPerBatchGet) {
      const part = asked.slice(at, at + keysPerBatchGet);
      this.getChunk(
        part.map(({ key }) => key),
        consistency === 'strong',
      ).then(
        (items) => {
          const byName = new Map(items.map((item) => [nameOf(item as unknown as Key), item]));
          for (const { key, item } of part) item.resolve(byName.get(nameOf(key)));
        },
        (error) => {
          for (const { item } of part) item.reject(error);
        },
      );
    }
  }

  private async getChunk(chunk: readonly Key[], consistent: boolean): Promise<Item[]> {
    const [only] = chunk;
    if (chunk.length === 1 && only) {
      const one = new GetItemCommand({ TableName: this.tableName, Key: marshall(only), ConsistentRead: consistent });
      const { Item } = await this.client.send(one);
      return Item ? [unmarshall(Item)] : [];
    }
    const items: Item[] = [];
    let pending: Record<string, AttributeValue>[] = chunk.map((key) => marshall(key));
    // Large items come in several answers of limited size: only rounds that brought nothing count as failures.
    let fruitless = 0;
    for (let round = 0; pending.length > 0; round++) {
      if (fruitless === fruitlessRounds) throw new Error(`${pending.length} keys stayed unread after ${round} rounds.`);
      if (fruitless > 0) await sleep(firstBackoffMs * 2 ** (fruitless - 1));
      const answer = await this.client.send(
        new BatchGetItemCommand({ RequestItems: { [this.tableName]: { Keys: pending, ConsistentRead: consistent } } }),
      );
      for (const item of answer.Responses?.[this.tableName] ?? []) items.push(unmarshall(item));
      const left = answer.UnprocessedKeys?.[this.tableName]?.Keys ?? [];
      fruitless = left.length < pending.length ? 0 : fruitless + 1;
      pending = left;
    }
    return items;
  }

  /** One page. */
  async query(request: QueryRequest): Promise<{ items: Item[]; last?: Item }> {
    const answer = await this.client.send(
      new QueryCommand({
        TableName: this.tableName,
        IndexName: request.index,
        KeyConditionExpression: request.condition,
        FilterExpression: request.filter,
        ExpressionAttributeValues: marshall(request.values),
        ...namesAndFields(request),
        ConsistentRead: request.consistent ?? false,
        Limit: request.limit,
        ScanIndexForward: request.forward ?? true,
        ExclusiveStartKey: request.startAfter && marshall(request.startAfter),
      }),
    );
    const items = (answer.Items ?? []).map((item) => unmarshall(item));
    return answer.LastEvaluatedKey ? { items, last: unmarshall(answer.LastEvaluatedKey) } : { items };
  }

  /** All pages of one partition whose sort key starts with `prefix`. */
  async queryAll({ pk, prefix }: { pk: string; prefix?: string }, consistent = false): Promise<Item[]> {
    return this.allPages({
      condition: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
      values: prefix ? { ':pk': pk, ':prefix': prefix } : { ':pk': pk },
      consistent,
    });
  }

  /** All pages of one partition with sort keys between two, both included. */
  async queryRange({ pk, from, to }: { pk: string; from: string; to: string }): Promise<Item[]> {
    const condition = 'pk = :pk AND sk BETWEEN :from AND :to';
    return this.allPages({ condition, values: { ':pk': pk, ':from': from, ':to': to } });
  }

  /** Every item that the condition and the filter let through. */
  async allPages(request: QueryRequest): Promise<Item[]> {
    const items: Item[] = [];
    let startAfter: Item | undefined;
    do {
      const page = await this.query({ ...request, ...(startAfter && { startAfter }) });
      items.push(...page.items);
      startAfter = page.last;
    } while (startAfter);
    return items;
  }

  /** Puts, whatever was there. */
  async put(key: Key, item: Item): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.tableName, Item: toItem({ ...item, ...key }) }));
  }

  /** Puts IF no item has this key; false when there is one. */
  async putIfAbsent(key: Key, item: Item): Promise<boolean> {
    return this.conditionally(
      new PutItemCommand({
        TableName: this.tableName,
        Item: toItem({ ...item, ...key }),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  }

  /**
   * Puts IF the stored `rev` is the item's (0: IF there is none), with `rev` one higher. A write whose answer was lost
   * is found by its own token.
   */
  async putVersioned(key: Key, item: Item & { rev: number }): Promise<boolean> {
    const saveToken = newToken();
    const won = await this.conditionally(
      new PutItemCommand({
        TableName: this.tableName,
        Item: toItem({ ...item, ...key, rev: item.rev + 1, saveToken }),
        ...(item.rev === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'rev = :rev', ExpressionAttributeValues: marshall({ ':rev': item.rev }) }),
      }),
    );
    return won || (await this.get(key))?.saveToken === saveToken;
  }

  /** Updates under the request's condition; the item after it, or undefined when the condition failed. */
  async update(key: Key, request: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>): Promise<Item | undefined> {
    try {
      const answer = await this.client.send(
        new UpdateItemCommand({ TableName: this.tableName, Key: marshall(key), ReturnValues: 'ALL_NEW', ...request }),
      );
      return unmarshall(answer.Attributes ?? {});
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  private async conditionally(command: PutItemCommand): Promise<boolean> {
    try {
      await this.client.send(command);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

/** Tells one write of an item from every other of the same item: 72 bits, in as few characters as are kept with every item. */
const newToken = (): string => randomBytes(9).toString('base64url');

const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

export function toItem(item: Item): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true });
}

/** A stored item without what only the table needs. */
export function withoutKeys(item: Item): Item {
  const { pk: _pk, sk: _sk, saveToken: _saveToken, dueShard: _dueShard, audienceShard: _audienceShard, ...rest } = item;
  return rest;
}

/** Every field by a name of its own, because DynamoDB keeps some words for itself. */
function namesAndFields({ names, fields }: QueryRequest) {
  if (!fields) return { ExpressionAttributeNames: names };
  return {
    ExpressionAttributeNames: { ...names, ...Object.fromEntries(fields.map((field) => [`#${field}`, field])) },
    ProjectionExpression: fields.map((field) => `#${field}`).join(', '),
  };
}
