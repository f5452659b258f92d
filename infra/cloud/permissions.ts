// What each function may do with the table and with SES: the calls its use case makes, on the partitions it makes them on.
// tests/cloud/permissions.test.ts holds this list against the calls recorded while a clinic is lived through.
import type { FunctionName } from '../../functions/manifest.ts';
import type { DueKind, Partition } from '../../functions/table.ts';
import type { MailAction } from './mail-stack.ts';

export type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem';

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
      GetItem: ['blobs', 'broadcasts', 'people'],
      BatchGetItem: ['batches', 'people'],
      Query: ['people'],
      PutItem: ['journeys', 'people'],
    },
  },
  hits: {
    table: {
      GetItem: ['links'],
    },
  },
  staff: {
    table: {
      GetItem: ['batches', 'broadcasts', 'journeys', 'numbers', 'people', 'sending', 'slices'],
      BatchGetItem: ['batches', 'people'],
      Query: ['batches', 'broadcasts', 'numbers', 'people'],
      PutItem: ['batches', 'blobs', 'broadcasts', 'people', 'sending'],
      UpdateItem: ['batches', 'numbers'],
    },
    due: ['batch'],
    isAudience: true,
    mail: ['GetAccount', 'SendEmail'],
  },
  tick: {
    due: ['batch', 'broadcast', 'bucket', 'confirmation', 'enrolment'],
  },
  advance: {
    table: {
      GetItem: ['batches', 'journeys', 'links', 'people', 'sending', 'slices'],
      BatchGetItem: ['batches', 'people'],
      Query: ['broadcasts'],
      PutItem: ['batches', 'people'],
      UpdateItem: ['batches'],
    },
    due: ['enrolment'],
  },
  sendBatch: {
    table: {
      GetItem: ['batches', 'blobs', 'broadcasts', 'journeys', 'people', 'proof', 'sending', 'slices'],
      BatchGetItem: ['batches', 'people'],
      Query: ['broadcasts'],
      PutItem: ['links', 'people', 'sending'],
      UpdateItem: ['batches', 'numbers'],
    },
    mail: ['GetAccount', 'SendBulkEmail', 'SendEmail'],
  },
  sendTransactional: {
    table: {
      GetItem: ['people', 'sending'],
      PutItem: ['links', 'people', 'sending'],
    },
    mail: ['GetAccount', 'SendEmail'],
  },
  publishBroadcast: {
    table: {
      GetItem: ['broadcasts', 'sending', 'slices'],
      BatchGetItem: ['batches', 'people'],
      Query: ['numbers'],
      PutItem: ['batches', 'broadcasts', 'slices'],
      UpdateItem: ['numbers'],
    },
    isAudience: true,
  },
  recordEngagement: {
    table: {
      GetItem: ['people'],
      BatchGetItem: ['batches'],
      PutItem: ['people'],
      UpdateItem: ['batches', 'numbers', 'proof'],
    },
  },
  recordHits: {
    table: {
      GetItem: ['batches', 'journeys', 'people'],
      BatchGetItem: ['batches', 'people'],
      PutItem: ['batches', 'people'],
      UpdateItem: ['batches', 'numbers'],
    },
  },
  rollup: {
    table: {
      GetItem: ['numbers', 'sending'],
      Query: ['batches', 'broadcasts', 'numbers'],
      PutItem: ['sending'],
      UpdateItem: ['numbers'],
    },
    due: ['bucket'],
  },
};
