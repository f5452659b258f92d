// The in-memory world keeps every port's contract, also behind the hook that a simulation breaks it with.
import { MemoryGoalReceipts } from '../memory/goal-receipts.ts';
import { MemoryWorld, type WorldOptions } from '../memory/memory-world.ts';
import { MemoryPace } from '../memory/pace-and-control.ts';
import { MemoryState } from '../memory/state.ts';
import { wrapPorts } from '../memory/wrap-ports.ts';
import { batchStoreContract } from './batch-store.contract.ts';
import { blobsContract } from './blobs.contract.ts';
import { broadcastStoreContract } from './broadcast-store.contract.ts';
import { dueIndexContract } from './due-index.contract.ts';
import { enrolmentStoreContract } from './enrolment-store.contract.ts';
import { evidenceStoreContract } from './evidence-store.contract.ts';
import { galleryContract } from './gallery.contract.ts';
import { goalReceiptsContract } from './goal-receipts.contract.ts';
import { identityContract, tokensContract } from './identity-and-tokens.contract.ts';
import { journeyStoreContract } from './journey-store.contract.ts';
import { leadsContract } from './leads.contract.ts';
import { linkTablesContract } from './link-tables.contract.ts';
import { mailerContract } from './mailer.contract.ts';
import { metricsStoreContract } from './metrics-store.contract.ts';
import { noticesContract } from './notices.contract.ts';
import { controlContract, paceContract } from './pace-and-control.contract.ts';
import { queuesContract } from './queues.contract.ts';
import { rendererContract } from './renderer.contract.ts';
import { reviewsContract } from './reviews.contract.ts';
import { stopAndResumeContract } from './stop-and-resume.contract.ts';
import { subscriberStoreContract } from './subscriber-store.contract.ts';

const { state } = new MemoryWorld();
const ports = (options: WorldOptions = {}) =>
  wrapPorts(new MemoryWorld(options), (_port, _method, _args, proceed) => proceed());
const shared = ports({ state });

subscriberStoreContract(async () => shared.subscribers);
enrolmentStoreContract(async () => shared.enrolments);
batchStoreContract(async () => shared.batches);
evidenceStoreContract(async () => shared.evidence);
metricsStoreContract(async () => shared);
broadcastStoreContract(async () => shared.broadcasts);
journeyStoreContract(async (journeys) => ports({ journeys, state }).journeys);
linkTablesContract(async () => ports({ state }).links);
goalReceiptsContract(async () => new MemoryGoalReceipts(state));
dueIndexContract(async () => ports());
paceContract(async (account) => new MemoryPace(new MemoryState(), account, {}));
controlContract(async () => ports().control);
stopAndResumeContract(async () => ports().control);
blobsContract(async () => shared.blobs);
reviewsContract(async () => ports());
leadsContract(async () => ports().leads);
noticesContract(async () => ports().notices);
identityContract(() => shared.identity);
tokensContract(() => shared.tokens);
rendererContract(async () => ports({ templates: ['welcome'] }).renderer);
galleryContract(async () => new MemoryWorld({ templates: ['welcome'] }).gallery);
mailerContract(async () => shared.mailer);
queuesContract(async () => {
  const { queues } = new MemoryWorld();
  return { queues, waiting: async (queue) => queues.take(queue) };
});
