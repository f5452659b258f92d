// Starts the engines of a run: ours, or those that run already; mends the table's indexes where the last end was unclean.
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../functions/ports/clock.ts';
import type { DataDirectory } from '../data-directory.ts';
import type { Endpoints } from '../options.ts';
import { repairIndexes } from '../repair.ts';
import { startSesFront } from '../ses/front.ts';
import type { Substitution } from '../ses/mail.ts';
import { MailStore } from '../ses/mail-store.ts';
import { type DynamoDbEngine, startDynamoDb } from './dynamodb.ts';
import type { Started } from './engine.ts';
import { type FauxqsEngine, startFauxqsEngine } from './fauxqs.ts';
import { type QueueEngine, startQueues } from './queues.ts';
import { startSesEmulator } from './ses-emulator.ts';

export interface Engines {
  readonly dynamodb: DynamoDbEngine;
  readonly fauxqs: FauxqsEngine;
  readonly queues: QueueEngine;
  /** Absent when another SES keeps the mail. */
  readonly mail: MailStore | undefined;
  readonly endpoints: { readonly [Service in 'dynamodb' | 'sqs' | 'sesv2' | 'sns']: string };
  /** Index entries mended. */
  readonly repaired: number;
}

interface EngineParts {
  readonly started: Started;
  readonly directory: DataDirectory;
  readonly database: DatabaseSync;
  readonly wasClean: boolean;
  readonly external: Endpoints;
  readonly clock: Clock;
  readonly substitution?: Substitution | undefined;
}

export async function startEngines(parts: EngineParts): Promise<Engines> {
  const { started, directory, external } = parts;
  const [dynamodb, fauxqs] = await Promise.all([
    startDynamoDb({ path: directory.file('dynamodb'), external: external.dynamodb }).then((one) => started.add(one)),
    startFauxqsEngine(directory.file('fauxqs')).then((one) => started.add(one)),
  ]);
  const queues = started.add(await startQueues({ embedded: fauxqs, external: external.sqs }));
  const { mail, sesv2 } = await startSes(parts);
  const mend = !parts.wasClean && dynamodb.embedded;
  const repaired = mend ? await repairIndexes(dynamodb.endpoint, parts.database) : 0;
  return {
    dynamodb,
    fauxqs,
    queues,
    mail,
    repaired,
    endpoints: { dynamodb: dynamodb.endpoint, sqs: queues.endpoint, sesv2, sns: fauxqs.endpoint },
  };
}

async function startSes({ started, database, external, clock, substitution }: EngineParts) {
  if (external.sesv2) return { mail: undefined, sesv2: external.sesv2 };
  const mail = new MailStore(database, substitution);
  const emulator = started.add(await startSesEmulator());
  const front = started.add(await startSesFront({ emulator, store: mail, clock }));
  return { mail, sesv2: front.endpoint };
}
