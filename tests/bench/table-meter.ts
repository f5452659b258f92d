// A meter on a DynamoDB client: counts the units that DynamoDB would bill for what passes. It keeps a copy of every item it
// has met, because neither the size before a write nor the size behind a projection is in any answer.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../functions/table.ts';
import { baseWriteUnits, indexEntry, indexWriteUnits, itemBytes, readUnits, type StoredItem } from './units.ts';

export interface Units {
  readonly write: number;
  /** The part of `write` that went to indexes. */
  readonly indexWrite: number;
  readonly read: number;
}

type Key = Record<string, AttributeValue>;

/** What the meter reads of any command's input and answer. */
interface Input {
  readonly Key?: Key;
  readonly Item?: Key;
  readonly ConsistentRead?: boolean;
  readonly IndexName?: string;
  ProjectionExpression?: string;
  /** Only those of the projection go with it: no query of ours uses names for anything else beside one. */
  ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys: readonly Key[]; readonly ConsistentRead?: boolean }>
  >;
  ReturnValues?: string;
}

interface Answer {
  readonly Attributes?: Key;
  readonly Item?: Key;
  readonly Responses?: Readonly<Record<string, readonly Key[]>>;
  readonly Items?: readonly Key[];
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys?: readonly Key[] }>>;
}

export class TableMeter {
  readonly client: DynamoDBClient;
  /** Reads what was there before the meter came, without being charged for it. */
  readonly #free: DynamoDBClient;
  /** Undefined for an item that is known not to be there. */
  readonly #copies = new Map<string, StoredItem | undefined>();
  #units = { write: 0, indexWrite: 0, read: 0 };
  /** Units by what was done to which kind of item, for finding where they go. */
  readonly #byKind = new Map<string, number>();

  constructor(
    config: DynamoDBClientConfig,
    readonly tableName: string,
  ) {
    this.#free = new DynamoDBClient(config);
    this.client = new DynamoDBClient(config);
    this.client.middlewareStack.add(
      (next, context) => async (args) => {
        const command = String((context as { commandName?: string }).commandName);
        const input = args.input as Input;
        if (command === 'UpdateItemCommand') input.ReturnValues = 'ALL_NEW';
        // What is left out of an answer is billed all the same, so that whole items are asked for.
        if (input.ProjectionExpression) {
          delete input.ProjectionExpression;
          delete input.ExpressionAttributeNames;
        }
        await this.#meet(input.Key ?? input.Item, command);
        try {
          const result = await next(args);
          this.#charge(command, input, result.output as Answer);
          return result;
        } catch (error) {
          if (error instanceof ConditionalCheckFailedException) this.#chargeRefused(command, input);
          throw error;
        }
      },
      { step: 'initialize', name: 'tableMeter' },
    );
  }

  /** Copies the item that is to be written as it stands, the first time it is spoken of. What is read brings itself. */
  async #meet(key: Key | undefined, command: string): Promise<void> {
    if (!key || command === 'GetItemCommand' || this.#copies.has(nameOf(key))) return;
    const Key = { pk: key.pk, sk: key.sk } as Key;
    const { Item } = await this.#free.send(
      new GetItemCommand({ TableName: this.tableName, Key, ConsistentRead: true }),
    );
    this.#copies.set(nameOf(Key), Item);
  }

  get units(): Units {
    return { ...this.#units };
  }

  /** The largest first: `put outcome`, `read subscriber` and the like. */
  get byKind(): Record<string, number> {
    return Object.fromEntries([...this.#byKind].sort(([, a], [, b]) => b - a));
  }

  reset(): void {
    this.#units = { write: 0, indexWrite: 0, read: 0 };
    this.#byKind.clear();
  }

  #charge(command: string, input: Input, answer: Answer): void {
    const brought = [...(answer.Item ? [answer.Item] : []), ...Object.values(answer.Responses ?? {}).flat()];
    for (const item of brought) this.#copies.set(nameOf(item), item);
    if (command === 'PutItemCommand') this.#wrote('put', input.Item as Key, input.Item);
    else if (command === 'UpdateItemCommand') this.#wrote('update', input.Key as Key, answer.Attributes);
    else if (command === 'DeleteItemCommand') this.#wrote('delete', input.Key as Key, undefined);
    else if (command === 'GetItemCommand') this.#readKey(input.Key as Key, input.ConsistentRead ?? false);
    else if (command === 'BatchGetItemCommand') this.#readKeys(input, answer);
    else if (command === 'QueryCommand') this.#queried(input, answer);
    else throw new Error(`The meter does not know what ${command} costs.`);
  }

  #wrote(verb: string, key: Key, after: StoredItem | undefined): void {
    const name = nameOf(key);
    const before = this.#copies.get(name);
    const [base, index] = [baseWriteUnits(before, after), indexWriteUnits(before, after)];
    this.#units.write += base + index;
    this.#units.indexWrite += index;
    this.#note(`${verb} ${kindOf(key)}`, base);
    if (index > 0) this.#note(`index by ${verb} ${kindOf(key)}`, index);
    this.#copies.set(name, after);
  }

  /** A condition that was false costs what the item as it stands costs, or the one that was to replace it. */
  #chargeRefused(command: string, input: Input): void {
    const key = (input.Key ?? input.Item) as Key;
    const units = baseWriteUnits(this.#copies.get(nameOf(key)), input.Item);
    this.#units.write += units;
    this.#note(`refused ${command === 'PutItemCommand' ? 'put' : 'update'} ${kindOf(key)}`, units);
  }

  #readKey(key: Key, consistent: boolean): void {
    const item = this.#copies.get(nameOf(key));
    this.#read(`get ${kindOf(key)}`, item ? itemBytes(item) : 0, consistent);
  }

  #readKeys(input: Input, answer: Answer): void {
    for (const [table, { Keys, ConsistentRead = false }] of Object.entries(input.RequestItems ?? {})) {
      const unread = new Set((answer.UnprocessedKeys?.[table]?.Keys ?? []).map(nameOf));
      for (const key of Keys) if (!unread.has(nameOf(key))) this.#readKey(key, ConsistentRead);
    }
  }

  #queried(input: Input, answer: Answer): void {
    const index = Object.values(tableDefinition.indexes).find(({ name }) => name === input.IndexName);
    const bytes = (answer.Items ?? []).reduce((sum, item) => {
      const copy = this.#copies.get(nameOf(item)) ?? item;
      return sum + itemBytes((index ? indexEntry(index, copy) : copy) ?? item);
    }, 0);
    const [first] = answer.Items ?? [];
    this.#read(`query ${index?.name ?? (first ? kindOf(first) : 'nothing')}`, bytes, input.ConsistentRead ?? false);
  }

  #read(what: string, bytes: number, consistent: boolean): void {
    const units = readUnits(bytes, consistent);
    this.#units.read += units;
    this.#note(what, units);
  }

  #note(what: string, units: number): void {
    this.#byKind.set(what, (this.#byKind.get(what) ?? 0) + units);
  }
}

const nameOf = (key: Key): string => `${key[tableDefinition.partitionKey]?.S}\n${key[tableDefinition.sortKey]?.S}`;

/** The kind of item by the first letters of its keys: `O#/R#` is a batch's recipients. */
function kindOf(key: Key): string {
  const letters = (text = '') => (text.includes('#') ? `${text.split('#')[0]}#` : text.length > 12 ? '*' : text);
  return `${letters(key[tableDefinition.partitionKey]?.S)}/${letters(key[tableDefinition.sortKey]?.S)}`;
}
