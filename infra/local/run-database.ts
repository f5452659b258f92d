// The runner's own database in the data directory: clock, mail, sign-in, and whether the last run ended cleanly.
import { DatabaseSync } from 'node:sqlite';

export interface Once {
  isDone(name: string): boolean;
  done(name: string): void;
}

export interface RunDatabase {
  readonly database: DatabaseSync;
  /** Whether the last run ended cleanly, or there was none. */
  readonly wasClean: boolean;
  /** Things done once in this directory. */
  readonly once: Once;
  noteCleanEnd(): void;
  end(): void;
}

export function openRunDatabase(path: string): RunDatabase {
  const database = new DatabaseSync(path);
  // In WAL mode a commit survives a kill without waiting for the disk.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec(
    'CREATE TABLE IF NOT EXISTS ending (clean INTEGER); CREATE TABLE IF NOT EXISTS once (name TEXT PRIMARY KEY)',
  );
  const row = database.prepare('SELECT clean FROM ending').get();
  // Until this run ends cleanly, it has not.
  database.exec('DELETE FROM ending; INSERT INTO ending (clean) VALUES (0)');
  return {
    database,
    wasClean: row === undefined || row.clean === 1,
    once: {
      isDone: (name) => database.prepare('SELECT 1 FROM once WHERE name = ?').get(name) !== undefined,
      done: (name) => {
        database.prepare('INSERT OR IGNORE INTO once (name) VALUES (?)').run(name);
      },
    },
    noteCleanEnd: () => database.exec('UPDATE ending SET clean = 1'),
    end: () => database.close(),
  };
}
