// What each function may do with the table and with SES: the calls its use case makes, on the partitions it makes them on.
// tests/cloud/permissions.test.ts holds this list against the calls recorded while a clinic is lived through.
import type { FunctionName } from '../../functions/manifest.ts';
import type { DueKind, Partition } from '../../functions/table.ts';
import type { MailAction } from './mail-stack.ts';

/** Reads by key come alone or together, as the table's reader finds them: `GetItem` stands for `BatchGetItem` as well. */
export type TableAction = 'GetItem' | 'Query' | 'PutItem' | 'UpdateItem';

export interface Permissions {
  readonly table?: Readonly<Partial<Record<TableAction, readonly Partition[]>>>;
  /** Kinds of due items it looks up. */
  readonly due?: readonly DueKind[];
  /** Whether it reads subscribers by audience shard. */
  readonly isAudience?: boolean;
  readonly mail?: readonly MailAction[];
}

export const permissions: Readonly<Record<FunctionName, Permissions>> = {
  site: {
    table: {
      GetItem: ['batches', 'blobs', 'broadcasts', 'people'],
      Query: ['people'],
      PutItem: ['journeys', 'people'],
    },
  },
  images: {},
  hooks: {
    table: {
      GetItem: ['numbers', 'people', 'receipts'],
      Query: ['people'],
      PutItem: ['people', 'receipts'],
      UpdateItem: ['batches', 'numbers'],
    },
  },
  hits: {
    table: {
      GetItem: ['links'],
    },
  },
  staff: {
    table: {
      GetItem: ['batches', 'broadcasts', 'journeys', 'links', 'numbers', 'people', 'sending', 'slices'],
      Query: ['batches', 'broadcasts', 'journeys', 'leads', 'notices', 'numbers', 'people', 'withdrawn'],
      PutItem: ['batches', 'blobs', 'broadcasts', 'journeys', 'people', 'sending', 'withdrawn'],
      UpdateItem: ['batches', 'links', 'numbers'],
    },
    due: ['batch', 'broadcast', 'confirmation', 'enrolment'],
    isAudience: true,
    mail: ['GetAccount', 'SendEmail'],
  },
  tick: {
    table: { GetItem: ['sending'] },
    due: ['batch', 'broadcast', 'bucket', 'confirmation', 'enrolment', 'notice-mail', 'review'],
  },
  advance: {
    table: {
      GetItem: ['batches', 'journeys', 'links', 'notices', 'numbers', 'people', 'sending', 'slices'],
      Query: ['broadcasts', 'people'],
      PutItem: ['batches', 'journeys', 'notices', 'people'],
      UpdateItem: ['batches', 'numbers'],
    },
    due: ['enrolment'],
  },
  sendBatch: {
    table: {
      GetItem: [
        'batches',
        'blobs',
        'broadcasts',
        'journeys',
        'links',
        'numbers',
        'people',
        'proof',
        'sending',
        'slices',
      ],
      Query: ['broadcasts'],
      PutItem: ['links', 'people', 'sending'],
      UpdateItem: ['batches', 'numbers', 'proof'],
    },
    mail: ['GetAccount', 'SendBulkEmail', 'SendEmail'],
  },
  sendTransactional: {
    table: {
      GetItem: ['notices', 'people', 'sending'],
      PutItem: ['links', 'notices', 'people', 'sending'],
    },
    mail: ['GetAccount', 'SendEmail'],
  },
  publishBroadcast: {
    table: {
      GetItem: ['batches', 'broadcasts', 'numbers', 'sending', 'slices'],
      Query: ['numbers'],
      PutItem: ['batches', 'broadcasts', 'slices'],
      UpdateItem: ['numbers'],
    },
    isAudience: true,
  },
  record: {
    table: {
      GetItem: ['batches', 'journeys', 'numbers', 'people'],
      PutItem: ['batches', 'people'],
      UpdateItem: ['batches', 'numbers', 'proof'],
    },
  },
  inbound: {
    table: {
      GetItem: ['people', 'sending'],
      PutItem: ['people', 'sending'],
    },
    mail: ['GetAccount', 'SendEmail'],
  },
  rollup: {
    table: {
      GetItem: ['batches', 'broadcasts', 'links', 'notices', 'numbers', 'people', 'review', 'sending', 'slices'],
      Query: ['batches', 'broadcasts', 'journeys', 'numbers'],
      PutItem: ['batches', 'leads', 'notices', 'people', 'review', 'sending'],
      UpdateItem: ['numbers'],
    },
    due: ['bucket', 'review'],
    isAudience: true,
  },
};
