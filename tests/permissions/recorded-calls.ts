// Records what each function asks of AWS while it runs on the local engines: the SDK's calls, by the function that made them.
import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { vi } from 'vitest';
import { type Context, makeContext } from '../../functions/composition/context.ts';
import { type FunctionName, queues } from '../../functions/manifest.ts';
import { partitions } from '../../functions/table.ts';
import type { Handlers, Make } from '../../infra/local/handlers.ts';
import { refusalOf, type TableRequest } from '../contract/strict-dynamodb.ts';

/** Such as `dynamodb:GetItem people`, `dynamodb:Query index/due enrolment`, `sqs:SendMessage advance`, `ses:SendEmail`. */
export type Call = string;

type Values = Readonly<Record<string, { readonly S?: string }>>;
interface TableInput {
  readonly Key?: Values;
  readonly Item?: Values;
  readonly IndexName?: string;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeValues?: Values;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Values[] }>>;
}
interface Command {
  readonly constructor: { readonly name: string };
  readonly input: unknown;
}

const inFunction = new AsyncLocalStorage<FunctionName>();

/** What SES should do instead of its usual, once: to live through doubts and refusals. */
export interface Mishap {
  readonly to: 'SendBulkEmail' | 'SendEmail';
  readonly fail: () => Error;
}

export interface Recorded {
  readonly calls: Map<FunctionName, Set<Call>>;
  readonly mishaps: Mishap[];
  /** What DynamoDB would have refused although the local engine takes it. */
  readonly refused: string[];
}

export function recordCalls(): Recorded {
  const calls = new Map<FunctionName, Set<Call>>();
  const mishaps: Mishap[] = [];
  const refused: string[] = [];
  const note = (read: () => readonly Call[]) => {
    const name = inFunction.getStore();
    // The runner's own calls are nobody's permission.
    if (!name) return;
    const known = calls.get(name) ?? new Set();
    calls.set(name, known);
    for (const call of read()) known.add(call);
  };
  listen(DynamoDBClient.prototype, (command) => {
    const reason = refusalOf(command.input as TableRequest);
    if (reason) refused.push(`${inFunction.getStore() ?? 'the runner'}: ${reason}`);
    note(() => tableCalls(operationOf(command), command.input as TableInput));
  });
  listen(SQSClient.prototype, (command) => note(() => [queueCall(command.input as { QueueUrl?: string })]));
  listen(SESv2Client.prototype, (command) => {
    const operation = operationOf(command);
    note(() => [`ses:${operation}`]);
    const at = mishaps.findIndex(({ to }) => to === operation);
    if (at >= 0) throw (mishaps.splice(at, 1)[0] as Mishap).fail();
  });
  return { calls, mishaps, refused };
}

/** The same functions, each known by name while it works. */
export function named(
  handlers: Required<Handlers>,
  settings: (context: Context) => Parameters<typeof makeContext>[0] = (context) => context,
): Handlers {
  const wrap =
    (name: FunctionName, make: Make): Make =>
    (context) => {
      // A context of its own, as each Lambda has: nothing that another function cached is known here.
      const made = make(makeContext(settings(context)));
      if (typeof made === 'function') return (...args) => inFunction.run(name, () => made(...args));
      return { fetch: (...args: Parameters<typeof made.fetch>) => inFunction.run(name, () => made.fetch(...args)) };
    };
  return Object.fromEntries(
    Object.entries(handlers).map(([name, make]) => [name, wrap(name as FunctionName, make)]),
  ) as Handlers;
}

/** A failure of listening fails the call, as a failure of AWS would. */
function listen(prototype: unknown, hear: (command: Command) => void): void {
  const client = prototype as { send: (command: Command, ...rest: unknown[]) => Promise<unknown> };
  const send = client.send;
  vi.spyOn(client, 'send').mockImplementation(async function (this: unknown, command, ...rest) {
    hear(command);
    return send.call(this as typeof client, command, ...rest);
  });
}

const operationOf = (command: Command): string => command.constructor.name.replace(/Command$/, '');
/** Whether a key is read alone or with others is the reader's affair: both are one permission. */
const readAs = (operation: string): string => (operation === 'BatchGetItem' ? 'GetItem' : operation);

function tableCalls(operation: string, input: TableInput): Call[] {
  if (input.IndexName) {
    const shard = queriedKey(input);
    return [`dynamodb:${operation} index/${input.IndexName} ${shard.slice(0, shard.lastIndexOf('-'))}`];
  }
  return keysOf(operation, input).map((key) => `dynamodb:${readAs(operation)} ${partitionOf(key)}`);
}

function keysOf(operation: string, input: TableInput): string[] {
  if (operation === 'Query') return [queriedKey(input)];
  if (input.RequestItems) {
    return Object.values(input.RequestItems).flatMap(({ Keys = [] }) => Keys.map(({ pk }) => pk?.S ?? ''));
  }
  return [(input.Key ?? input.Item)?.pk?.S ?? ''];
}

function queriedKey({ KeyConditionExpression = '', ExpressionAttributeValues = {} }: TableInput): string {
  const placeholder = /= (:\w+)/.exec(KeyConditionExpression)?.[1] ?? '';
  return ExpressionAttributeValues[placeholder]?.S ?? '';
}

function partitionOf(key: string): string {
  const found = Object.entries(partitions).find(([, pattern]) =>
    pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern,
  );
  if (!found) throw new Error(`The key ${key} belongs to no family of partitions in functions/table.ts.`);
  return found[0];
}

/** One permission covers messages sent alone and in tens. */
/** The queue's name in the manifest, by its physical one. */
function queueNamed(physical: string): string {
  return Object.entries(queues).find(([, { name }]) => name === physical)?.[0] ?? physical;
}

const queueCall = ({ QueueUrl = '' }): Call =>
  `sqs:SendMessage ${queueNamed(QueueUrl.slice(QueueUrl.lastIndexOf('afterglow-')))}`;
