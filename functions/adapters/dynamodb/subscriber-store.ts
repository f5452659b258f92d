// Subscribers in the table: one item each, listed by the audience index, due while a confirmation is wanted.
import type { Consent, Subscriber } from '../../domain/subscriber.ts';
import type { SubscriberStore } from '../../ports/stores.ts';
import { audienceShard, audienceShardName, dueShard, keys, tableDefinition } from '../../table.ts';
import { everyField, packRecords, unpackRecords } from './packed-records.ts';
import { type Item, type TableAccess, withoutKeys } from './table-access.ts';

const consentFields = everyField<Consent>()('purpose', 'given', 'wording', 'at', 'source', 'ipHash');

export function makeSubscriberStore(table: TableAccess): SubscriberStore {
  return {
    async get(id) {
      const item = await table.get(keys.subscriber(id));
      return item && toSubscriber(item);
    },
    async getMany(ids) {
      const items = await table.getMany(ids.map((id) => keys.subscriber(id)));
      return new Map(items.map((item) => toSubscriber(item)).map((subscriber) => [subscriber.id, subscriber]));
    },
    save(subscriber) {
      return table.putVersioned(keys.subscriber(subscriber.id), {
        ...subscriber,
        consents: packRecords(consentFields, subscriber.consents),
        ...(subscriber.confirmation && { confirmation: JSON.stringify(subscriber.confirmation) }),
        subscriberId: subscriber.id,
        audienceShard: audienceShardName(audienceShard(subscriber.id)),
        ...(subscriber.dueAt !== undefined && { dueShard: dueShard('confirmation', subscriber.id) }),
      });
    },
    async page(shard, limit, after) {
      const page = await table.query({
        index: tableDefinition.indexes.audience.name,
        condition: after ? 'audienceShard = :shard AND subscriberId > :after' : 'audienceShard = :shard',
        values: { ':shard': audienceShardName(shard), ...(after && { ':after': after }) },
        limit,
      });
      const items = page.items.map(toSubscriber);
      const last = items.at(-1);
      return page.last && last ? { items, next: last.id } : { items };
    },
  };
}

function toSubscriber(item: Item): Subscriber {
  const { subscriberId: _subscriberId, consents, confirmation, ...subscriber } = withoutKeys(item);
  return {
    ...subscriber,
    consents: unpackRecords(consentFields, consents as string),
    ...(confirmation !== undefined && { confirmation: JSON.parse(confirmation as string) }),
  } as unknown as Subscriber;
}
