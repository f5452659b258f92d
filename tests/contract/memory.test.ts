// The in-memory world keeps every port's contract: what use-case tests and the simulation stand on.
import { MemoryWorld } from '../memory/memory-world.ts';
import { batchStoreContract } from './batch-store.contract.ts';
import { blobsContract } from './blobs.contract.ts';
import { broadcastStoreContract } from './broadcast-store.contract.ts';
import { dueIndexContract } from './due-index.contract.ts';
import { enrolmentStoreContract } from './enrolment-store.contract.ts';
import { evidenceStoreContract } from './evidence-store.contract.ts';
import { journeyStoreContract } from './journey-store.contract.ts';
import { linkTablesContract } from './link-tables.contract.ts';
import { mailerContract } from './mailer.contract.ts';
import { metricsStoreContract } from './metrics-store.contract.ts';
import { queuesContract } from './queues.contract.ts';
import { subscriberStoreContract } from './subscriber-store.contract.ts';

const shared = new MemoryWorld();

subscriberStoreContract(async () => shared.subscribers);
enrolmentStoreContract(async () => shared.enrolments);
batchStoreContract(async () => shared.batches);
evidenceStoreContract(async () => shared.evidence);
metricsStoreContract(async () => shared);
broadcastStoreContract(async () => shared.broadcasts);
journeyStoreContract(async (journeys) => new MemoryWorld({ journeys, state: shared.state }).journeys);
linkTablesContract(async () => new MemoryWorld({ state: shared.state }).links);
dueIndexContract(async () => new MemoryWorld());
blobsContract(async () => shared.blobs);
mailerContract(async () => shared.mailer);
queuesContract(async () => {
  const { queues } = new MemoryWorld();
  return { queues, waiting: async (queue) => queues.take(queue) };
});
