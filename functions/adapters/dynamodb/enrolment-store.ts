// Enrolments in the table, under their subscriber; due by the subscriber's shard while they wait for a time.
import type { Enrolment, SendNote } from '../../domain/enrolment.ts';
import type { EnrolmentStore } from '../../ports/stores.ts';
import { dueShard, keys } from '../../table.ts';
import { everyField, packRecords, unpackRecords } from './packed-records.ts';
import { type Item, type TableAccess, withoutKeys } from './table-access.ts';

const noteFields = everyField<SendNote>()('step', 'at', 'batchId', 'slot', 'refused');

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
        sends: packRecords(noteFields, enrolment.sends),
        ...(enrolment.earlier && { earlier: packRecords(noteFields, enrolment.earlier) }),
        ...(enrolment.dueAt !== undefined && { dueShard: dueShard('enrolment', enrolment.subscriberId) }),
      });
    },
  };
}

function toEnrolment(item: Item): Enrolment {
  const { sends, earlier, ...walk } = withoutKeys(item);
  return {
    ...walk,
    sends: unpackRecords(noteFields, sends as string),
    ...(earlier !== undefined && { earlier: unpackRecords(noteFields, earlier as string) }),
  } as unknown as Enrolment;
}
