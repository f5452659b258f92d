// What the stores make of a network that loses answers and of an engine that leaves keys unread.
import {
  type AttributeValue,
  type BatchGetItemCommandOutput,
  DynamoDBClient,
  type ServiceOutputTypes,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TableAccess } from '../../functions/adapters/dynamodb/table-access.ts';
import { makeBatchStore } from '../../functions/composition/batch-store.ts';
import { makeBroadcastStore } from '../../functions/composition/broadcast-store.ts';
import { makeControl } from '../../functions/composition/control.ts';
import { makeEnrolmentStore } from '../../functions/composition/enrolment-store.ts';
import { makeEvidenceStore } from '../../functions/composition/evidence-store.ts';
import { makeLinkTables } from '../../functions/composition/link-tables.ts';
import { makeMetricsStore } from '../../functions/composition/metrics-store.ts';
import { makeSubscriberStore } from '../../functions/composition/subscriber-store.ts';
import { noTotals } from '../../functions/domain/metrics.ts';
import { contractContext } from './context.ts';
import { localClient, startTableEngine, type TableEngine } from './dynalite-table.ts';
import {
  aBatch,
  aBroadcast,
  aBucket,
  anEnrolment,
  anOpen,
  aSlice,
  aSubscriber,
  freshId,
  noonMs,
  range,
  someRecipients,
} from './examples.ts';
import { strictly } from './strict-dynamodb.ts';

/** Sees each request of the client on its way out, once per attempt; may throw before or after it was carried out. */
type Fault = (command: string, proceed: () => Promise<unknown>) => Promise<unknown>;

/** As much of a read's request as says whether it may come from a replica that lags behind. */
interface Input {
  readonly ConsistentRead?: boolean;
  readonly RequestItems?: Readonly<Record<string, { readonly ConsistentRead?: boolean }>>;
}

const setUpMs = 120_000;
let engine: TableEngine;
let tableName: string;
let client: DynamoDBClient;
let fault: Fault;
let attempts: string[];
let inputs: Input[];

beforeAll(async () => {
  engine = await startTableEngine();
  tableName = await engine.newTable();
}, setUpMs);
afterAll(() => engine.end(), setUpMs);

beforeEach(() => {
  fault = (_command, proceed) => proceed();
  attempts = [];
  inputs = [];
  client = strictly(new DynamoDBClient(localClient(engine.endpoint)));
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        attempts.push(commandName);
        inputs.push(args.input as Input);
        let response: unknown;
        const output = await fault(commandName, async () => {
          const answer = await next(args);
          response = answer.response;
          return answer.output;
        });
        return { response, output: output as ServiceOutputTypes };
      },
    // Below the SDK's retries, so that they see the fault as they would see the network's.
    { step: 'deserialize', priority: 'high' },
  );
});
afterEach(() => client.destroy());

const stores = () => {
  const context = contractContext({ tableName });
  context.once('table', () => new TableAccess(client, tableName));
  return {
    subscribers: makeSubscriberStore(context),
    enrolments: makeEnrolmentStore(context),
    batches: makeBatchStore(context),
    broadcasts: makeBroadcastStore(context),
    control: makeControl(context),
    evidence: makeEvidenceStore(context),
    metrics: makeMetricsStore(context),
    links: makeLinkTables(context),
  };
};

const timeout = () => Object.assign(new Error('The answer never came.'), { name: 'TimeoutError' });

/** Carries out the next write and loses its answer, once. */
function loseOneAnswer(): void {
  let armed = true;
  fault = async (command, proceed) => {
    const output = await proceed();
    if (!armed || !/^(Put|Update)Item/.test(command)) return output;
    armed = false;
    throw timeout();
  };
}

describe('a write that was applied although its answer was lost', () => {
  it('is a save won, for a new item and for a later rev', async () => {
    const { subscribers, enrolments, broadcasts } = stores();
    const [subscriber, enrolment, broadcast] = [aSubscriber(), anEnrolment(), aBroadcast()];
    for (const rev of [0, 1]) {
      loseOneAnswer();
      expect(await subscribers.save({ ...subscriber, rev })).toBe(true);
      loseOneAnswer();
      expect(await enrolments.save({ ...enrolment, rev })).toBe(true);
      loseOneAnswer();
      expect(await broadcasts.save({ ...broadcast, rev })).toBe(true);
    }
    expect(attempts.filter((command) => command === 'PutItemCommand')).toHaveLength(12);
    expect(await subscribers.get(subscriber.id)).toEqual({ ...subscriber, rev: 2 });
    expect(await enrolments.getMany([enrolment])).toEqual([{ ...enrolment, rev: 2 }]);
    expect(await broadcasts.get(broadcast.id)).toEqual({ ...broadcast, rev: 2 });
  });

  it('is a save lost where somebody else had saved first', async () => {
    const { subscribers } = stores();
    const subscriber = aSubscriber();
    await subscribers.save({ ...subscriber, email: 'first@example.com' });
    loseOneAnswer();
    expect(await subscribers.save(subscriber)).toBe(false);
    expect((await subscribers.get(subscriber.id))?.email).toBe('first@example.com');
  });

  it('is a change won, and lost for whoever did not make it', async () => {
    const { batches } = stores();
    const batch = aBatch({ state: 'ready', dueAt: noonMs });
    await batches.plan(batch, someRecipients(2));
    loseOneAnswer();
    const change = { state: 'calling', token: 'mine', attempt: 1, calling: [0, 1], add: { returned: [1] } } as const;
    expect(await batches.change(batch.id, batch, change)).toBe(true);
    expect(attempts.filter((command) => command === 'UpdateItemCommand')).toHaveLength(2);
    expect(await batches.change(batch.id, batch, { ...change, token: 'other' })).toBe(false);
    expect(await batches.get(batch.id)).toMatchObject({
      state: 'calling',
      token: 'mine',
      attempt: 1,
      returned: new Set([1]),
    });
  });

  it('plans, adds, merges and stores slices once', async () => {
    const { batches, evidence, broadcasts } = stores();
    const [batch, recipients, slice] = [aBatch(), someRecipients(12), aSlice({ next: 'mine' })];
    loseOneAnswer();
    await batches.plan(batch, recipients);
    loseOneAnswer();
    expect((await batches.add(batch.id, { goals: [3] }))?.goals).toEqual(new Set([3]));
    loseOneAnswer();
    expect((await evidence.merge(batch.id, 3, [anOpen(noonMs)])).events).toEqual([anOpen(noonMs)]);
    loseOneAnswer();
    expect(await broadcasts.putSlice(slice)).toEqual(slice);
    expect(await batches.recipients(batch.id)).toEqual(recipients);
    expect(await batches.get(batch.id)).toEqual({ ...batch, goals: new Set([3]) });
    expect(await evidence.getMany([{ batchId: batch.id, slot: 3 }])).toMatchObject([
      { rev: 1, events: [anOpen(noonMs)] },
    ]);
  });
});

describe('a link table that several batches put at once', () => {
  it('is written once, and again by whoever comes after a write that failed', async () => {
    const { links } = stores();
    const table = { hash: freshId(), template: 'welcome', tracked: true, links: [] };
    fault = async () => {
      throw Object.assign(new Error('The engine refused the connection.'), { name: 'ValidationException' });
    };
    const lost = await Promise.allSettled([links.put(table), links.put(table)]);
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fault = (_command, proceed) => proceed();
    attempts = [];
    await Promise.all([links.put(table), links.put(table), links.put(table)]);
    await links.put(table);
    expect(attempts).toEqual(['PutItemCommand']);
    expect(await links.get(table.hash)).toEqual(table);
  });
});

describe('a plan cut off between its two writes', () => {
  it('is completed by its repeat, which finds the first recipients', async () => {
    const { batches } = stores();
    const [batch, recipients] = [aBatch(), someRecipients(30)];
    let puts = 0;
    fault = async (command, proceed) => {
      if (command === 'PutItemCommand' && ++puts === 2) throw new Error('The process died.');
      return proceed();
    };
    await expect(batches.plan(batch, recipients)).rejects.toThrow('died');
    expect(await batches.get(batch.id)).toBeUndefined();
    await batches.plan(batch, someRecipients(30));
    expect(await batches.get(batch.id)).toEqual(batch);
    expect(await batches.recipients(batch.id)).toEqual(recipients);
  });
});

describe('keys an engine leaves unread', () => {
  it('are asked for again until they are read', async () => {
    const { subscribers } = stores();
    const ids = range(20).map(() => aSubscriber());
    await Promise.all(ids.map((subscriber) => subscribers.save(subscriber)));
    fault = async (_command, proceed) => leaveUnread((await proceed()) as BatchGetItemCommandOutput, 9);
    expect((await subscribers.getMany(ids.map(({ id }) => id))).size).toBe(20);
    expect(attempts.filter((command) => command === 'BatchGetItemCommand')).toHaveLength(3);
  });

  it('are an error when they stay unread, never people who are gone', async () => {
    const { subscribers, enrolments, batches } = stores();
    const [subscriber, enrolment, first, second] = [aSubscriber(), anEnrolment(), aBatch(), aBatch()];
    await subscribers.save(subscriber);
    await enrolments.save(enrolment);
    for (const batch of [first, second]) await batches.plan(batch, someRecipients(1));
    fault = async (_command, proceed) => leaveUnread((await proceed()) as BatchGetItemCommandOutput, 0);
    await Promise.all([
      expect(subscribers.getMany([subscriber.id])).rejects.toThrow('unread'),
      expect(enrolments.getMany([enrolment])).rejects.toThrow('unread'),
      expect(batches.getMany([first.id, second.id])).rejects.toThrow('unread'),
    ]);
  });

  it('are read in one call with what others ask for in the same turn', async () => {
    const { subscribers, enrolments } = stores();
    const [subscriber, enrolment] = [aSubscriber(), anEnrolment()];
    await subscribers.save(subscriber);
    await enrolments.save(enrolment);
    attempts.length = 0;
    const [found, [walk], again] = await Promise.all([
      subscribers.get(subscriber.id),
      enrolments.getMany([enrolment]),
      subscribers.get(subscriber.id),
    ]);
    expect([found?.id, walk?.journeyId, again?.id]).toEqual([subscriber.id, enrolment.journeyId, subscriber.id]);
    expect(attempts).toEqual(['BatchGetItemCommand']);
  });

  it('are an error for recipients too, never an empty batch', async () => {
    const { batches } = stores();
    const batch = aBatch();
    await batches.plan(batch, someRecipients(12));
    fault = async () => {
      throw Object.assign(new Error('Internal failure.'), { name: 'InternalServerError', $fault: 'server' });
    };
    await expect(batches.recipients(batch.id)).rejects.toThrow('Internal failure');
    await expect(batches.get(batch.id)).rejects.toThrow('Internal failure');
  });
});

describe('what decides', () => {
  // The engines of these tests have no replica that lags behind; AWS has.
  it('is read consistently: what a replica does not know yet would be taken for gone', async () => {
    const { subscribers, enrolments, batches, broadcasts, metrics, control } = stores();
    const [id, other] = [freshId(), freshId()];
    const walks = [anEnrolment(), anEnrolment()];
    const reads: Readonly<Record<string, () => Promise<unknown>>> = {
      'a subscriber': () => subscribers.get(id),
      subscribers: () => subscribers.getMany([id, other]),
      enrolments: () => enrolments.getMany(walks),
      "somebody's enrolments": () => enrolments.ofSubscriber(id),
      'a batch': () => batches.get(id),
      recipients: () => batches.recipients(id),
      'a broadcast': () => broadcasts.get(id),
      'a slice': () => broadcasts.getSlice(id, 0, 0),
      'a bucket': () => metrics.read(aBucket()),
      'the proof': () => metrics.proof(),
      'the switch': () => control.get(),
    };
    for (const [what, read] of Object.entries(reads)) {
      inputs = [];
      await read();
      const consistent = inputs.map(({ ConsistentRead, RequestItems }) =>
        RequestItems ? RequestItems[tableName]?.ConsistentRead : ConsistentRead,
      );
      expect([what, new Set(consistent)]).toEqual([what, new Set([true])]);
    }
  });

  it('is counted again where a bucket is marked while its batches are read', async () => {
    const { metrics } = stores();
    const bucket = aBucket();
    await metrics.markDirty(bucket, noonMs);
    let armed = true;
    fault = async (command, proceed) => {
      const output = await proceed();
      if (!armed || command !== 'QueryCommand') return output;
      armed = false;
      await metrics.markDirty(bucket, noonMs);
      return output;
    };
    const { mark = '' } = await metrics.read(bucket);
    expect(armed).toBe(false);
    expect(await metrics.saveTotals(bucket, noTotals, mark)).toBe(false);
    expect((await metrics.read(bucket)).mark).toBeDefined();
  });
});

/** Keeps the first `kept` items of an answer and declares the others' keys unprocessed. */
function leaveUnread(output: BatchGetItemCommandOutput, kept: number): BatchGetItemCommandOutput {
  const items = output.Responses?.[tableName] ?? [];
  const Keys = items.slice(kept).map(({ pk, sk }) => ({ pk, sk })) as Record<string, AttributeValue>[];
  const unprocessed = Keys.length > 0 ? { UnprocessedKeys: { [tableName]: { Keys } } } : {};
  return { ...output, Responses: { [tableName]: items.slice(0, kept) }, ...unprocessed };
}
