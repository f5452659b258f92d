// Queues in memory: what was sent waits per queue until a test or a simulation takes it.
import type { QueueMessages, QueueName, Queues } from '../../functions/ports/queue.ts';
import { copy } from './state.ts';

export class MemoryQueues implements Queues {
  readonly #waiting = new Map<QueueName, unknown[]>();

  async send<Name extends QueueName>(queue: Name, messages: readonly QueueMessages[Name][]): Promise<void> {
    this.#waiting.set(queue, [...(this.#waiting.get(queue) ?? []), ...copy(messages)]);
  }

  /** What waits in a queue, oldest first; it stays there. */
  peek<Name extends QueueName>(queue: Name): QueueMessages[Name][] {
    return copy((this.#waiting.get(queue) ?? []) as QueueMessages[Name][]);
  }

  /** Removes and answers what waits in a queue, oldest first, at most `limit` messages. */
  take<Name extends QueueName>(queue: Name, limit = Number.POSITIVE_INFINITY): QueueMessages[Name][] {
    const waiting = this.#waiting.get(queue) ?? [];
    if (waiting.length === 0) return [];
    this.#waiting.set(queue, waiting.slice(limit));
    return copy(waiting.slice(0, limit) as QueueMessages[Name][]);
  }

  /** Every queue emptied, as an operator might: nothing may be lost by it. */
  purge(): void {
    this.#waiting.clear();
  }
}
