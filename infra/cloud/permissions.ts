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
  site: {},
  hits: {},
  staff: {},
  tick: {},
  advance: {},
  sendBatch: {},
  sendTransactional: {},
  publishBroadcast: {},
  recordEngagement: {},
  recordHits: {},
  rollup: {},
};
