// What DynamoDB refuses and dynalite lets pass, as rules over one request, so that the local engine hides no mistake of ours.
// Source: "Constraints in Amazon DynamoDB" and "Using time to live" of its developer guide.
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../functions/table.ts';

type Item = Readonly<Record<string, AttributeValue>>;

export interface TableRequest {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly IndexName?: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

const expressionNames = [
  'KeyConditionExpression',
  'FilterExpression',
  'ConditionExpression',
  'UpdateExpression',
  'ProjectionExpression',
] as const;
const [expressionBytes, operandsOfIn, nestingLevels] = [4_096, 100, 32];
const [partitionKeyBytes, sortKeyBytes] = [2_048, 1_024];

const { partitionKey, sortKey, ttl } = tableDefinition;
const indexes = Object.values(tableDefinition.indexes);
const partitionKeys: ReadonlySet<string> = new Set([partitionKey, ...indexes.map((index) => index.partitionKey)]);
const sortKeys: ReadonlySet<string> = new Set([sortKey, ...indexes.map((index) => index.sortKey)]);

/** Why DynamoDB would not do this; undefined where it would. */
export function refusalOf(request: TableRequest): string | undefined {
  for (const reason of reasons(request)) return reason;
  return undefined;
}

/** The client, refusing like DynamoDB before it asks the engine. */
export function strictly(client: DynamoDBClient): DynamoDBClient {
  client.middlewareStack.add(
    (next) => (args) => {
      const reason = refusalOf(args.input as TableRequest);
      if (reason) throw Object.assign(new Error(reason), { name: 'ValidationException' });
      return next(args);
    },
    { step: 'initialize' },
  );
  return client;
}

function* reasons(request: TableRequest): Generator<string> {
  for (const name of expressionNames) yield* expressionReasons(name, request[name] ?? '');
  const { Item: put = {}, Key: key = {}, ExpressionAttributeValues: values = {} } = request;
  for (const [name, value] of [...Object.entries(put), ...Object.entries(key), ...Object.entries(values)]) {
    yield* valueReasons(name, value, 0);
  }
  for (const [name, value] of [...Object.entries(put), ...Object.entries(key), ...assigned(request)]) {
    if (partitionKeys.has(name)) yield* keyReasons(name, value, partitionKeyBytes);
    if (sortKeys.has(name)) yield* keyReasons(name, value, sortKeyBytes);
    if (name === ttl) yield* lifeReasons(value);
  }
  for (const [placeholder] of (request.KeyConditionExpression ?? '').matchAll(/:\w+/g)) {
    yield* keyReasons(placeholder, values[placeholder] ?? {}, partitionKeyBytes);
  }
  yield* projectionReasons(request);
}

function* expressionReasons(name: string, expression: string): Generator<string> {
  if (Buffer.byteLength(expression) > expressionBytes) yield `${name} is over ${expressionBytes} bytes.`;
  for (const [, operands = ''] of expression.matchAll(/\bIN\s*\(([^)]*)\)/gi)) {
    if (operands.split(',').length > operandsOfIn) yield `${name} has an IN of more than ${operandsOfIn} operands.`;
  }
}

/** Of every value, also deep inside: text that UTF-8 can hold, nested no deeper than DynamoDB keeps. */
function* valueReasons(name: string, value: AttributeValue, level: number): Generator<string> {
  if (level > nestingLevels) yield `${name} is nested deeper than ${nestingLevels} levels.`;
  else {
    const texts = [value.S ?? '', ...(value.SS ?? []), ...Object.keys(value.M ?? {})];
    if (!texts.every((text) => text.isWellFormed())) yield `${name} holds half a character, which UTF-8 cannot write.`;
    for (const inner of [...(value.L ?? []), ...Object.values(value.M ?? {})]) {
      yield* valueReasons(name, inner, level + 1);
    }
  }
}

/** Keys of the table and of its indexes alike: an item with an empty key of an index is not kept at all. */
function* keyReasons(name: string, { S }: { readonly S?: string | undefined }, maxBytes: number): Generator<string> {
  if (S === '') yield `${name} is a key, and empty.`;
  if (S !== undefined && Buffer.byteLength(S) > maxBytes) yield `${name} is a key of more than ${maxBytes} bytes.`;
}

/** DynamoDB takes any time to live, and never removes an item whose time is in milliseconds or in words. */
function* lifeReasons({ N }: { readonly N?: string | undefined }): Generator<string> {
  const seconds = Number(N);
  if (!Number.isInteger(seconds) || seconds < 1e9 || seconds > 1e11) yield `${ttl} is no time in seconds.`;
}

/** What an update sets, by the attributes' own names. */
function assigned({ UpdateExpression = '', ...request }: TableRequest): [string, AttributeValue][] {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = request;
  return [...UpdateExpression.matchAll(/(#?\w+) = (:\w+)/g)].flatMap(([, name = '', placeholder = '']) => {
    const value = values[placeholder];
    return value ? [[names[name] ?? name, value]] : [];
  });
}

/** A global index answers with what it projects, and refuses to be asked for more. */
function* projectionReasons({ IndexName, ProjectionExpression, ...request }: TableRequest): Generator<string> {
  const index = indexes.find(({ name }) => name === IndexName);
  if (!index || index.projection === 'ALL' || !ProjectionExpression) return;
  const projected: ReadonlySet<string> = new Set([partitionKey, sortKey, index.partitionKey, index.sortKey]);
  for (const name of ProjectionExpression.split(/,\s*/)) {
    const field = request.ExpressionAttributeNames?.[name] ?? name;
    if (!projected.has(field)) yield `The index ${index.name} does not project ${field}.`;
  }
}
