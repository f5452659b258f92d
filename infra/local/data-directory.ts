// The data directory: one runner at a time, emptied only when it is ours, keys made once and kept.
// The lock is an open SQLite transaction: the system frees it when the process dies, so it is never stale.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Keys, parseKeys } from '../../functions/adapters/keys.ts';
import type { Ending } from './engines/engine.ts';
import { makeFolder, otherFolder } from './make-folder.ts';
import { StartProblem } from './problem.ts';

const lockFile = 'lock.db';
const ownerFile = 'runner.json';

export interface DataDirectory extends Ending {
  readonly path: string;
  file(name: string): string;
  /** Notes who uses the directory, for the message the next runner prints. */
  noteOwner(origin: string): void;
}

/** Opens (and creates) the directory; `fresh` empties it first. Throws StartProblem when it is in use or not ours. */
export function openDataDirectory(directory: string, fresh: boolean): DataDirectory {
  const path = resolve(directory);
  const file = (name: string): string => join(path, name);
  refuseForeign(path, directory);
  makeFolder(path, `--data ${directory}`);
  const lock = takeLock(file(lockFile), directory, file(ownerFile));
  if (fresh) {
    for (const name of readdirSync(path)) {
      if (!name.startsWith(lockFile)) rmSync(file(name), { recursive: true, force: true });
    }
  }
  return {
    path,
    file,
    noteOwner: (origin) => writeWhole(file(ownerFile), JSON.stringify({ process: process.pid, origin })),
    end: () => {
      rmSync(file(ownerFile), { force: true });
      lock.close();
    },
  };
}

function refuseForeign(path: string, written: string): void {
  if (!existsSync(path)) return;
  let names: string[];
  try {
    names = readdirSync(path);
  } catch {
    throw new StartProblem(
      `--data ${written} is not a directory; name one that is, or a path that does not exist yet.`,
    );
  }
  if (names.length > 0 && !names.includes(lockFile)) {
    throw new StartProblem(`--data ${written} holds files that are not Afterglow's; name an empty or a new directory.`);
  }
}

function takeLock(path: string, directory: string, owner: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if ((error as { errcode?: number }).errcode !== sqliteBusy) {
      throw new StartProblem(`--data ${directory} cannot be written to (${(error as Error).message}); ${otherFolder}.`);
    }
    throw new StartProblem(
      `Another Afterglow${describeOwner(owner)} uses ${directory}; stop it, or choose another directory with --data DIR.`,
    );
  }
}

const sqliteBusy = 5;

function describeOwner(path: string): string {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as { process: number; origin: string };
    return ` (process ${owner.process}, ${owner.origin})`;
  } catch {
    // The file is only a courtesy; the lock has spoken already.
    return '';
  }
}

/** The keys of this directory; made on first use. Losing them would orphan every subscriber in the table. */
export function localKeys(path: string): Keys {
  const key = (): string => randomBytes(32).toString('base64url');
  if (!existsSync(path)) {
    const goals = [key()];
    writeWhole(path, JSON.stringify({ identity: key(), tokens: [{ id: '1', key: key() }], session: key(), goals }));
  }
  return parseKeys(readFileSync(path, 'utf8'));
}

/** Writes beside and renames, so that a kill leaves the old file or the new one. */
export function writeWhole(path: string, content: string): void {
  const beside = `${path}.new`;
  writeFileSync(beside, content, { mode: 0o600 });
  renameSync(beside, path);
}
