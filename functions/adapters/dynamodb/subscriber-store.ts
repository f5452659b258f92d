// Subscribers in the table: one item each, listed by the audience index, due while a confirmation is wanted.
import type { Consent, Member, Subscriber } from '../../domain/subscriber.ts';
import type { Page, SubscriberStore } from '../../ports/stores.ts';
import { audienceShard, audienceShardName, dueShard, keys, tableDefinition } from '../../table.ts';
import { everyField, packRecords, unpackRecords } from './packed-records.ts';
import { type Item, type QueryRequest, type TableAccess, withoutKeys } from './table-access.ts';

const memberFields = everyField<Member>()(
  'id',
  'status',
  'consents',
  'locale',
  'activeSince',
  'suppression',
  'restingSince',
  'sunsetSince',
  'declined',
);
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
      return pageOf(await table.query(audienceQuery(shard, limit, after)), toSubscriber);
    },
    async members(shard, limit, after) {
      return pageOf(await table.query({ ...audienceQuery(shard, limit, after), fields: memberFields }), toMember);
    },
  };
}

function audienceQuery(shard: number, limit: number, after: string | undefined): QueryRequest {
  return {
    index: tableDefinition.indexes.audience.name,
    condition: after ? 'audienceShard = :shard AND subscriberId > :after' : 'audienceShard = :shard',
    values: { ':shard': audienceShardName(shard), ...(after && { ':after': after }) },
    limit,
  };
}

function pageOf<One extends Member>(
  { items: stored, last: end }: { readonly items: readonly Item[]; readonly last?: Item },
  read: (item: Item) => One,
): Page<One> {
  const items = stored.map(read);
  const last = items.at(-1);
  return end && last ? { items, next: last.id } : { items };
}

function toMember(item: Item): Member {
  return { ...item, consents: unpackRecords(consentFields, item.consents as string) } as unknown as Member;
}

function toSubscriber(item: Item): Subscriber {
  const { subscriberId: _subscriberId, consents, confirmation, ...subscriber } = withoutKeys(item);
  return {
    ...subscriber,
    consents: unpackRecords(consentFields, consents as string),
    ...(confirmation !== undefined && { confirmation: JSON.parse(confirmation as string) }),
  } as unknown as Subscriber;
}
