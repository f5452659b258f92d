// Subscribers and enrolments in memory: versioned saves, pages of one audience shard in id order.
import type { Enrolment, EnrolmentKey } from '../../functions/domain/enrolment.ts';
import type { Member, Subscriber } from '../../functions/domain/subscriber.ts';
import type { EnrolmentStore, Page, SubscriberStore } from '../../functions/ports/stores.ts';
import { audienceShard, keys } from '../../functions/table.ts';
import { copy, found, type MemoryState, nameOf, saveVersioned } from './state.ts';

export class MemorySubscriberStore implements SubscriberStore {
  constructor(private readonly state: MemoryState) {}

  async get(id: string): Promise<Subscriber | undefined> {
    return copy(this.state.subscribers.get(id));
  }

  async getMany(ids: readonly string[]): Promise<Map<string, Subscriber>> {
    return new Map(found(this.state.subscribers, ids).map((subscriber) => [subscriber.id, subscriber]));
  }

  async save(subscriber: Subscriber): Promise<boolean> {
    return saveVersioned(this.state.subscribers, subscriber.id, subscriber);
  }

  async page(shard: number, limit: number, after?: string): Promise<Page<Subscriber>> {
    const ids = [...this.state.subscribers.keys()]
      .filter((id) => audienceShard(id) === shard && (after === undefined || id > after))
      .sort()
      .slice(0, limit);
    const items = found(this.state.subscribers, ids);
    const last = ids.at(-1);
    // As DynamoDB does: a full page always names a next one, even if that turns out to be empty.
    return ids.length === limit && last !== undefined ? { items, next: last } : { items };
  }

  async members(shard: number, limit: number, after?: string): Promise<Page<Member>> {
    const page = await this.page(shard, limit, after);
    return { ...page, items: page.items.map(memberOf) };
  }
}

/** As the table gives them: nothing else of hers may be leant upon. */
function memberOf(subscriber: Subscriber): Member {
  const { id, status, consents, locale, activeSince, suppression, restingSince, sunsetSince, declined } = subscriber;
  return {
    id,
    status,
    consents,
    locale,
    ...(activeSince !== undefined && { activeSince }),
    ...(suppression && { suppression }),
    ...(restingSince !== undefined && { restingSince }),
    ...(sunsetSince !== undefined && { sunsetSince }),
    ...(declined && { declined }),
  };
}

export class MemoryEnrolmentStore implements EnrolmentStore {
  constructor(private readonly state: MemoryState) {}

  async getMany(wanted: readonly EnrolmentKey[]): Promise<Enrolment[]> {
    return found(this.state.enrolments, wanted.map(enrolmentName));
  }

  async ofSubscriber(subscriberId: string): Promise<Enrolment[]> {
    const all = [...this.state.enrolments.values()].filter((enrolment) => enrolment.subscriberId === subscriberId);
    return copy(all.sort((a, b) => (a.journeyId < b.journeyId ? -1 : 1)));
  }

  async save(enrolment: Enrolment): Promise<boolean> {
    return saveVersioned(this.state.enrolments, enrolmentName(enrolment), enrolment);
  }
}

const enrolmentName = (key: EnrolmentKey): string => nameOf(keys.enrolment(key));
