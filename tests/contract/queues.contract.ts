// What every Queues keeps: each message arrives in its own queue at least once, whatever their number and order.
import { beforeEach, describe, expect, it } from 'vitest';
import type { QueueName, Queues } from '../../functions/ports/queue.ts';
import { anOpen, freshId, noonMs, range } from './examples.ts';

interface Queueing {
  readonly queues: Queues;
  /** The messages that wait in a queue. */
  waiting(queue: QueueName): Promise<unknown[]>;
}

export function queuesContract(make: () => Promise<Queueing>): void {
  describe('Queues', () => {
    let queueing: Queueing;
    beforeEach(async () => {
      queueing = await make();
    });

    it.each([1, 10, 11, 47])('delivers %i messages, every one', async (count) => {
      const messages = range(count).map(() => ({ batchId: freshId() }));
      await queueing.queues.send('send', messages);
      const arrived = (await queueing.waiting('send')) as { batchId: string }[];
      expect(new Set(arrived.map(({ batchId }) => batchId))).toEqual(new Set(messages.map(({ batchId }) => batchId)));
      expect(arrived).toHaveLength(count);
    });

    it('keeps queues apart and messages as they were', async () => {
      const hit = {
        kind: 'engagement',
        batchId: 'b',
        slot: 0,
        event: anOpen(noonMs, { userAgent: '"Änna" \u0007\\ <&> \ud800 \ufffe\uffff 🌸' }),
      } as const;
      await queueing.queues.send('hits', [hit]);
      await queueing.queues.send('advance', [{ shard: 'enrolment-0' }]);
      expect(await queueing.waiting('hits')).toEqual([hit]);
      expect(await queueing.waiting('advance')).toEqual([{ shard: 'enrolment-0' }]);
      expect(await queueing.waiting('send')).toEqual([]);
    });

    it('does nothing with no messages', async () => {
      await queueing.queues.send('broadcast', []);
      expect(await queueing.waiting('broadcast')).toEqual([]);
    });
  });
}
