// The stores on DynamoDB keep their contracts: on dynalite in this process, or on the engine of AWS_ENDPOINT_URL_DYNAMODB. What
// DynamoDB would refuse is refused, whatever the engine takes.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe } from 'vitest';
import { makeJourneyStore } from '../../functions/adapters/dynamodb/journey-store.ts';
import { makePace } from '../../functions/adapters/dynamodb/pace.ts';
import { TableAccess } from '../../functions/adapters/dynamodb/table-access.ts';
import { makeBatchStore } from '../../functions/composition/batch-store.ts';
import { makeBlobs } from '../../functions/composition/blobs.ts';
import { makeBroadcastStore } from '../../functions/composition/broadcast-store.ts';
import { makeControl } from '../../functions/composition/control.ts';
import { makeDueIndex } from '../../functions/composition/due-index.ts';
import { makeEnrolmentStore } from '../../functions/composition/enrolment-store.ts';
import { makeEvidenceStore } from '../../functions/composition/evidence-store.ts';
import { makeGoalReceipts } from '../../functions/composition/goal-hook.ts';
import { makeLeads } from '../../functions/composition/leads.ts';
import { makeLinkTables } from '../../functions/composition/link-tables.ts';
import { makeMetricsStore } from '../../functions/composition/metrics-store.ts';
import { makeNotices } from '../../functions/composition/notices.ts';
import { makeReviews } from '../../functions/composition/reviews.ts';
import { makeSubscriberStore } from '../../functions/composition/subscriber-store.ts';
import { tableAccess } from '../../functions/composition/table-access.ts';
import { MemoryMeter } from '../memory/meter.ts';
import { batchStoreContract } from './batch-store.contract.ts';
import { blobsContract } from './blobs.contract.ts';
import { broadcastStoreContract } from './broadcast-store.contract.ts';
import { contractContext } from './context.ts';
import { dueIndexContract } from './due-index.contract.ts';
import { localClient, startTableEngine, type TableEngine } from './dynalite-table.ts';
import { enrolmentStoreContract } from './enrolment-store.contract.ts';
import { evidenceStoreContract } from './evidence-store.contract.ts';
import { goalReceiptsContract } from './goal-receipts.contract.ts';
import { journeyStoreContract } from './journey-store.contract.ts';
import { leadsContract } from './leads.contract.ts';
import { linkTablesContract } from './link-tables.contract.ts';
import { metricsStoreContract } from './metrics-store.contract.ts';
import { noticesContract } from './notices.contract.ts';
import { controlContract, paceContract } from './pace-and-control.contract.ts';
import { reviewsContract } from './reviews.contract.ts';
import { stopAndResumeContract } from './stop-and-resume.contract.ts';
import { strictly } from './strict-dynamodb.ts';
import { subscriberStoreContract } from './subscriber-store.contract.ts';

const setUpMs = 120_000;

describe('DynamoDB', () => {
  let engine: TableEngine;
  let sharedTable: string;
  beforeAll(async () => {
    engine = await startTableEngine();
    sharedTable = await engine.newTable();
  }, setUpMs);
  afterAll(() => engine.end(), setUpMs);

  const contextOn = (tableName: string) => {
    const context = contractContext({ tableName, endpoints: { dynamodb: engine.endpoint } });
    context.once('table', () => new TableAccess(strictly(new DynamoDBClient(localClient(engine.endpoint))), tableName));
    return context;
  };
  const allStores = (tableName: string) => {
    const context = contextOn(tableName);
    return {
      due: makeDueIndex(context),
      subscribers: makeSubscriberStore(context),
      enrolments: makeEnrolmentStore(context),
      batches: makeBatchStore(context),
      evidence: makeEvidenceStore(context),
      metrics: makeMetricsStore(context),
      broadcasts: makeBroadcastStore(context),
      links: makeLinkTables(context),
      notices: makeNotices(context),
    };
  };

  subscriberStoreContract(async () => allStores(sharedTable).subscribers);
  enrolmentStoreContract(async () => allStores(sharedTable).enrolments);
  batchStoreContract(async () => allStores(sharedTable).batches);
  evidenceStoreContract(async () => allStores(sharedTable).evidence);
  metricsStoreContract(async () => allStores(sharedTable));
  broadcastStoreContract(async () => allStores(sharedTable).broadcasts);
  blobsContract(async () => makeBlobs(contextOn(sharedTable)));
  // The build's own journeys stay out of it: the adapter is given the suite's.
  journeyStoreContract(async (journeys) => makeJourneyStore(tableAccess(contextOn(sharedTable)), journeys));
  linkTablesContract(async () => allStores(sharedTable).links);
  goalReceiptsContract(async () => makeGoalReceipts(contextOn(sharedTable)));
  dueIndexContract(async () => allStores(await engine.newTable()));
  paceContract(async (account) =>
    makePace(tableAccess(contextOn(await engine.newTable())), account, {}, new MemoryMeter()),
  );
  controlContract(async () => makeControl(contextOn(await engine.newTable())));
  stopAndResumeContract(async () => makeControl(contextOn(await engine.newTable())));
  reviewsContract(async () => {
    const context = contextOn(await engine.newTable());
    return { reviews: makeReviews(context), due: makeDueIndex(context) };
  });
  leadsContract(async () => makeLeads(contextOn(await engine.newTable())));
  noticesContract(async () => makeNotices(contextOn(await engine.newTable())));
});
