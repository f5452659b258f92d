// Queues on SQS keep their contract: on fauxqs in this process, or on the engine of AWS_ENDPOINT_URL_SQS. What SQS refuses is
// tried again, boundedly.
import { type SendMessageBatchCommandInput, type SendMessageBatchCommandOutput, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeQueues as makeSqsQueues } from '../../functions/adapters/sqs/queues.ts';
import { makeQueues } from '../../functions/composition/queues.ts';
import type { QueueName } from '../../functions/ports/queue.ts';
import { contractContext } from './context.ts';
import { localClient } from './dynalite-table.ts';
import { range } from './examples.ts';
import { type QueueTestEngine, startQueueEngine } from './queue-engine.ts';
import { queuesContract } from './queues.contract.ts';

const setUpMs = 60_000;
let engine: QueueTestEngine;
let endpoint: string;
let queueUrls: Readonly<Record<QueueName, string>>;

beforeAll(async () => {
  engine = await startQueueEngine();
  endpoint = engine.endpoint;
}, setUpMs);
afterAll(() => engine.end(), setUpMs);
beforeEach(async () => {
  queueUrls = await engine.freshQueues();
}, setUpMs);

queuesContract(async () => ({
  queues: makeQueues(contractContext({ queueUrls, endpoints: { sqs: endpoint } })),
  waiting: (queue) => engine.takeAll(queueUrls[queue]),
}));

/** A client whose queue refuses entries; answers which entries each call carried. */
function refusingClient(refuses: (call: number, index: number) => boolean): { client: SQSClient; calls: number[] } {
  const client = new SQSClient(localClient(endpoint));
  const calls: number[] = [];
  client.middlewareStack.add(
    (next) => async (args) => {
      const { Entries = [], ...rest } = args.input as SendMessageBatchCommandInput;
      const call = calls.push(Entries.length) - 1;
      const refused = Entries.filter((_, index) => refuses(call, index));
      const taken = Entries.filter((entry) => !refused.includes(entry));
      const Failed = refused.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
      if (taken.length === 0)
        return { output: { $metadata: {}, Successful: [], Failed } as SendMessageBatchCommandOutput, response: {} };
      const answer = await next({ ...args, input: { ...rest, Entries: taken } });
      return { ...answer, output: { ...(answer.output as SendMessageBatchCommandOutput), Failed } };
    },
    { step: 'initialize' },
  );
  return { client, calls };
}

describe('SQS', () => {
  const messages = (count: number) => range(count).map((n) => ({ batchId: `batch-${n}` }));
  const arrived = async () =>
    ((await engine.takeAll(queueUrls.send)) as { batchId: string }[]).map(({ batchId }) => batchId).sort();
  const sent = (count: number) =>
    messages(count)
      .map(({ batchId }) => batchId)
      .sort();

  it('takes ten messages a call, and none for none', async () => {
    const { client, calls } = refusingClient(() => false);
    await makeSqsQueues(client, queueUrls).send('send', messages(23));
    await makeSqsQueues(client, queueUrls).send('send', []);
    expect(calls).toEqual([10, 10, 3]);
  });

  it('is asked again for what it refused alone', async () => {
    const { client, calls } = refusingClient((call, index) => call === 0 && index % 3 === 0);
    await makeSqsQueues(client, queueUrls).send('send', messages(12));
    expect(calls).toEqual([10, 4, 2]);
    expect(await arrived()).toEqual(sent(12));
  });

  it('fails the caller after bounded tries when it keeps refusing', async () => {
    const { client, calls } = refusingClient((_call, index) => index === 0);
    await expect(makeSqsQueues(client, queueUrls).send('send', messages(5))).rejects.toThrow(
      'SQS did not take 1 messages',
    );
    expect(calls.length).toBeLessThanOrEqual(5);
    expect(calls.slice(0, 3)).toEqual([5, 1, 1]);
  });

  it('lone messages of one moment share calls, and each caller hears of its own alone', async () => {
    const { client, calls } = refusingClient((call, index) => (call === 0 ? index === 4 : calls[call] === 1));
    const queues = makeSqsQueues(client, queueUrls);
    const heard = await Promise.allSettled(messages(23).map((message) => queues.send('send', [message])));
    expect(calls.slice(0, 3)).toEqual([10, 10, 3]);
    expect(heard.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([4]);
    expect(new Set(await arrived())).toEqual(new Set(sent(23).filter((id) => id !== 'batch-4')));
    await queues.send('send', [{ batchId: 'later' }]).catch(() => {});
    expect(calls.length).toBeGreaterThan(5);
  });

  it('a call that breaks fails those in it', async () => {
    const queues = makeSqsQueues(new SQSClient({ ...localClient('http://127.0.0.1:9'), maxAttempts: 1 }), queueUrls);
    const heard = await Promise.allSettled(messages(3).map((message) => queues.send('send', [message])));
    expect(heard.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('fails the caller when the queue is unknown, with the remedy', async () => {
    const queues = makeSqsQueues(new SQSClient(localClient(endpoint)), {});
    await expect(queues.send('send', messages(1))).rejects.toThrow('no queue "send"');
    await expect(queues.send('send', [])).resolves.toBeUndefined();
  });
});
