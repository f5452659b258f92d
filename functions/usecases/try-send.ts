// Sends messages whose loss is bearable: hints, because the item is due anyway, and what a page must not wait or fail for.
import type { QueueMessages, QueueName, Queues } from '../ports/queue.ts';

/** Never throws for the queue's sake; a failure is logged by the queue's name alone, since messages speak of people. */
export async function trySend<Name extends QueueName>(
  queues: Queues,
  queue: Name,
  messages: readonly QueueMessages[Name][],
): Promise<boolean> {
  try {
    await queues.send(queue, messages);
    return true;
  } catch (error) {
    console.error(
      JSON.stringify({ event: 'queue-write-failed', queue, lost: messages.length, error: (error as Error).name }),
    );
    return false;
  }
}
