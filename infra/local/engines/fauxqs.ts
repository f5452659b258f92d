// SQS and SNS in one embedded server with SQLite persistence; queues and their topic come after.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { localRegion } from './account.ts';
import type { Ending } from './engine.ts';

export interface FauxqsEngine extends Ending {
  readonly endpoint: string;
  readonly server: FauxqsServer;
}

export async function startFauxqsEngine(dataDir: string): Promise<FauxqsEngine> {
  releaseReceived(join(dataDir, 'fauxqs.db'));
  const server = await withoutWaitingForDisk(() =>
    startFauxqs({ port: 0, logger: false, defaultRegion: localRegion, dataDir }),
  );
  return { endpoint: `http://127.0.0.1:${server.port}`, server, end: () => server.stop() };
}

/** Messages that a killed run had received are there for this one at once, not after their time-out on the wall clock. */
function releaseReceived(path: string): void {
  if (!existsSync(path)) return;
  const database = new DatabaseSync(path);
  try {
    const table = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'sqs_messages'").get();
    if (table) database.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL');
  } finally {
    database.close();
  }
}

/**
 * A commit in WAL mode survives a kill without waiting for the disk, but fauxqs opens its database with the default,
 * which waits three times per message, and offers no setting. So the databases opened while `start` begins are told.
 */
function withoutWaitingForDisk<Result>(start: () => Result): Result {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    exec.call(this, sql);
    if (/journal_mode\s*=\s*WAL/i.test(sql)) exec.call(this, 'PRAGMA synchronous = NORMAL');
  };
  try {
    return start();
  } finally {
    DatabaseSync.prototype.exec = exec;
  }
}
