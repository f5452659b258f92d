// Enrolments in the table, under their subscriber; due by the subscriber's shard while they wait for a time.
import type { Enrolment } from '../../domain/enrolment.ts';
import type { EnrolmentStore } from '../../ports/stores.ts';
import { dueShard, keys } from '../../table.ts';
import { type Item, type TableAccess, withoutKeys } from './table-access.ts';

export function makeEnrolmentStore(table: TableAccess): EnrolmentStore {
  return {
    async getMany(wanted) {
      const items = await table.getMany(wanted.map((key) => keys.enrolment(key)));
      return items.map(toEnrolment);
    },
    async ofSubscriber(subscriberId) {
      const items = await table.queryAll(keys.enrolmentsOf(subscriberId), true);
      return items.map(toEnrolment);
    },
    save(enrolment) {
      return table.putVersioned(keys.enrolment(enrolment), {
        ...enrolment,
        ...(enrolment.dueAt !== undefined && { dueShard: dueShard('enrolment', enrolment.subscriberId) }),
      });
    },
  };
}

function toEnrolment(item: Item): Enrolment {
  return withoutKeys(item) as unknown as Enrolment;
}
