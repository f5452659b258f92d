// Every function, queue, schedule and route, once, as plain data: the cloud and the local runner both read it.
import type { QueueName } from './ports/queue.ts';

/** What a function may use; the cloud turns it into grants and environment, the local runner into nothing. */
export type Resource = 'table' | 'mail' | 'secrets' | 'signIn' | QueueName;

export interface FunctionSpec {
  /** Path of the handler's file below functions/handlers, without its ending. */
  readonly entry: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly uses: readonly Resource[];
}

export interface QueueSpec {
  /** Physical name. */
  readonly name: string;
  readonly consumer: FunctionName;
  /** Messages handed to one invocation. */
  readonly batchSize: number;
  /** After so many failed receives a message goes to the dead-letter queue. */
  readonly maxReceives: number;
  readonly maxConcurrency: number;
}

/**
 * Of every function's process. glibc keeps a heap of its own for each thread and gives little of it back: two heaps hold a
 * sender's buffers in a tenth less memory.
 */
export const processEnvironment = { MALLOC_ARENA_MAX: '2' } as const;

export const functions = {
  site: {
    entry: 'site',
    memoryMb: 512,
    timeoutSeconds: 15,
    uses: ['table', 'secrets', 'transactional', 'hits', 'advance'],
  },
  hits: { entry: 'hits', memoryMb: 256, timeoutSeconds: 10, uses: ['table', 'secrets', 'hits'] },
  hooks: { entry: 'hooks', memoryMb: 256, timeoutSeconds: 15, uses: ['table', 'secrets'] },
  staff: {
    entry: 'staff',
    memoryMb: 512,
    timeoutSeconds: 30,
    uses: ['table', 'secrets', 'signIn', 'mail', 'broadcast', 'send', 'advance'],
  },
  images: { entry: 'images', memoryMb: 256, timeoutSeconds: 10, uses: [] },
  tick: {
    entry: 'tick',
    memoryMb: 256,
    timeoutSeconds: 30,
    uses: ['table', 'advance', 'send', 'broadcast', 'transactional'],
  },
  advance: { entry: 'advance', memoryMb: 512, timeoutSeconds: 120, uses: ['table', 'secrets', 'send', 'advance'] },
  sendBatch: {
    entry: 'send-batch',
    memoryMb: 512,
    timeoutSeconds: 60,
    uses: ['table', 'secrets', 'mail'],
  },
  sendTransactional: {
    entry: 'send-transactional',
    memoryMb: 256,
    timeoutSeconds: 30,
    uses: ['table', 'secrets', 'mail'],
  },
  publishBroadcast: {
    entry: 'publish-broadcast',
    memoryMb: 512,
    timeoutSeconds: 120,
    uses: ['table', 'send', 'broadcast'],
  },
  record: { entry: 'record', memoryMb: 512, timeoutSeconds: 60, uses: ['table', 'secrets'] },
  /** Called only where the clinic receives mail. */
  inbound: { entry: 'inbound', memoryMb: 512, timeoutSeconds: 60, uses: ['table', 'secrets', 'mail', 'hits'] },
  rollup: { entry: 'rollup', memoryMb: 512, timeoutSeconds: 60, uses: ['table', 'send'] },
} as const satisfies Record<string, FunctionSpec>;

export type FunctionName = keyof typeof functions;

export const queues = {
  advance: { name: 'afterglow-advance', consumer: 'advance', batchSize: 1, maxReceives: 5, maxConcurrency: 4 },
  send: { name: 'afterglow-send', consumer: 'sendBatch', batchSize: 5, maxReceives: 5, maxConcurrency: 4 },
  broadcast: {
    name: 'afterglow-broadcast',
    consumer: 'publishBroadcast',
    batchSize: 1,
    maxReceives: 5,
    maxConcurrency: 2,
  },
  transactional: {
    name: 'afterglow-transactional',
    consumer: 'sendTransactional',
    batchSize: 5,
    maxReceives: 5,
    maxConcurrency: 4,
  },
  /** All that comes back of an e-mail: our own endpoints write here, and SES by way of its topic. */
  hits: { name: 'afterglow-ses-events', consumer: 'record', batchSize: 100, maxReceives: 8, maxConcurrency: 8 },
} as const satisfies Record<QueueName, QueueSpec>;

/** SES publishes its events to this topic, which feeds this queue: SNS -> SQS, at least once, in any order. */
export const sesEvents = {
  topic: 'afterglow-ses-events',
  queue: queues.hits,
  types: ['SEND', 'DELIVERY', 'BOUNCE', 'COMPLAINT', 'REJECT', 'RENDERING_FAILURE', 'DELIVERY_DELAY'],
} as const;

export const deadLetterName = (queueName: string): string => `${queueName}-dead`;

export const schedules = {
  /** Every minute; a tick with nothing due does nothing, so the local runner skips those. */
  tick: { function: 'tick', everySeconds: 60 },
  /** Works the numbers that are due; with a queue of its own it would cost four times as much while nothing happens. */
  rollup: { function: 'rollup', everySeconds: 60 },
} as const satisfies Record<string, { function: FunctionName; everySeconds: number }>;

export interface RouteSpec {
  readonly method: 'GET' | 'POST' | 'ANY';
  /** `{proxy+}` takes the rest of the path. */
  readonly path: string;
  readonly function: FunctionName;
}

/** The first match wins, in this order. */
export const routes: readonly RouteSpec[] = [
  { method: 'ANY', path: '/o/{proxy+}', function: 'hits' },
  { method: 'ANY', path: '/c/{proxy+}', function: 'hits' },
  { method: 'GET', path: '/images/{proxy+}', function: 'images' },
  { method: 'ANY', path: '/hooks/{proxy+}', function: 'hooks' },
  { method: 'ANY', path: '/staff', function: 'staff' },
  { method: 'ANY', path: '/staff/{proxy+}', function: 'staff' },
  { method: 'ANY', path: '/', function: 'site' },
  { method: 'ANY', path: '/{proxy+}', function: 'site' },
];
