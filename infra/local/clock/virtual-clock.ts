// The virtual clock: stands still until it is moved, is written down before it moves, and never goes back.
import type { DatabaseSync } from 'node:sqlite';
import type { EpochMs } from '../../../functions/domain/time.ts';
import type { Clock } from '../../../functions/ports/clock.ts';

/** What a restart finds: the virtual time, and what the wall clock said when it was written down. */
export interface ClockNote {
  readonly now: EpochMs;
  readonly wallAt: EpochMs;
}

export class VirtualClock implements Clock {
  private current: EpochMs;
  /** The note the last run left, if there was one. */
  readonly found: ClockNote | undefined;
  private readonly write: (note: ClockNote) => void;

  constructor(database: DatabaseSync, startAt: EpochMs) {
    database.exec(
      'CREATE TABLE IF NOT EXISTS clock (one INTEGER PRIMARY KEY CHECK (one = 1), now INTEGER, wallAt INTEGER)',
    );
    const row = database.prepare('SELECT now, wallAt FROM clock').get();
    this.found = row ? { now: Number(row.now), wallAt: Number(row.wallAt) } : undefined;
    const upsert = database.prepare('INSERT OR REPLACE INTO clock (one, now, wallAt) VALUES (1, ?, ?)');
    this.write = ({ now, wallAt }) => upsert.run(now, wallAt);
    this.current = this.found?.now ?? startAt;
    if (!this.found) this.write({ now: this.current, wallAt: Date.now() });
  }

  now(): EpochMs {
    return this.current;
  }

  /** Persists, then jumps. Throws on a step back. */
  moveTo(at: EpochMs): void {
    if (at < this.current) throw new Error(`The clock stands at ${this.current} and never moves back to ${at}.`);
    this.write({ now: at, wallAt: Date.now() });
    this.current = at;
  }
}
