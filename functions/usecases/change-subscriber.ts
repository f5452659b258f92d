// Reads a subscriber, changes her and saves; when somebody else saved first, reads again and decides anew.
import type { Subscriber } from '../domain/subscriber.ts';
import type { SubscriberStore } from '../ports/stores.ts';

const maxSaveAttempts = 6;

export interface SubscriberChange {
  /** As she stands now, saved or not. */
  readonly subscriber: Subscriber | undefined;
  readonly changed: boolean;
}

/** `change` answers the subscriber to save, or undefined to leave everything as it is. Throws when it keeps losing. */
export async function changeSubscriber(
  subscribers: SubscriberStore,
  id: string,
  change: (known: Subscriber | undefined) => Subscriber | undefined,
): Promise<SubscriberChange> {
  for (let attempt = 1; attempt <= maxSaveAttempts; attempt++) {
    const known = await subscribers.get(id);
    const next = change(known);
    if (!next) return { subscriber: known, changed: false };
    if (await subscribers.save(next)) return { subscriber: { ...next, rev: next.rev + 1 }, changed: true };
  }
  throw new Error(`A subscriber was changed by others ${maxSaveAttempts} times in a row; try again.`);
}
