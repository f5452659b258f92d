// Fills the bench's table in bulk. The stores make the items, so that they are always as the application writes them.
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { makeBroadcastStore } from '../../functions/adapters/dynamodb/broadcast-store.ts';
import { makeEnrolmentStore } from '../../functions/adapters/dynamodb/enrolment-store.ts';
import { makeSubscriberStore } from '../../functions/adapters/dynamodb/subscriber-store.ts';
import { TableAccess } from '../../functions/adapters/dynamodb/table-access.ts';
import { enrol } from '../../functions/domain/enrolment.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import { dayMs, type EpochMs } from '../../functions/domain/time.ts';
import { newsletterText } from './newsletter-text.ts';
import { cohortIds, endedWalk, personId, subscriber, waitingWalk } from './people.ts';

export interface Cohort {
  /** Names its people: the same cohort is always the same people. */
  readonly cohort: string;
  readonly count: number;
  readonly joinedAt: EpochMs;
  /** One in how many lets us look at opens and clicks; 0 for nobody. */
  readonly trackedOneIn: number;
  /** Confirmed at `joinedAt`: at the very beginning of the journey. */
  readonly enters?: boolean;
  /** Waiting for the mail after `step`, due one after another; absent: their walk is over. */
  readonly due?: { readonly step: string; readonly from: EpochMs; readonly everyMs: number };
}

const itemsPerWrite = 25;
const writesAtOnce = 4;
const pastNewsletters = 6;

/** Collects the items of puts instead of writing them. */
function collector(tableName: string) {
  const items: Record<string, AttributeValue>[] = [];
  const client = {
    send: async (command: PutItemCommand) => {
      items.push(command.input.Item as Record<string, AttributeValue>);
      return {};
    },
  };
  return { items, table: new TableAccess(client as unknown as DynamoDBClient, tableName) };
}

export async function seedCohort(
  client: DynamoDBClient,
  tableName: string,
  journey: Journey,
  { cohort, count, joinedAt, trackedOneIn, enters, due }: Cohort,
): Promise<void> {
  const { items, table } = collector(tableName);
  const [subscribers, enrolments] = [makeSubscriberStore(table), makeEnrolmentStore(table)];
  for (const [index, id] of cohortIds(cohort, count, due?.everyMs === 0).entries()) {
    await subscribers.save(subscriber(id, index, joinedAt, trackedOneIn > 0 && index % trackedOneIn === 0));
    const walk = due
      ? waitingWalk(id, journey, due.step, due.from + index * due.everyMs)
      : enters
        ? enrol(id, journey, joinedAt)
        : endedWalk(id, journey, joinedAt);
    await enrolments.save(walk);
    if (items.length >= itemsPerWrite * writesAtOnce) await flush(client, tableName, items);
  }
  while (items.length > 0) await flush(client, tableName, items);
}

/** Issues of the past half year: nobody's cap knows them any more, but they lie in the table. */
export async function seedNewsletters(client: DynamoDBClient, tableName: string, before: EpochMs): Promise<void> {
  const { items, table } = collector(tableName);
  const broadcasts = makeBroadcastStore(table);
  for (let index = 1; index <= pastNewsletters; index += 1) {
    const at = before - index * 30 * dayMs;
    await broadcasts.save({
      id: personId(`newsletter ${index}`),
      rev: 0,
      ...newsletterText,
      state: 'sent',
      createdAt: at,
      createdBy: 'editor@clinic.test',
      cutoffAt: at,
      planned: 1_000,
      doneAt: at + dayMs,
    });
  }
  while (items.length > 0) await flush(client, tableName, items);
}

async function flush(client: DynamoDBClient, tableName: string, items: Record<string, AttributeValue>[]) {
  const parts = Array.from({ length: writesAtOnce }, () => items.splice(0, itemsPerWrite)).filter(
    ({ length }) => length > 0,
  );
  await Promise.all(
    parts.map((part) =>
      client.send(
        new BatchWriteItemCommand({ RequestItems: { [tableName]: part.map((Item) => ({ PutRequest: { Item } })) } }),
      ),
    ),
  );
}
